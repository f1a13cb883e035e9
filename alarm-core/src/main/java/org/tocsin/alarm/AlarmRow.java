package org.tocsin.alarm;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An alarm with what a person needs beside it on the board.
 *
 * @param person who lives there, several joined by a comma; words saying so where nobody is on file
 * @param place the address in one line; words saying so where no home is on file
 * @param homeFlags what is special about the people there: {@code IN_HOSPITAL}, {@code RESPITE}, {@code AWAY} …; it
 *     changes a banner, never whether the alarm sounds
 * @param takenBy username of the operator responsible
 * @param callout the latest callout in words, "Rita Responder is on the way"
 */
public record AlarmRow(
        Alarm alarm,
        String person,
        String place,
        Set<String> homeFlags,
        @Nullable String takenBy,
        @Nullable String callout) {}
