package org.tocsin.response;

import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.AlarmRow;

/**
 * What somebody who goes to a home needs to know. Key-safe code and access notes are not in it: those are opened one by
 * one, and each view is on record.
 *
 * @param risks dangers to whoever goes in; shown before the address
 * @param telephone of the home, several joined by a comma
 */
public record JobSheet(
        Callout callout,
        AlarmRow alarm,
        @Nullable String risks,
        @Nullable String telephone) {}
