package org.tocsin.script;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which script an alarm goes by. Pure. The most specific wins: written for a person who lives there, then for the occasion,
 * then the service's for any occasion; otherwise the one that came with the platform. Of a person's the one for the
 * occasion comes first. A script for any occasion never stands in for those of fire, gas, attack and no speech.
 */
public final class ScriptChoice {
    private ScriptChoice() {}

    /**
     * A published version.
     *
     * @param personId whom it was written for; null: for everybody of the service
     * @param occasion null: for any
     * @param withdrawn from then on the script is not used
     */
    public record Candidate(
            UUID versionId,
            UUID scriptId,
            @Nullable UUID personId,
            @Nullable Occasion occasion,
            int number,
            boolean withdrawn,
            Instant publishedAt) {}

    /**
     * @param published every version of the service's scripts that may concern these people
     * @param began when the alarm was raised: what was published later is for later alarms
     * @return empty for the shipped one
     */
    public static Optional<Candidate> of(Occasion occasion, List<Candidate> published, Instant began) {
        return published.stream()
                .filter(one -> !one.publishedAt().isAfter(began))
                .filter(one -> published.stream().noneMatch(later -> supersedes(later, one, began)))
                .filter(one -> !one.withdrawn())
                .filter(one -> one.occasion() == occasion || (one.occasion() == null && !occasion.ownScriptOnly()))
                .min(Comparator.comparing((Candidate one) -> one.personId() == null)
                        .thenComparing(one -> one.occasion() == null)
                        // Two people of one home: the same one every time.
                        .thenComparing(Candidate::scriptId));
    }

    private static boolean supersedes(Candidate later, Candidate one, Instant began) {
        return later.scriptId().equals(one.scriptId())
                && later.number() > one.number()
                && !later.publishedAt().isAfter(began);
    }
}
