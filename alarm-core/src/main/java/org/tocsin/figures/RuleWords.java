package org.tocsin.figures;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;

/** The counting rule of a profile in words, as it is printed beside every figure. */
public final class RuleWords {
    private RuleWords() {}

    /** How answers are counted. */
    public static String answers(Profile profile) {
        CountingRule rule = profile.rule();
        String counted = kinds(rule, true);
        String apart = kinds(rule, false);
        String answered = rule.answeredBy() == CountingRule.AnsweredBy.OPENED
                ? "A call is taken when somebody opens it."
                : "A call is answered when speech with the home is connected, as the telephone system reports it; where"
                        + " what called cannot speak, when somebody opens it. Where no telephone system reports calls,"
                        + " only the time to take is known, and the figure says so.";
        return "Counted are " + counted + (apart.isEmpty() ? "" : "; apart stand " + apart) + ". Each press of a home"
                + " is a call of its own; a repeat of the same message is none. The clock starts when the first message"
                + " of the press was received, and time on hold is in it. " + answered
                + " A press while speech is up is"
                + " answered at once. Callers who rang off before the answer stay in the count; so does what was closed"
                + " without one, as not answered. A call that has waited for less than "
                + Target.words(profile.targets().answerLatest().within())
                + " is counted when it is decided. Shares are rounded down.";
    }

    /** How arrivals are counted. */
    public static String arrivals(Profile profile) {
        boolean decision = profile.rule().arrivalClock() == CountingRule.ArrivalClock.DECISION;
        return "Counted is every alarm for which somebody was asked to go. Both clocks end when the first of them was"
                + " there, by the time they said it; one begins with the receipt of the alarm's first message, the other"
                + " with the decision to deploy, which is when the first person was asked. The target is held against the"
                + " time from the " + (decision ? "decision" : "receipt") + ". Closed within "
                + Target.words(profile.targets().arrive().within())
                + " without anybody there is called off and stands apart; after that it counts as not arrived."
                + " The promise to be there within "
                + Target.words(profile.targets().arriveCrisis().within())
                + " is for everybody and stands beside the two limits, by the same clocks: it is decided when somebody is"
                + " there, when its time is over, or when the alarm is closed without anybody there after the first"
                + " limit, which breaks it.";
    }

    private static String kinds(CountingRule rule, boolean counted) {
        return Arrays.stream(CallKind.values())
                .filter(kind -> rule.counted().contains(kind) == counted)
                .sorted(Comparator.naturalOrder())
                .map(CallKind::words)
                .collect(Collectors.joining(", "))
                .replaceFirst(", ([^,]*)$", " and $1");
    }
}
