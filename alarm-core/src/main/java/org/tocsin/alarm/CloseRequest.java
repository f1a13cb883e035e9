package org.tocsin.alarm;

import org.jspecify.annotations.Nullable;

/**
 * How an alarm is to be closed.
 *
 * @param outcome a code of the service's outcome list
 * @param spokenTo who at the home was spoken to; needed where no help was sent and nobody was written down
 *     before; see {@link ClosingRule}
 * @param reference999 of the call to 999, where the closing itself brings it; null where none was, or it is on record
 */
public record CloseRequest(
        String outcome,
        @Nullable String spokenTo,
        @Nullable String note,
        @Nullable String reference999) {
    public CloseRequest(String outcome, @Nullable String spokenTo, @Nullable String note) {
        this(outcome, spokenTo, note, null);
    }
}
