package org.tocsin.figures;

import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Map;

/**
 * How soon the calls of one month were answered, by the profile of that month.
 *
 * @param counted the calls in the denominator
 * @param excluded those of the same kinds that somebody has left out
 * @param apart the kinds the profile does not count
 * @param investigations calls over the last limit, and how many of them nobody has written anything about yet
 */
public record AnswerMonth(
        LocalDate month,
        Profile profile,
        Count counted,
        Count excluded,
        Map<CallKind, Count> apart,
        Investigated investigations) {

    /**
     * @param calls that are decided: answered, over, or waiting for longer than the last limit
     * @param inTime within the first limit
     * @param inLatest within the last limit
     * @param unanswered closed without an answer, or still waiting past the last limit
     * @param givenUp the caller rang off before the answer; they are among the calls
     * @param byTaking could speak, and nobody reported when they did: known is only when somebody took it
     * @param waiting not decided yet; they are not among the calls
     */
    public record Count(
            long calls, long inTime, long inLatest, long unanswered, long givenUp, long byTaking, long waiting) {
        public static final Count NONE = new Count(0, 0, 0, 0, 0, 0, 0);

        public Share inTimeShare() {
            return new Share(inTime, calls);
        }

        public Share inLatestShare() {
            return new Share(inLatest, calls);
        }

        Count plus(Count other) {
            return new Count(
                    calls + other.calls,
                    inTime + other.inTime,
                    inLatest + other.inLatest,
                    unanswered + other.unanswered,
                    givenUp + other.givenUp,
                    byTaking + other.byTaking,
                    waiting + other.waiting);
        }
    }

    /** @param missing how many nobody has written anything about */
    public record Investigated(long opened, long missing) {
        public static final Investigated NONE = new Investigated(0, 0);
    }

    public AnswerMonth {
        EnumMap<CallKind, Count> copy = new EnumMap<>(CallKind.class);
        copy.putAll(apart);
        apart = copy;
    }

    /**
     * Whether it may be called <em>answered</em>. Where only the taking of some calls is known, or the profile asks for
     * no more, it is the time to take.
     */
    public boolean isAnswered() {
        return profile.rule().answeredBy() == CountingRule.AnsweredBy.SPEECH && counted.byTaking() == 0;
    }

    /** With those that were left out, so that everybody sees what leaving them out has done. */
    public Count withExcluded() {
        return counted.plus(excluded);
    }

    /** Both targets; true where nothing was counted. */
    public boolean isMet() {
        return counted.inTimeShare().meets(profile.targets().answer().share())
                && counted.inLatestShare()
                        .meets(profile.targets().answerLatest().share());
    }
}
