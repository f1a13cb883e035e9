package org.tocsin.alarm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the alarms of a home have in common, in words: "4th fall in 7 days". Pure. A fall is what a fall detector said, or
 * what an outcome calls one. Faults are no calls of anybody's and are counted by nobody here.
 */
public final class Pattern {
    /** Falls are counted over so long. */
    static final Duration WEEK = Duration.ofDays(7);

    static final Duration DAY = Duration.ofDays(1);

    /** So many calls of one kind in a week, or of any kind in a day, are worth a sentence. */
    private static final int WORTH_SAYING = 3;

    private Pattern() {}

    /**
     * An alarm as far as it matters here.
     *
     * @param trigger "Fall detector, kitchen"
     * @param outcome code of its ending; empty while it is open
     */
    public record One(Instant at, String kind, String trigger, String outcome) {
        boolean isCall() {
            return !"TECHNICAL".equals(kind);
        }

        boolean isFall() {
            return (trigger + " " + outcome).toLowerCase(Locale.ROOT).matches(".*\\bfall(s|en)?\\b.*");
        }

        /** What it came from: "fall detector". */
        String device() {
            return trigger.split("[,:]", 2)[0].strip().toLowerCase(Locale.UK);
        }
    }

    /**
     * @param last this alarm and those before it, in any order
     * @return sentences without a stop, the gravest first; empty where there is nothing to say
     */
    public static List<String> of(One alarm, List<One> last) {
        List<String> words = new ArrayList<>();
        if (!alarm.isCall()) {
            return words;
        }
        List<One> week = last.stream()
                .filter(one -> one.isCall() && within(one, alarm, WEEK))
                .toList();
        long falls = week.stream().filter(One::isFall).count();
        if (alarm.isFall() && falls > 1) {
            words.add(ordinal(falls) + " fall in 7 days");
        } else if (!alarm.isFall() && falls > 0) {
            words.add(falls == 1 ? "A fall in the last 7 days" : falls + " falls in the last 7 days");
        }
        long same =
                week.stream().filter(one -> one.device().equals(alarm.device())).count();
        if (!alarm.isFall() && same >= WORTH_SAYING) {
            words.add(ordinal(same) + " from the " + alarm.device() + " in 7 days");
        }
        long today = week.stream().filter(one -> within(one, alarm, DAY)).count();
        if (today >= WORTH_SAYING && (today > falls || !alarm.isFall())) {
            words.add(ordinal(today) + " call in 24 hours");
        }
        return words;
    }

    private static boolean within(One one, One alarm, Duration time) {
        return !one.at().isAfter(alarm.at()) && one.at().isAfter(alarm.at().minus(time));
    }

    private static String ordinal(long number) {
        long tens = number % 100;
        String ending = tens >= 11 && tens <= 13
                ? "th"
                : switch ((int) (number % 10)) {
                    case 1 -> "st";
                    case 2 -> "nd";
                    case 3 -> "rd";
                    default -> "th";
                };
        return number + ending;
    }
}
