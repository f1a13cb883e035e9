package org.tocsin.console.healthtest;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.board.WallClock;
import org.tocsin.healthtest.TestCalls.Call;
import org.tocsin.healthtest.TestCalls.Course;
import org.tocsin.healthtest.TestCalls.Due;
import org.tocsin.healthtest.TestCalls.Outcome;
import org.tocsin.healthtest.TestRun;
import org.tocsin.home.RiskTier;

/** From what is on file to what is read. Pure. */
record TestCallWriter(WallClock clock, Instant now) {
    /** So long after the asking somebody may still stand beside the telephone. */
    private static final Duration ON_THE_LINE = Duration.ofMinutes(10);

    TestCallPage.Line line(Due due) {
        UUID home = due.door().homeId();
        String telephone = due.door().telephone();
        String who = due.door().who();
        RiskTier risk = due.door().risk();
        Instant until = due.dueAt();
        return new TestCallPage.Line(
                due.runId().toString(),
                due.cid(),
                who == null ? nobody(home) : who,
                due.door().place().isEmpty() ? "no home on file" : due.door().place(),
                home == null ? null : home.toString(),
                telephone,
                telephone == null ? null : telephone.replaceAll("[^0-9+]", ""),
                risk == null || risk == RiskTier.STANDARD ? "" : risk.name().toLowerCase(Locale.ROOT) + " risk",
                due.campaign().name(),
                until == null ? "" : clock.day(until),
                due.alarmOpen() ? notNow(home) : "",
                last(due.last()),
                standing(due));
    }

    private static String nobody(@Nullable UUID home) {
        return home == null ? "A scheme's controller" : "Nobody on file";
    }

    private static String notNow(@Nullable UUID home) {
        return home == null
                ? "An alarm of one of its homes is open: not now."
                : "An alarm of this home is open: not now.";
    }

    private String last(@Nullable Call call) {
        if (call == null) {
            return "";
        }
        String what = call.outcome() == Outcome.AGREED && call.agreedFor() != null
                ? "press agreed for " + clock.day(call.agreedFor())
                : call.outcome().words();
        String note = call.note() == null ? "" : ": " + call.note();
        return clock.day(call.at()) + ", " + CampaignWriter.person(call.by()) + ": " + what + note;
    }

    TestCallPage.Standing standing(Due due) {
        Course course = due.course();
        String id = due.runId().toString();
        Instant heard = course.passedAt();
        if (course.state() == TestRun.State.PASSED && heard != null) {
            Duration delay = course.delay();
            String after = delay == null ? "" : ", " + Math.max(1, delay.toSeconds()) + " s after it was asked for";
            String path = course.path() == null ? "" : ", over " + course.path();
            return new TestCallPage.Standing(id, "Passed: heard " + clock.full(heard) + after + path, false, true);
        }
        Instant asked = course.askedAt();
        if (course.state() != TestRun.State.AWAITED) {
            return new TestCallPage.Standing(id, course.state().words(), false, false);
        }
        if (asked == null) {
            return new TestCallPage.Standing(id, "Not asked for yet", false, false);
        }
        boolean agreed = due.last() != null && due.last().outcome() == Outcome.AGREED;
        boolean listening = !agreed && asked.isAfter(now.minus(ON_THE_LINE));
        return new TestCallPage.Standing(
                id, "Asked for " + clock.full(asked) + ", nothing heard yet", listening, false);
    }
}
