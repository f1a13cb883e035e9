package org.tocsin.figures;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Targets and counting rule that hold from a month on: an edition of a standard, or a contract.
 *
 * @param validFrom the first day of a month: figures are by month, and each has one profile
 * @param source where it stands written; null where nobody said
 */
public record Profile(
        LocalDate validFrom, String name, @Nullable String source, CountingRule rule, Targets targets) {

    /**
     * @param answer most calls, usually 60 s
     * @param answerLatest nearly all, usually 180 s; whatever takes longer is investigated
     * @param arrive most responses, usually 45 min
     * @param arriveLatest the rest, usually 60 min
     * @param arriveCrisis the promise for everybody, whatever it is, usually 2 h; it stands beside the two
     */
    public record Targets(
            Target answer, Target answerLatest, Target arrive, Target arriveLatest, Target arriveCrisis) {}

    /**
     * The profile of a month.
     *
     * @param written those of a service; of two for the same month the later in the list holds
     * @param shipped what holds where a service has written none for so early a month
     */
    public static Profile of(LocalDate month, List<Profile> written, Profile shipped) {
        return written.stream()
                .filter(profile -> !profile.validFrom().isAfter(month))
                .max(Comparator.comparing(Profile::validFrom).thenComparing(written::lastIndexOf))
                .orElse(shipped);
    }
}
