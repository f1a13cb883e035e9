package org.tocsin.script;

import java.time.LocalTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.home.RiskTier;
import org.tocsin.home.ServiceUser;

/**
 * When a step is to be done; written in square brackets. A pure question about the facts of a case.
 *
 * @param words as written, "resident answered"
 * @param otherwise why the step is not to be done while it does not hold
 */
public record Condition(String words, String otherwise, Predicate<CaseFacts> test) {
    private static final Pattern HOURS = Pattern.compile("between ([0-2][0-9]:[0-5][0-9]) and ([0-2][0-9]:[0-5][0-9])");
    private static final Pattern STATUS = Pattern.compile("status ([a-z ]{2,20})");

    private static final List<Condition> PLAIN = List.of(
            new Condition(
                    "speech heard",
                    "nobody has been heard yet",
                    facts -> facts.speech().heard()),
            new Condition(
                    "no speech",
                    "only once it is written down that nobody answers",
                    facts -> facts.speech().nobody()),
            new Condition(
                    "resident answered",
                    "nobody at the home has been spoken to yet",
                    facts -> facts.speech().answered()),
            new Condition(
                    "resident not answered",
                    "somebody at the home has been spoken to",
                    facts -> !facts.speech().answered()),
            new Condition(
                    "somebody called out",
                    "nobody has been called out",
                    facts -> facts.help().calledOut()),
            new Condition(
                    "nobody called out",
                    "somebody has been called out",
                    facts -> !facts.help().calledOut()),
            new Condition(
                    "lives alone",
                    "not on file as living alone",
                    facts -> facts.people().livesAlone()),
            new Condition(
                    "does not live alone",
                    "on file as living alone",
                    facts -> !facts.people().livesAlone()),
            new Condition(
                    "risk high",
                    "the home's risk is standard",
                    facts -> facts.place().risk() != RiskTier.STANDARD),
            new Condition(
                    "risk critical",
                    "the home's risk is not critical",
                    facts -> facts.place().risk() == RiskTier.CRITICAL),
            new Condition(
                    "contacts on file",
                    "no contact is on file",
                    facts -> facts.place().contacts()),
            new Condition(
                    "no contacts on file",
                    "contacts are on file",
                    facts -> !facts.place().contacts()),
            new Condition(
                    "key safe on file",
                    "no key safe is on file",
                    facts -> facts.place().keySafe()),
            new Condition(
                    "no key safe on file",
                    "a key safe is on file",
                    facts -> !facts.place().keySafe()),
            new Condition(
                    "first activation",
                    "it has sounded more than once",
                    facts -> facts.place().activations() <= 1),
            new Condition(
                    "second activation",
                    "it has sounded once",
                    facts -> facts.place().activations() >= 2));

    /** Everything that may stand in brackets, for whoever writes. */
    public static List<String> vocabulary() {
        return Stream.concat(
                        PLAIN.stream().map(Condition::words),
                        Stream.of("between 22:00 and 07:00", "status in hospital"))
                .toList();
    }

    public boolean holds(CaseFacts facts) {
        return test.test(facts);
    }

    /** Empty for what nobody knows. */
    public static Optional<Condition> read(String written) {
        String words = written.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
        Optional<Condition> plain =
                PLAIN.stream().filter(one -> one.words.equals(words)).findFirst();
        return plain.or(() -> Optional.ofNullable(hours(words))).or(() -> Optional.ofNullable(status(words)));
    }

    private static @Nullable Condition hours(String words) {
        Matcher hours = HOURS.matcher(words);
        if (!hours.matches()) {
            return null;
        }
        LocalTime from = time(hours.group(1));
        LocalTime until = time(hours.group(2));
        return from == null || until == null
                ? null
                : new Condition(words, "only " + words, facts -> within(facts.time(), from, until));
    }

    private static @Nullable LocalTime time(String words) {
        int hour = Integer.parseInt(words.substring(0, 2));
        return hour > 23 ? null : LocalTime.of(hour, Integer.parseInt(words.substring(3)));
    }

    /** Until before from means over midnight. */
    private static boolean within(LocalTime time, LocalTime from, LocalTime until) {
        return from.isAfter(until)
                ? !time.isBefore(from) || time.isBefore(until)
                : !time.isBefore(from) && time.isBefore(until);
    }

    private static @Nullable Condition status(String words) {
        Matcher status = STATUS.matcher(words);
        if (!status.matches()) {
            return null;
        }
        for (ServiceUser.Status one : ServiceUser.Status.values()) {
            if (one.words().equals(status.group(1))) {
                return new Condition(
                        words,
                        "nobody there is on file as " + one.words(),
                        facts -> facts.people().statuses().contains(one.name()));
            }
        }
        return null;
    }
}
