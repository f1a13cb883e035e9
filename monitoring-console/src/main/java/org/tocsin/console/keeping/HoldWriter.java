package org.tocsin.console.keeping;

import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.board.WallClock;
import org.tocsin.hold.LegalHold;
import org.tocsin.hold.LegalHold.Kind;

/** Holds in words, with days as the service has them. */
record HoldWriter(ZoneId zone, LocalDate today) {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("d MMM uuuu", Locale.UK);

    HoldPage page(List<LegalHold> standing, List<LegalHold> lifted, int most) {
        long due = standing.stream().filter(hold -> hold.due(today)).count();
        return new HoldPage(
                sentence(standing.size(), due),
                standing.stream().map(this::line).toList(),
                lifted.stream().map(this::line).toList(),
                standing.size() == most,
                today.plusDays(1).toString());
    }

    private static String sentence(int standing, long due) {
        if (standing == 0) {
            return "Nothing is on legal hold.";
        }
        String many = standing == 1 ? "1 hold stands; " : standing + " holds stand; ";
        return many + (due == 0 ? "none is due for another look." : due + " due for another look.");
    }

    HoldPage.Line line(LegalHold hold) {
        LegalHold.Subject of = hold.of();
        LegalHold.Lifted lifted = hold.lifted();
        WallClock clock = new WallClock(zone);
        return new HoldPage.Line(
                hold.id().toString(),
                words(of.kind()),
                name(of),
                of.place(),
                href(of),
                hold.placed().reason(),
                hold.placed().reference(),
                clock.date(hold.placed().at()),
                who(hold.placed().by()),
                DATE.format(hold.reviewOn()),
                hold.due(today),
                lifted == null ? null : new HoldPage.Lifted(clock.date(lifted.at()), who(lifted.by()), lifted.why()));
    }

    HoldPage.Choice choice(LegalHold.Subject of, boolean chosen) {
        return new HoldPage.Choice(
                of.kind() + ":" + of.id(), words(of.kind()), name(of), of.place(), covers(of.kind()), chosen);
    }

    private static @Nullable String name(LegalHold.Subject of) {
        String name = of.name();
        return of.kind() == Kind.VISIT && name != null ? DATE.format(LocalDate.parse(name)) : name;
    }

    private static @Nullable String href(LegalHold.Subject of) {
        UUID home = of.homeId();
        UUID alarm = of.alarmId();
        return switch (of.kind()) {
            case HOME -> "/homes/" + of.id();
            case PERSON -> home == null ? null : "/homes/" + home;
            case ALARM, SCENE -> alarm == null ? null : "/alarms/" + alarm;
            case VISIT -> "/visit/" + of.id();
            case INCIDENT -> "/incidents/" + of.id();
        };
    }

    static String words(Kind kind) {
        return switch (kind) {
            case HOME -> "Home";
            case PERSON -> "Person";
            case ALARM -> "Alarm";
            case VISIT -> "Visit";
            case SCENE -> "What was found at the scene";
            case INCIDENT -> "Incident";
        };
    }

    private static String covers(Kind kind) {
        return switch (kind) {
            case HOME ->
                "its alarms, visits, calls, messages and photos, and the file of everybody who lives or lived there";
            case PERSON -> "their file, and everything of the homes they live or lived in";
            case ALARM ->
                "its notes, calls and messages, what responders wrote and photographed, and the file of the home";
            case VISIT -> "its notes and photos, and the file of the home";
            case SCENE -> "what this responder wrote and photographed, and the file of the home";
            case INCIDENT -> "its calls, the alarms of its homes, and the files of those homes";
        };
    }

    static String who(String actor) {
        return actor.startsWith("operator:") ? actor.substring("operator:".length()) : actor;
    }
}
