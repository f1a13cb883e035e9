package org.tocsin.alarm;

import org.jspecify.annotations.Nullable;

/**
 * How an alarm is to be closed.
 *
 * @param outcome a code of the service's outcome list
 * @param spokenTo who at the home was spoken to; needed where no help was sent and nobody was written down
 *     before; see {@link ClosingRule}
 */
public record CloseRequest(
        String outcome, @Nullable String spokenTo, @Nullable String note) {}
