package org.tocsin.console.response;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.Priority;

/**
 * One call-out as the responder reads it. How to get in does not stand on it:
 * that is revealed on request once the call-out is accepted, and each view is on record.
 *
 * @param id of the callout
 * @param risks what to know before going in; shown before the address
 * @param address in one line; empty when nothing is on file
 * @param notes what helps to understand the person
 * @param late true when the time to arrive has passed and the next contact was asked
 */
public record Job(
        String id,
        Stage state,
        Priority priority,
        String who,
        String what,
        String raised,
        String reference,
        @Nullable String risks,
        String address,
        @Nullable String telephone,
        @Nullable String notes,
        boolean late) {

    /** How far a responder is; each stage has one button. */
    public enum Stage {
        OFFERED,
        ACCEPTED,
        EN_ROUTE,
        ARRIVED;

        /** As the responder reads it. */
        public String words() {
            String words = name().toLowerCase(Locale.ROOT).replace('_', ' ');
            return this == EN_ROUTE ? "on the way" : words;
        }
    }

    /** The address for a {@code geo:} link (RFC 5870; the {@code q} parameter as phones understand it). */
    public String addressQuery() {
        return URLEncoder.encode(address, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
