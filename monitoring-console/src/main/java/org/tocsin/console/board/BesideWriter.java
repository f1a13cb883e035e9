package org.tocsin.console.board;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.alarm.Alarm;
import org.tocsin.alarm.AlarmState;
import org.tocsin.alarm.CaseClock;
import org.tocsin.alarm.Pattern;
import org.tocsin.speech.CallLine;

/** From what the stores know beside an alarm to what an operator reads. Pure. */
final class BesideWriter {
    private static final int MOST_CALLS = 12;

    private final AlarmPageReader.Found found;
    private final WallClock clock;
    private final Instant now;

    BesideWriter(AlarmPageReader.Found found, WallClock clock, Instant now) {
        this.found = found;
        this.clock = clock;
        this.now = now;
    }

    Beside beside() {
        boolean open = found.row().alarm().progress().state() != AlarmState.CLOSED;
        List<CaseClock> running = open ? found.beside().clocks() : List.of();
        Instant raised = found.row().alarm().progress().raisedAt();
        return new Beside(
                raised.toEpochMilli(),
                minutes(Duration.between(raised, now)),
                pattern(found.row().alarm(), found.history().past()),
                running.stream().map(this::clock).toList(),
                open ? start(running) : List.of(),
                found.beside().calls().stream()
                        .limit(MOST_CALLS)
                        .map(call -> call(call, open))
                        .toList(),
                found.beside().callBacks().stream()
                        .map(due -> new Beside.Due(
                                due.id().toString(),
                                due.whom(),
                                due.reason(),
                                clock.sameDay(due.dueAt(), now) ? clock.time(due.dueAt()) : clock.day(due.dueAt()),
                                due.isDue(now)))
                        .toList());
    }

    static List<String> pattern(Alarm alarm, List<Alarm> past) {
        List<Pattern.One> all = new ArrayList<>(Stream.concat(Stream.of(alarm), past.stream())
                .map(BesideWriter::one)
                .toList());
        return Pattern.of(one(alarm), all);
    }

    private static Pattern.One one(Alarm alarm) {
        return new Pattern.One(
                alarm.progress().raisedAt(),
                alarm.trigger().kind(),
                alarm.trigger().words(),
                alarm.closing() == null ? "" : alarm.closing().outcome());
    }

    private Beside.Clock clock(CaseClock one) {
        Instant due = one.dueAt();
        String title = title(one.kind()) + (one.reference() == null ? "" : ", " + one.reference());
        return new Beside.Clock(
                one.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                title,
                one.startedAt().toEpochMilli(),
                due == null ? null : due.toEpochMilli(),
                words(one, due),
                one.isDue(now),
                again(one.kind()),
                end(one.kind()));
    }

    private String words(CaseClock one, @Nullable Instant due) {
        if (due == null) {
            return "for " + minutes(Duration.between(one.startedAt(), now));
        }
        String what = one.kind() == CaseClock.Kind.AMBULANCE ? "tell 999 how it stands" : "speak with them";
        return now.isBefore(due) ? what + " in " + minutes(Duration.between(now, due)) : what + " now";
    }

    private static String minutes(Duration time) {
        long minutes = Math.max(0, time.toMinutes());
        return minutes == 1 ? "1 minute" : minutes + " minutes";
    }

    private static List<Beside.Start> start(List<CaseClock> running) {
        return Arrays.stream(CaseClock.Kind.values())
                .filter(kind -> running.stream().noneMatch(one -> one.kind() == kind))
                .map(kind ->
                        new Beside.Start(kind.name().toLowerCase(Locale.ROOT).replace('_', '-'), title(kind)))
                .toList();
    }

    private static String title(CaseClock.Kind kind) {
        return switch (kind) {
            case FLOOR -> "On the floor";
            case STAY_WITH -> "Stay with them";
            case AMBULANCE -> "999 rung";
        };
    }

    private static @Nullable String again(CaseClock.Kind kind) {
        return switch (kind) {
            case FLOOR -> null;
            case STAY_WITH -> "Spoken with";
            case AMBULANCE -> "999 told";
        };
    }

    private static String end(CaseClock.Kind kind) {
        return switch (kind) {
            case FLOOR -> "Up again";
            case STAY_WITH -> "No longer needed";
            case AMBULANCE -> "Crew is there";
        };
    }

    private Beside.Call call(CallLine call, boolean open) {
        CallLine.Result result = call.result();
        String number = call.telephone() == null ? "" : ", " + call.telephone();
        return new Beside.Call(
                call.id().toString(),
                clock.sameDay(call.at(), now) ? clock.time(call.at()) : clock.full(call.at()),
                (call.direction() == CallLine.Direction.OUT ? "To " : "From ") + call.whom() + number,
                result == null ? null : result.words(),
                open && result == null && call.direction() == CallLine.Direction.OUT,
                call.direction() == CallLine.Direction.IN ? null : rang(call));
    }

    private static @Nullable String rang(CallLine call) {
        UUID contact = call.contactId();
        return contact == null ? call.telephone() : contact.toString();
    }
}
