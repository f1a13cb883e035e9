package org.tocsin.console.calllist;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.calllist.CallKind;
import org.tocsin.calllist.CallRule;
import org.tocsin.calllist.ListedCall;
import org.tocsin.console.board.WallClock;

/** From listed calls to what an operator reads. */
final class CallListWriter {
    private final WallClock clock;
    private final Instant now;

    CallListWriter(WallClock clock, Instant now) {
        this.clock = clock;
        this.now = now;
    }

    CallListPage page(List<ListedCall> open, List<ListedCall> done, Map<CallKind, CallRule> rules, boolean writes) {
        long late = open.stream()
                .filter(call -> soon(call, rules.getOrDefault(call.kind(), CallRule.USUAL)))
                .count();
        String sentence = open.isEmpty()
                ? "Nobody is to be rung now."
                : (open.size() == 1 ? "1 call is" : open.size() + " calls are") + " to be made"
                        + (late == 0 ? "." : "; " + late + " will sound on the board soon.");
        return new CallListPage(
                sentence,
                open.stream().map(call -> line(call, rules)).toList(),
                done.stream().map(call -> line(call, rules)).toList(),
                Arrays.stream(CallKind.values())
                        .map(kind -> rule(kind, rules.getOrDefault(kind, CallRule.USUAL)))
                        .toList(),
                writes);
    }

    /** More than half of its time has passed: it stands out. */
    private boolean soon(ListedCall call, CallRule rule) {
        Duration half = rule.madeWithin().dividedBy(2);
        return call.result() == null && rule.late(call.tryAt().minus(half), now);
    }

    private CallListPage.Line line(ListedCall call, Map<CallKind, CallRule> rules) {
        ListedCall.Result result = call.result();
        UUID alarm = result == null ? null : result.alarmId();
        CallRule rule = rules.getOrDefault(call.kind(), CallRule.USUAL);
        return new CallListPage.Line(
                call.id().toString(),
                call.kind().words(),
                call.purpose(),
                call.whom().people() + ", " + call.whom().place(),
                "/homes/" + call.whom().homeId(),
                call.whom().telephone(),
                call.whom().statuses(),
                soon(call, rule),
                result != null ? clock.day(result.at()) : when(call, rule),
                call.attempts() == 0
                        ? ""
                        : "nobody answered " + (call.attempts() == 1 ? "once" : call.attempts() + " times"),
                result == null ? null : words(result),
                alarm == null ? null : "/alarms/" + alarm);
    }

    private String when(ListedCall call, CallRule rule) {
        Instant sounds = call.tryAt().plus(rule.madeWithin());
        String at = call.tryAt().isAfter(now)
                ? "to be tried again at " + clock.time(call.tryAt())
                : "due since " + at(call.tryAt());
        return at + "; sounds on the board at " + at(sounds);
    }

    private String at(Instant instant) {
        return clock.sameDay(instant, now) ? clock.time(instant) : clock.day(instant);
    }

    private static String words(ListedCall.Result result) {
        return result.outcome().words() + said(result.spokenTo(), " ") + said(result.note(), ": ") + " ("
                + (result.by().startsWith("operator:") ? result.by().substring("operator:".length()) : result.by())
                + ")";
    }

    private static String said(@Nullable String words, String before) {
        return words == null ? "" : before + words;
    }

    private static CallListPage.Rule rule(CallKind kind, CallRule rule) {
        return new CallListPage.Rule(
                kind.name(),
                kind.words(),
                rule.madeWithin().toMinutes(),
                rule.attempts(),
                rule.retryAfter().toMinutes());
    }
}
