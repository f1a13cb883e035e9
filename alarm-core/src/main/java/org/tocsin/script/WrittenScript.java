package org.tocsin.script;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A script as whoever writes it sees it.
 *
 * @param draft what is being written; null where nothing is
 * @param versions what was published, the newest first; empty where the shipped one is in use
 */
public record WrittenScript(For place, @Nullable Draft draft, List<Version> versions) {
    public WrittenScript {
        versions = List.copyOf(versions);
    }

    /**
     * @param personId null: for everybody of the service
     * @param person their name
     * @param occasion null: for any that has none of its own
     */
    public record For(
            @Nullable UUID personId,
            @Nullable String person,
            @Nullable Occasion occasion) {
        /** "Smoke, heat or fire", "Any occasion". */
        public String words() {
            return occasion == null ? "Any occasion" : occasion.words();
        }
    }

    public record Draft(String words, Instant at, String by) {}

    /**
     * @param withdrawn from then on the script was not used
     * @param note why
     */
    public record Version(
            UUID id,
            int number,
            boolean withdrawn,
            String words,
            @Nullable String note,
            Instant at,
            String by) {}

    /** The version alarms go by now; null where they go by the shipped script, or by a wider one. */
    public @Nullable Version inUse() {
        return versions.isEmpty() || versions.get(0).withdrawn() ? null : versions.get(0);
    }

    /** What an editor begins with: the draft, what is in use, or what came with the platform. */
    public String words() {
        Draft written = draft;
        Version used = inUse();
        if (written != null) {
            return written.words();
        }
        return used != null
                ? used.words()
                : ShippedScripts.words(place.occasion() == null ? Occasion.OTHER : place.occasion());
    }
}
