package org.tocsin.figures;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One alarm to which somebody was sent.
 *
 * @param place the home's address; null where no home is on file
 * @param decided when the first person was asked to go
 * @param proven when the home's own device said that somebody was there
 */
public record SentRow(
        UUID alarmId,
        String reference,
        @Nullable String place,
        Instant received,
        Instant decided,
        @Nullable Instant arrived,
        @Nullable Instant proven,
        @Nullable Instant closed) {}
