package org.tocsin.console.rota;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.tocsin.response.ResponseClock;
import org.tocsin.response.ResponseSettings;
import org.tocsin.response.ResponseSettings.Values;

/** How a service sends people, as a form of minutes. Pure. */
final class LimitForm {
    static final String NO_NUMBER = "Each limit is a whole number of minutes within its bounds.";
    static final String NOT_GROWING = "The three promises grow: most, the rest, nobody longer.";

    private LimitForm() {}

    private enum Field {
        ANSWER(
                "answer",
                "The next is asked when nobody answered within",
                "Whoever is asked to go has so long to say yes or no; after that the plan goes on by itself.",
                1,
                30,
                values -> values.waits().answer()),
        ARRIVAL(
                "arrival",
                "Back to the top of the board when nobody arrived within",
                "Counted from their yes; then the alarm sounds again until somebody takes it, were they still on the way.",
                5,
                240,
                values -> values.waits().arrival()),
        MOSTLY(
                "mostly",
                "Most arrive within",
                "The promise of nine in ten; the alarm's clock turns when it is over.",
                1,
                1_440,
                values -> values.promise().mostly()),
        LATEST(
                "latest",
                "The rest arrive within",
                "The promise of all the others.",
                1,
                1_440,
                values -> values.promise().latest()),
        CRISIS(
                "crisis",
                "Nobody waits longer than",
                "Past this a person has waited too long whatever the reason.",
                1,
                1_440,
                values -> values.promise().crisis()),
        ALONE(
                "alone",
                "Alone in a home, a word is due every",
                "Without one, the centre looks after the responder.",
                5,
                240,
                Values::loneWorker),
        PRESS(
                "press",
                "A press proves an arrival or a leaving within",
                "A press of the home so close to the responder's own word is theirs.",
                1,
                30,
                Values::arrivalPress),
        AHEAD(
                "ahead",
                "Nobody in an area is told ahead by",
                "Long enough to find somebody before nobody is on duty.",
                5,
                720,
                Values::coverAhead);

        private final String name;
        private final String words;
        private final String why;
        private final int least;
        private final int most;
        private final Function<Values, Duration> kept;

        Field(String name, String words, String why, int least, int most, Function<Values, Duration> kept) {
            this.name = name;
            this.words = words;
            this.why = why;
            this.least = least;
            this.most = most;
            this.kept = kept;
        }

        private long shown(Values values) {
            return Math.max(1, kept.apply(values).toMinutes());
        }

        /** What was left as it was shown stays what it is, to the second. */
        private Optional<Duration> read(String typed, Values now) {
            if (typed.isEmpty() || typed.equals(String.valueOf(shown(now)))) {
                return Optional.of(kept.apply(now));
            }
            if (!typed.matches("[0-9]{1,5}")) {
                return Optional.empty();
            }
            int minutes = Integer.parseInt(typed);
            return minutes < least || minutes > most ? Optional.empty() : Optional.of(Duration.ofMinutes(minutes));
        }
    }

    static List<RotaPage.Limit> shown(Values values) {
        return Stream.of(Field.values())
                .map(field -> new RotaPage.Limit(
                        field.name, field.words, field.why, field.shown(values), field.least, field.most))
                .toList();
    }

    /** What was typed; empty where a field is no number within its bounds. */
    static Optional<Values> read(Function<String, String> typed, Values now) {
        Map<Field, Duration> read = new EnumMap<>(Field.class);
        for (Field field : Field.values()) {
            Optional<Duration> found = field.read(typed.apply(field.name), now);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            read.put(field, found.get());
        }
        return Optional.of(new Values(
                new ResponseClock.Promise(
                        of(read, Field.MOSTLY, now), of(read, Field.LATEST, now), of(read, Field.CRISIS, now)),
                of(read, Field.ALONE, now),
                of(read, Field.PRESS, now),
                of(read, Field.AHEAD, now),
                new ResponseSettings.Waits(of(read, Field.ANSWER, now), of(read, Field.ARRIVAL, now))));
    }

    static boolean grows(Values values) {
        return values.promise().mostly().compareTo(values.promise().latest()) <= 0
                && values.promise().latest().compareTo(values.promise().crisis()) <= 0;
    }

    private static Duration of(Map<Field, Duration> read, Field field, Values now) {
        return read.getOrDefault(field, field.kept.apply(now));
    }
}
