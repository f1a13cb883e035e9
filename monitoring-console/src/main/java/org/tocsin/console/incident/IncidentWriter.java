package org.tocsin.console.incident;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.tocsin.console.board.WallClock;
import org.tocsin.incident.Incident;
import org.tocsin.incident.IncidentRule;
import org.tocsin.incident.IncidentStore;

/** From what the store has to what a person reads. Pure. */
final class IncidentWriter {
    private final WallClock clock;
    private final IncidentRule rule;

    IncidentWriter(WallClock clock, IncidentRule rule) {
        this.clock = clock;
        this.rule = rule;
    }

    IncidentPage.Head head(Incident incident) {
        Incident.Counts counts = incident.counts();
        return new IncidentPage.Head(
                incident.id().toString(),
                incident.cardId().toString(),
                incident.title(),
                clock.full(incident.times().openedAt()),
                sentences(incident),
                new IncidentPage.Tally(counts.tasksLeft(), counts.off(), counts.homes()),
                incident.times().closedAt() == null);
    }

    IncidentListPage.Line line(Incident incident) {
        Instant closed = incident.times().closedAt();
        return new IncidentListPage.Line(
                incident.id().toString(),
                incident.title(),
                Incident.standing(incident.counts()),
                closed == null
                        ? "open since " + clock.full(incident.times().openedAt())
                        : "closed " + clock.full(closed),
                closed == null);
    }

    private List<String> sentences(Incident incident) {
        Incident.Counts counts = incident.counts();
        List<String> sentences = new ArrayList<>();
        sentences.add(
                homes(counts.homes()) + " joined it: each has a technical alarm of its own, quiet behind this card.");
        sentences.add(homes(counts.restored()) + (counts.restored() == 1 ? " is" : " are")
                + " back: everything its unit reported lost was reported restored.");
        sentences.add(homes(counts.off()) + (counts.off() == 1 ? " is" : " are")
                + " neither back nor was anybody there spoken with: until that is 0 the card cannot be closed.");
        sentences.add(counts.tasksLeft() + " of " + counts.tasks()
                + " to ring are left: oxygen at home, no second path on file, a low battery, or not"
                + " heard any more.");
        if (counts.popped() > 0) {
            sentences.add(homes(counts.popped()) + (counts.popped() == 1 ? " stands" : " stand")
                    + " on the board by themselves again.");
        }
        Instant since = incident.times().restoringSince();
        if (since != null && incident.times().closedAt() == null) {
            sentences.add("Restoration began " + clock.time(since) + " (" + rule.restoredPercent()
                    + " in a hundred were back). Whoever is still off at "
                    + clock.time(since.plus(rule.popOut())) + " sounds on their own.");
        }
        return sentences;
    }

    IncidentPage.Line line(IncidentStore.Home home) {
        IncidentStore.Who who = home.who();
        String tier = who.riskTier().toLowerCase(Locale.ROOT) + " risk";
        String tasks =
                home.risk().tasks().stream().map(task -> ", " + task.words()).collect(Collectors.joining());
        return new IncidentPage.Line(
                home.alarmId().toString(),
                who.names(),
                who.place(),
                tier + tasks,
                standing(home.standing()),
                home.standing().state().name(),
                who.telephone(),
                home.lifeAlarmId() == null ? null : home.lifeAlarmId().toString());
    }

    private String standing(IncidentStore.Standing standing) {
        String result = standing.result() == null ? "" : standing.result().words();
        String tried = standing.attempts() == 0
                ? ""
                : "; rung " + (standing.attempts() == 1 ? "once" : standing.attempts() + " times") + ": "
                        + result.toLowerCase(Locale.UK)
                        + (standing.note() == null ? "" : ", " + standing.note());
        Instant back = standing.restoredAt();
        return switch (standing.state()) {
            case OFF -> off(standing) + tried;
            case CONTACTED ->
                off(standing) + tried + (standing.contactedBy() == null ? "" : ", by " + actor(standing.contactedBy()));
            case RESTORED -> "back" + (back == null ? "" : " since " + clock.time(back)) + tried;
            case LEFT -> "on its own on the board" + tried;
        };
    }

    private String off(IncidentStore.Standing standing) {
        return "off since " + clock.time(standing.lostAt())
                + (standing.late() ? ", long after the others: maybe another cause" : "");
    }

    private static String actor(String actor) {
        return actor.startsWith("operator:") ? actor.substring("operator:".length()) : actor;
    }

    private static String homes(int count) {
        return count == 1 ? "1 home" : count + " homes";
    }
}
