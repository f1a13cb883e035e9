package org.tocsin.console.board;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.AlarmRow;
import org.tocsin.shift.ShiftRules;

/** For how long an alarm can be parked and to whom it can be handed, as the forms offer it. Pure. */
final class AsideLines {
    private static final List<Duration> LENGTHS = Stream.of(1, 2, 5, 10, 15, 30, 60, 120, 240)
            .map(Duration::ofMinutes)
            .toList();

    private static final int MOST_COLLEAGUES = 60;

    private AsideLines() {}

    static AlarmPage.Aside of(AlarmPageReader.Found found, AlarmPageWriter.Reader reader, boolean mine) {
        AlarmRow row = found.row();
        Duration longest =
                found.shift().rules().parking().longest(row.alarm().progress().priority());
        List<AlarmPage.Length> times = Stream.concat(
                        LENGTHS.stream().filter(length -> length.compareTo(longest) < 0), Stream.of(longest))
                .map(length -> new AlarmPage.Length(length.toSeconds(), ShiftRules.words(length)))
                .toList();
        List<AlarmPage.Colleague> colleagues = found.shift().colleagues().stream()
                .filter(person -> !person.username().equals(reader.person().username()))
                .map(person -> new AlarmPage.Colleague(person.username(), person.name(), person.there()))
                .sorted(Comparator.comparing((AlarmPage.Colleague one) -> !one.there())
                        .thenComparing(AlarmPage.Colleague::name))
                .limit(MOST_COLLEAGUES)
                .toList();
        return new AlarmPage.Aside(
                times, colleagues, asked(row, reader, mine), row.hold().parked() != null);
    }

    private static @Nullable String asked(AlarmRow row, AlarmPageWriter.Reader reader, boolean mine) {
        AlarmRow.Offer offer = row.hold().offer();
        if (offer == null) {
            return null;
        }
        String to = offer.to();
        boolean me = reader.person().username().equals(to);
        String who = to == null ? "The next shift is" : me ? "You are" : offer.toName() + " is";
        String from = mine ? "" : " by " + row.takenBy();
        return who + " asked to take over" + from + ": " + offer.notes();
    }
}
