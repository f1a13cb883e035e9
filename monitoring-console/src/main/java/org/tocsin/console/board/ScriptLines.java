package org.tocsin.console.board;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Role;
import org.tocsin.alarm.ClosingRule;
import org.tocsin.alarm.Closure;
import org.tocsin.console.board.ScriptPart.Line;
import org.tocsin.followup.FollowUp;
import org.tocsin.script.AlarmScripts;
import org.tocsin.script.Occasion;
import org.tocsin.script.Progress;
import org.tocsin.script.StepAct;

/** From the scripts an alarm keeps to what an operator reads. */
final class ScriptLines {
    private ScriptLines() {}

    /**
     * What the stores have.
     *
     * @param onRecord what closing would go by; empty only where the alarm is gone
     */
    record Found(List<AlarmScripts.OnAlarm> scripts, Optional<Closure.OnRecord> onRecord, List<FollowUp> tasks) {}

    /** @param acts whether the reader may do the next step */
    static ScriptPart of(Found found, AlarmPageWriter.Reader reader, boolean acts) {
        WallClock clock = new WallClock(reader.service().zone());
        List<ScriptPart.One> scripts = found.scripts().stream()
                .map(one -> new ScriptPart.One(
                        one.occasion().words(),
                        one.version(),
                        href(one.versionId()),
                        one.lines().stream()
                                .map(line -> line(one.occasion(), line, clock, reader.now()))
                                .toList()))
                .toList();
        Line next = scripts.stream()
                .flatMap(one -> one.lines().stream())
                .filter(line -> acts && line.state().equals(Progress.State.NOW.name()))
                .findFirst()
                .orElse(null);
        List<String> tasks = found.tasks().stream()
                .map(task ->
                        "by " + clock.day(task.dueAt()) + ": " + task.what() + (task.done() == null ? "" : " (done)"))
                .toList();
        return new ScriptPart(scripts, next, tasks, closing(found, reader));
    }

    private static ScriptPart.Closing closing(Found found, AlarmPageWriter.Reader reader) {
        Role role = reader.person().role();
        boolean leader = role == Role.MANAGER || role == Role.ADMIN;
        return found.onRecord()
                .map(Closure.OnRecord::record)
                .map(record -> new ScriptPart.Closing(
                        record.spokenTo(),
                        record.sufficient(),
                        record.takesName(),
                        record.takesName()
                                ? ""
                                : ClosingRule.refusal(record, false, null).orElse(""),
                        leader))
                .orElseGet(() -> new ScriptPart.Closing(null, false, true, "", leader));
    }

    private static Line line(Occasion occasion, Progress.Line line, WallClock clock, Instant now) {
        StepAct act = line.step().act();
        return new Line(
                occasion.name() + ":" + line.number(),
                line.step().words(),
                line.step().detail(),
                line.state().name(),
                act == StepAct.TICK
                        ? "tick"
                        : act.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                button(act),
                aside(line, clock, now));
    }

    private static String button(StepAct act) {
        return switch (act) {
            case TICK -> "Step done";
            case SPOKEN -> "Spoken to …";
            case CALL_OUT -> "Call out";
            case FOLLOW_UP -> "Follow up";
            case CLOSE -> "Close";
        };
    }

    private static @Nullable String aside(Progress.Line line, WallClock clock, Instant now) {
        Instant at = line.at();
        String why = line.why();
        if (at == null) {
            return line.state() == Progress.State.DONE ? "as the log says" : why;
        }
        String when = clock.sameDay(at, now) ? clock.time(at) : clock.full(at);
        return when + " " + line.by() + (why == null ? "" : ", not possible: " + why);
    }

    private static @Nullable String href(@Nullable UUID version) {
        return version == null ? null : "/script-versions/" + version;
    }
}
