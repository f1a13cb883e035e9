package org.tocsin.console.shift;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.AlarmRow;
import org.tocsin.alarm.Priority;
import org.tocsin.console.board.BoardPage;
import org.tocsin.console.board.WallClock;
import org.tocsin.shift.Desks;
import org.tocsin.shift.Evacuation;
import org.tocsin.shift.ShiftRules;
import org.tocsin.shift.ShiftStore;
import org.tocsin.shift.Skill;

/** The room in words. Pure. */
final class RoomWriter {
    private final WallClock clock;
    private final Instant now;

    RoomWriter(WallClock clock, Instant now) {
        this.clock = clock;
        this.now = now;
    }

    RoomPage page(
            ShiftStore.Room room, ShiftRules.Hearing hearing, @Nullable Evacuation evacuation, boolean mayManage) {
        return new RoomPage(
                clock.full(now),
                oldest(room),
                Arrays.stream(Priority.values())
                        .map(priority -> waiting(priority, room.counts().get(priority)))
                        .toList(),
                room.waiting().stream()
                        .map(row -> waits(row, room.people(), hearing, evacuation != null))
                        .toList(),
                desks(room),
                room.inHand().stream()
                        .filter(RoomWriter::isAside)
                        .map(this::line)
                        .toList(),
                evacuation == null ? null : words(evacuation, clock),
                mayManage);
    }

    /** "Evacuated to Northern Careline since 03:12:40 by mary: fire alarm." */
    static String words(Evacuation evacuation, WallClock clock) {
        String kind = evacuation.rehearsal() ? "Rehearsal: evacuated to " : "Evacuated to ";
        return kind + evacuation.partner().name() + " since " + clock.full(evacuation.beganAt()) + " by "
                + who(evacuation.beganBy()) + ": " + evacuation.why()
                + ". Homes are told to call " + shown(evacuation.partner().number()) + ".";
    }

    /** An address as a person dials it. */
    static String shown(String number) {
        return number.replaceAll("\\btel:", "");
    }

    static String who(String actor) {
        return actor.startsWith("operator:") ? actor.substring("operator:".length()) : actor;
    }

    private RoomPage.Oldest oldest(ShiftStore.Room room) {
        AlarmRow oldest = room.waiting().stream()
                .min(Comparator.comparing(row -> row.alarm().progress().raisedAt()))
                .orElse(null);
        if (oldest == null) {
            return new RoomPage.Oldest("Nobody waits.", null, false);
        }
        Duration age = Duration.between(oldest.alarm().progress().raisedAt(), now);
        String words = "The oldest unanswered alarm has waited " + age(age) + ": "
                + BoardPage.word(oldest.alarm().progress().priority()) + ", " + what(oldest) + ".";
        return new RoomPage.Oldest(words, href(oldest), age.toSeconds() >= 60);
    }

    private RoomPage.Waiting waiting(Priority priority, ShiftStore.@Nullable Count count) {
        return count == null
                ? new RoomPage.Waiting(priority, 0, "")
                : new RoomPage.Waiting(priority, count.alarms(), age(Duration.between(count.oldest(), now)));
    }

    private RoomPage.Line waits(
            AlarmRow row, List<ShiftStore.Person> people, ShiftRules.Hearing hearing, boolean evacuated) {
        boolean partners = Desks.partnerHears(
                evacuated || Desks.nobodyInTheRoom(people), row.hold().untaken());
        List<ShiftStore.Person> there = people.stream()
                .filter(person -> person.there() && (partners || !person.partner()))
                .toList();
        Set<Skill> present = there.stream()
                .flatMap(person -> person.skills().stream())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Skill.class)));
        Instant raised = row.alarm().progress().raisedAt();
        Instant forAll = Desks.forAll(hearing, row.alarm().progress().priority(), raised);
        String heard = there.stream()
                .filter(person -> Desks.hears(person.skills(), Skill.neededBy(row), present, forAll, now))
                .map(ShiftStore.Person::name)
                .collect(Collectors.joining(", "));
        String words = age(Duration.between(raised, now))
                + (heard.isEmpty() ? "; heard nowhere: nobody has a board open" : "; heard at " + heard);
        return new RoomPage.Line(href(row), row.alarm().progress().priority(), what(row), words);
    }

    private List<RoomPage.Desk> desks(ShiftStore.Room room) {
        List<RoomPage.Desk> desks = new ArrayList<>();
        for (ShiftStore.Person person : room.people()) {
            List<RoomPage.Line> has = room.inHand().stream()
                    .filter(row -> person.id().equals(row.alarm().progress().takenBy()))
                    .map(this::line)
                    .toList();
            if (person.there() || !has.isEmpty()) {
                desks.add(new RoomPage.Desk(
                        person.name(), presence(person), answers(person), !person.there() && !has.isEmpty(), has));
            }
        }
        desks.sort(Comparator.comparing((RoomPage.Desk desk) -> !desk.concern()));
        return desks;
    }

    private String presence(ShiftStore.Person person) {
        Instant since = person.since();
        return person.there() && since != null ? "there since " + time(since) : "no board open";
    }

    private static String answers(ShiftStore.Person person) {
        return (person.partner() ? "partner centre, " : "") + skills(person);
    }

    private static String skills(ShiftStore.Person person) {
        return person.skills().size() == Skill.values().length
                ? "answers everything"
                : "answers "
                        + person.skills().stream()
                                .map(skill -> skill.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "));
    }

    private RoomPage.Line line(AlarmRow row) {
        return new RoomPage.Line(href(row), row.alarm().progress().priority(), what(row), standing(row));
    }

    private String standing(AlarmRow row) {
        AlarmRow.Hold hold = row.hold();
        List<String> words = new ArrayList<>();
        Instant taken = row.alarm().progress().takenAt();
        words.add((row.takenBy() == null ? "" : row.takenBy() + " ") + "since " + (taken == null ? "–" : time(taken)));
        if (hold.parked() != null) {
            words.add("parked until " + time(hold.parked().until()) + ": "
                    + hold.parked().reason());
        }
        if (hold.offer() != null) {
            String to = hold.offer().toName();
            words.add((to == null ? "the next shift" : to) + " is asked to take over: "
                    + hold.offer().notes());
        }
        if (hold.releaseLeft() != null) {
            words.add("the browser is gone, released in "
                    + ShiftRules.words(Duration.ofSeconds(hold.releaseLeft().toSeconds())));
        }
        if (row.callout() != null) {
            words.add(row.callout());
        }
        if (row.alarm().progress().sounding()) {
            words.add("sounds again");
        }
        return String.join("; ", words);
    }

    private static boolean isAside(AlarmRow row) {
        AlarmRow.Hold hold = row.hold();
        return hold.parked() != null || hold.offer() != null || hold.releaseLeft() != null;
    }

    private static String what(AlarmRow row) {
        return row.alarm().trigger().words() + " · " + row.person();
    }

    private static String href(AlarmRow row) {
        return "/alarms/" + row.alarm().id();
    }

    private String time(Instant at) {
        return clock.sameDay(at, now) ? clock.time(at) : clock.full(at);
    }

    /** "02:13"; past a hundred minutes in hours. */
    private static String age(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        return seconds < 6_000
                ? String.format(Locale.ROOT, "%02d:%02d", seconds / 60, seconds % 60)
                : seconds / 3_600 + " h " + String.format(Locale.ROOT, "%02d", seconds / 60 % 60);
    }
}
