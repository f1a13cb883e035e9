package org.tocsin.console.scheme;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.LastChanges;
import org.tocsin.console.board.WallClock;
import org.tocsin.console.person.PersonCards;
import org.tocsin.home.HomeLine;
import org.tocsin.home.Scheme;
import org.tocsin.home.SchemePoint;
import org.tocsin.home.SchemeStore;
import org.tocsin.platform.Page;

/** From what is on file of grouped housing to what is read. Pure. */
final class SchemeWriter {
    private final WallClock clock;
    private final Instant now;

    SchemeWriter(WallClock clock, Instant now) {
        this.clock = clock;
        this.now = now;
    }

    SchemePage.Line line(SchemeStore.Line line) {
        Scheme scheme = line.scheme();
        return new SchemePage.Line(
                scheme.id().toString(),
                scheme.name(),
                counted(line.dwellings(), "dwelling") + ", "
                        + (line.others() == 1
                                ? "1 door or communal point"
                                : line.others() + " doors and communal points"),
                line.controllers() == 0 ? "no controller" : counted(line.controllers(), "controller"),
                scheme.forgotten(now).isPresent() ? "the duty switch may be forgotten" : duty(scheme),
                line.controllers() == 0 || scheme.forgotten(now).isPresent());
    }

    SchemePage.Head head(Scheme scheme, List<SchemeStore.Stand> stands, LastChanges.@Nullable Change changed) {
        long dwellings = stands.stream()
                .filter(stand -> stand.point().kind() == SchemePoint.Kind.DWELLING)
                .count();
        long doors = stands.stream()
                .filter(stand -> stand.point().kind() == SchemePoint.Kind.DOOR)
                .count();
        return new SchemePage.Head(
                scheme.id().toString(),
                scheme.name(),
                sentence(duty(scheme)),
                scheme.forgotten(now).orElse(""),
                counted(dwellings, "dwelling") + ", " + counted(doors, "door") + ", "
                        + counted(stands.size() - dwellings - doors, "communal point"),
                changed == null ? "" : PersonCards.by(changed.actor()) + ", " + clock.day(changed.at()));
    }

    SchemePage.Stand stand(SchemeStore.Stand stand) {
        SchemePoint point = stand.point();
        UUID home = point.homeId();
        return new SchemePage.Stand(
                point.did(),
                kind(point.kind()),
                point.name(),
                home == null ? "" : home.toString(),
                stand.ended() ? stand.place() + ", no longer with the service" : stand.place(),
                home == null ? "" : stand.people() == null ? "nobody on file" : stand.people(),
                "/schemes/" + point.schemeId() + "/point?did="
                        + URLEncoder.encode(point.did(), StandardCharsets.UTF_8));
    }

    static SchemePage.Controller controller(SchemeStore.Controller unit) {
        return new SchemePage.Controller(
                unit.cid(), unit.model().isEmpty() ? "model not on file" : unit.model(), unit.suspended());
    }

    SchemePage.Rules rules(Scheme scheme, Map<String, String> typed) {
        Scheme.Rules rules = scheme.rules();
        Scheme.Hours hours = rules.hours();
        List<String> words = new ArrayList<>();
        words.add(
                rules.managerFirst().isZero()
                        ? "Every call sounds at the centre at once, whoever is on duty."
                        : "While a manager is on duty, a plain call is theirs for " + time(rules.managerFirst())
                                + ", quietly on the board; then it sounds at the centre.");
        words.add("On duty for longer than " + time(rules.dutyLimit())
                + ", the switch counts as forgotten: calls sound at once, and somebody is told.");
        words.add(
                hours == null
                        ? "When somebody is there is not on file."
                        : hours.from().equals(hours.until())
                                ? "Somebody is there round the clock."
                                : "Somebody is there from " + hours.from() + " to " + hours.until()
                                        + "; on duty half an hour outside of it, the switch counts as forgotten.");
        return new SchemePage.Rules(words, typed.isEmpty() ? typed(scheme) : typed);
    }

    static Map<String, String> typed(Scheme scheme) {
        Scheme.Hours hours = scheme.rules().hours();
        Map<String, String> typed = new HashMap<>();
        typed.put("name", scheme.name());
        typed.put("managerFirst", String.valueOf(scheme.rules().managerFirst().toSeconds()));
        typed.put("dutyLimit", hours(scheme.rules().dutyLimit()));
        typed.put("from", hours == null ? "" : hours.from().toString());
        typed.put("until", hours == null ? "" : hours.until().toString());
        return typed;
    }

    /** As it is typed: whole hours; what a program set to the minute is shown as the hours it has. */
    static String hours(Duration time) {
        return String.valueOf(time.toHours());
    }

    static SchemePage.Search search(String words, Page<HomeLine> found) {
        return new SchemePage.Search(
                words,
                found.items().stream()
                        .filter(home -> !home.ended())
                        .map(home -> new SchemePage.Found(
                                home.id().toString(),
                                home.place(),
                                home.people() == null ? "nobody on file" : home.people()))
                        .toList(),
                found.next() != null);
    }

    SchemePage.Point point(Scheme scheme, SchemeStore.Stand stand, List<Scheme> schemes, SchemePage.Said said) {
        String chosen = said.typed().getOrDefault("to", scheme.id().toString());
        Stream<Scheme> all = schemes.stream();
        return new SchemePage.Point(
                scheme.id().toString(),
                scheme.name(),
                stand(stand),
                all.map(one -> new SchemePage.Choice(
                                one.id().toString(),
                                one.name(),
                                one.id().toString().equals(chosen)))
                        .toList(),
                said.problem(),
                Map.of(
                        "did", said.typed().getOrDefault("did", stand.point().did()),
                        "name", said.typed().getOrDefault("name", stand.point().name())));
    }

    /** "manager on duty since Sat 21 Nov, 09:02". */
    private String duty(Scheme scheme) {
        Instant since = scheme.watch().since();
        String begun = since == null ? "" : " since " + clock.day(since);
        return switch (scheme.watch().duty()) {
            case ON -> "manager on duty" + begun;
            case RECEIVING -> "manager on duty and receiving calls there" + begun;
            case OFF -> since == null ? "its units have not said who is on duty" : "manager off duty" + begun;
        };
    }

    static String kind(SchemePoint.Kind kind) {
        return switch (kind) {
            case DWELLING -> "dwelling";
            case DOOR -> "door";
            case COMMUNAL -> "communal point";
        };
    }

    private static String sentence(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
    }

    private static String counted(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    /** "90 seconds", "2 minutes", "14 hours". */
    private static String time(Duration time) {
        long seconds = time.toSeconds();
        if (seconds % 3_600 == 0) {
            return seconds == 3_600 ? "1 hour" : seconds / 3_600 + " hours";
        }
        return seconds % 60 == 0 ? seconds == 60 ? "1 minute" : seconds / 60 + " minutes" : seconds + " seconds";
    }
}
