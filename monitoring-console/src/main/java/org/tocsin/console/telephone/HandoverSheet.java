package org.tocsin.console.telephone;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.Alarm;
import org.tocsin.alarm.AlarmEntry;
import org.tocsin.alarm.AlarmRow;
import org.tocsin.alarm.CaseClock;
import org.tocsin.alarm.EntryKind;
import org.tocsin.console.board.WallClock;
import org.tocsin.console.person.CardReader;
import org.tocsin.console.person.PersonCard;
import org.tocsin.home.HomeStore;

/**
 * The sheet for 999, ready to be read out in this order.
 *
 * @param codeNote why no code is on it, or nothing
 */
public record HandoverSheet(
        String alarmId,
        String reference,
        String made,
        List<Part> parts,
        @Nullable String keySafe,
        @Nullable String accessNote,
        @Nullable String codeNote,
        List<String> updates) {
    /** @param lines each a sentence; never empty */
    public record Part(String title, List<String> lines) {}

    /** Who makes it, and by which clock; what was answered about the way in, null where nobody asked. */
    record Reader(String service, String name, WallClock clock, Instant now, HomeStore.@Nullable AccessResult access) {}

    /** @param calls every time 999 was rung, by the operator or from the home */
    record Said(List<AlarmEntry> log, List<CaseClock> calls) {}

    private static final int MOST_UPDATES = 30;

    static HandoverSheet of(AlarmRow row, PersonCard card, CardReader.Beside beside, Said said, Reader reader) {
        HomeStore.Secrets secrets =
                reader.access() instanceof HomeStore.AccessResult.Shown shown ? shown.secrets() : null;
        return new HandoverSheet(
                row.alarm().id().toString(),
                row.alarm().reference(),
                "Made " + reader.clock().full(reader.now()) + " by " + reader.name() + ", " + reader.service(),
                parts(row, card, beside, said.calls(), reader),
                secrets == null ? null : secrets.keySafe(),
                secrets == null ? null : secrets.accessNote(),
                codeNote(card, reader),
                updates(said.log(), reader.clock()));
    }

    private static List<Part> parts(
            AlarmRow row, PersonCard card, CardReader.Beside beside, List<CaseClock> calls, Reader reader) {
        Alarm alarm = row.alarm();
        List<Part> parts = new ArrayList<>();
        List<String> what = new ArrayList<>();
        what.add(alarm.trigger().words() + ", "
                + reader.clock().full(alarm.progress().raisedAt()) + ", alarm " + alarm.reference());
        clock(beside, CaseClock.Kind.FLOOR)
                .ifPresent(floor -> what.add("On the floor for "
                        + Duration.between(floor.startedAt(), reader.now()).toMinutes() + " minutes"));
        add(parts, "What", what);
        add(parts, "Where", where(row, card));
        for (PersonCard.Person person : card.people()) {
            List<String> lines = new ArrayList<>();
            add(lines, person.status());
            person.lines().forEach(line -> lines.add(words(line)));
            add(lines, person.notes());
            add(lines, person.telephone() == null ? null : "Telephone " + person.telephone());
            add(parts, "Who: " + person.name(), lines.isEmpty() ? List.of("Nothing more is on file.") : lines);
        }
        List<String> risks = new ArrayList<>();
        add(risks, card.risks());
        card.lines("risk", true).forEach(line -> risks.add(line.words()));
        add(parts, "Risks to the crew", risks);
        add(
                parts,
                "Access",
                card.lines("access", true).stream().map(PersonCard.Line::words).toList());
        add(parts, "999 call", calls.stream().map(call -> words(call, reader)).toList());
        add(parts, "Who else is told", row.callout() == null ? List.of() : List.of(row.callout()));
        return parts;
    }

    private static String words(CaseClock call, Reader reader) {
        return "Rung " + reader.clock().full(call.startedAt())
                + (call.reference() == null ? ", no reference written down" : ", reference " + call.reference());
    }

    private static List<String> where(AlarmRow row, PersonCard card) {
        List<String> where = new ArrayList<>();
        AlarmRow.Site site = row.site();
        if (site != null) {
            where.add(site.words());
        }
        where.add(card.onFile() ? card.addressLine() : row.place());
        return where;
    }

    private static String words(PersonCard.Line line) {
        return line.title() + ": " + line.words() + (line.always().isEmpty() ? "" : ". " + line.always());
    }

    private static @Nullable String codeNote(PersonCard card, Reader reader) {
        if (reader.access() instanceof HomeStore.AccessResult.NotAllowed no) {
            return no.why();
        }
        return card.keySafeFailed() == null
                ? null
                : "The code on file did not open the key safe on " + card.keySafeFailed() + ".";
    }

    /** What was said and done, the latest last. */
    private static List<String> updates(List<AlarmEntry> log, WallClock clock) {
        List<AlarmEntry> told = log.stream()
                .filter(entry -> entry.kind() != EntryKind.VIEWED_SECRET)
                .toList();
        return told.subList(Math.max(0, told.size() - MOST_UPDATES), told.size()).stream()
                .map(entry -> clock.time(entry.at()) + " " + entry.words())
                .toList();
    }

    private static Optional<CaseClock> clock(CardReader.Beside beside, CaseClock.Kind kind) {
        return beside.clocks().stream().filter(one -> one.kind() == kind).findFirst();
    }

    private static void add(List<Part> parts, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            parts.add(new Part(title, List.copyOf(lines)));
        }
    }

    private static void add(List<String> lines, @Nullable String line) {
        if (line != null && !line.isBlank()) {
            lines.add(line);
        }
    }
}
