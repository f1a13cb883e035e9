package org.tocsin.console.board;

import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.Closure;
import org.tocsin.alarm.OutcomeCode;
import org.tocsin.alarm.OutcomeLetters;
import org.tocsin.alarm.Queue;
import org.tocsin.console.board.AlarmPage.ContactLine;
import org.tocsin.console.board.AlarmPage.Told;
import org.tocsin.console.board.AlarmPageReader.Found;
import org.tocsin.console.person.PersonCards;
import org.tocsin.response.Callout;
import org.tocsin.response.CalloutState;
import org.tocsin.response.Contact;
import org.tocsin.response.ContactTimes;
import org.tocsin.response.Reachable;

/** Whom to call, in order, and what has been tried. */
final class ContactLines {
    private ContactLines() {}

    /** @param mine whether the reader has the alarm and may write down what a telephoned contact says */
    static AlarmPage.Plan plan(Found found, WallClock clock, boolean mine, Instant now) {
        List<ContactLine> lines = new ArrayList<>();
        ContactLine next = null;
        for (Contact contact : found.contacts()) {
            Optional<Callout> last = last(found.callouts(), contact);
            ContactLine line = line(contact, last.orElse(null), clock, mine, reach(found, contact, clock, now));
            lines.add(line);
            // Somebody who is away is called out only when nobody else is left.
            if (last.isEmpty()
                    && contact.reach().active()
                    && (next == null || (!next.reach().now() && line.reach().now()))) {
                next = line;
            }
        }
        lines.sort(Comparator.comparing((ContactLine line) -> !line.reach().now() && !line.busy()));
        boolean door = found.row().alarm().trigger().queue() == Queue.DOOR;
        List<OutcomeCode> offered = found.outcomes().stream()
                .filter(code -> !code.retired())
                .filter(code -> door || code.rule() != OutcomeCode.Rule.RELEASED)
                .toList();
        Map<String, String> letters = OutcomeLetters.of(offered);
        List<AlarmPage.Outcome> outcomes = offered.stream()
                .map(code -> new AlarmPage.Outcome(
                        code.code(),
                        code.label(),
                        helpSent(found, code),
                        code.emergency() && !rang999(found) ? "reference999" : null,
                        letters.getOrDefault(code.code(), "")))
                .toList();
        boolean arrived = found.callouts().stream()
                .anyMatch(callout -> callout.state() == CalloutState.ARRIVED || callout.state() == CalloutState.LEFT);
        return new AlarmPage.Plan(List.copyOf(lines), next, outcomes, arrived);
    }

    private static boolean helpSent(Found found, OutcomeCode code) {
        return found.script().onRecord().map(record -> record.helpSent(code)).orElse(code.helpSent());
    }

    private static boolean rang999(Found found) {
        return found.script().onRecord().map(Closure.OnRecord::rang999).orElse(true);
    }

    private static Optional<Callout> last(List<Callout> callouts, Contact contact) {
        return callouts.stream()
                .filter(callout -> callout.contact().id().equals(contact.id()))
                .reduce((earlier, later) -> later);
    }

    private static AlarmPage.Reach reach(Found found, Contact contact, WallClock clock, Instant now) {
        if (!contact.reach().active()) {
            return new AlarmPage.Reach(false, "works here no more", null);
        }
        ContactTimes.Known known = found.beside().known().times();
        Reachable reachable = Reachable.of(known.timesOf(contact.id()), LocalDateTime.ofInstant(now, clock.zone()));
        ContactTimes.Confirmed confirmed = known.confirmed().get(contact.id());
        return new AlarmPage.Reach(
                reachable.now(),
                reachable.words(),
                confirmed == null ? null : clock.date(confirmed.at()) + ", " + PersonCards.by(confirmed.by()));
    }

    private static ContactLine line(
            Contact contact, @Nullable Callout last, WallClock clock, boolean mine, AlarmPage.Reach reach) {
        boolean busy = last != null && last.state().open();
        boolean telephoned = contact.reach().operatorId() == null;
        return new ContactLine(
                contact.id().toString(),
                contact.name(),
                relation(contact),
                contact.reach().telephone(),
                last == null ? null : standing(last, clock),
                busy,
                last != null && mine ? told(last, telephoned) : List.of(),
                reach);
    }

    private static String relation(Contact contact) {
        String kind = contact.kind().name().toLowerCase(Locale.ROOT);
        String relation = contact.reach().relation();
        return relation == null || relation.isBlank() ? kind : relation + ", " + kind;
    }

    private static String standing(Callout callout, WallClock clock) {
        Callout.Times times = callout.times();
        return switch (callout.state()) {
            case OFFERED -> "asked " + clock.time(times.offered());
            case ACCEPTED -> "accepted" + (times.accepted() == null ? "" : " " + clock.time(times.accepted()));
            case EN_ROUTE -> "on the way";
            case ARRIVED -> "arrived" + (times.arrived() == null ? "" : " " + clock.time(times.arrived()));
            case LEFT -> "has been and left" + said(callout.said().done());
            case DECLINED -> "declined" + said(callout.said().reason());
            case EXPIRED -> times.accepted() == null ? "did not answer in time" : "did not arrive in time";
            case WITHDRAWN -> "no longer needed";
        };
    }

    private static String said(@Nullable String words) {
        return words == null ? "" : ": " + words;
    }

    /**
     * Whoever has a phone of their own answers there; that they are at the door is heard at the unit as well, and when they
     * come they may ring and say. Whoever is late is still on the way.
     */
    private static List<Told> told(Callout callout, boolean telephoned) {
        String path = "/callouts/" + callout.id() + "/";
        return switch (callout.state()) {
            case OFFERED -> telephoned ? offered(path) : List.of();
            case ACCEPTED, EN_ROUTE -> List.of(new Told(path + "arrived", "is there"), when(path + "expected"));
            case EXPIRED -> callout.times().accepted() == null ? List.of() : List.of(when(path + "expected"));
            case ARRIVED -> List.of(new Told(path + "left", "has left"));
            default -> List.of();
        };
    }

    private static List<Told> offered(String path) {
        return List.of(
                new Told(path + "accept", "will come"),
                new Told(path + "decline", "cannot come"),
                when(path + "accept"));
    }

    private static Told when(String path) {
        return new Told(path, "there in", true);
    }
}
