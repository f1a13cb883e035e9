package org.tocsin.response;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one person's way to an alarm and back, beside the {@link Callout}.
 *
 * @param because why they were chosen, in words; null where somebody chose them
 * @param eta when they say that they will be there; null while they have not said, and once they are there or gone
 * @param report the newest on-scene report; null while there is none
 */
public record Road(
        UUID calloutId,
        String name,
        CalloutState state,
        @Nullable String because,
        Times times,
        Proof proof,
        @Nullable Eta eta,
        Alone alone,
        @Nullable String report) {

    /** By the responder's own word. */
    public record Times(
            Instant offered,
            @Nullable Instant accepted,
            @Nullable Instant enRoute,
            @Nullable Instant arrived,
            @Nullable Instant left) {}

    /** By the home's own device. */
    public record Proof(
            @Nullable Instant arrivalPress, @Nullable Instant leavingPress) {}

    /**
     * @param due when the next word is due; null while they are in no home
     * @param alarms how often its absence was told
     */
    public record Alone(@Nullable Instant due, int alarms) {}

    /**
     * @param onFile whether a key safe code, or a note on how to get in, is on file
     * @param version another one whenever either is changed; tells nothing of them
     * @param failedAt since when its code is known not to open; null while it is believed
     * @param failedBy who said so, as the audit trail names them
     */
    public record WayIn(
            boolean onFile,
            @Nullable String version,
            @Nullable Instant failedAt,
            @Nullable String failedBy) {}

    /**
     * What a responder is told of the job beside who and where.
     *
     * @param circumstances what the centre knows, in sentences
     * @param attending who else was asked, "Dora Daughter is on the way"
     * @param needs what the home needs of whoever comes, in words; empty for nothing special
     * @param wayIn what is on file about getting in; never what it says
     * @param customer the home's id in the service's records; null for none
     */
    public record Facts(
            List<String> circumstances,
            List<String> attending,
            String needs,
            WayIn wayIn,
            @Nullable String customer,
            ResponseClock clock) {
        public Facts {
            circumstances = List.copyOf(circumstances);
            attending = List.copyOf(attending);
        }
    }
}
