package org.tocsin.journey.night;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The figures of the night as they must be, counted from the ledger alone, by the rule that is printed beside them: every
 * press has its own clock, which begins with its first receipt; it is answered when speech is connected, or, where the
 * trigger cannot speak, when somebody opens it; whoever rings off before stays among the calls; faults stand apart.
 */
final class Reckoning {
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final Duration ANSWER_LATEST = Duration.ofSeconds(180);
    private static final Duration ARRIVE = Duration.ofMinutes(45);
    private static final Duration ARRIVE_LATEST = Duration.ofMinutes(60);
    /** A call whose end nobody reported. */
    private static final Duration LONGEST_CALL = Duration.ofHours(1);

    private final Ledger ledger;
    private final ZoneId zone;

    Reckoning(Ledger ledger, ZoneId zone) {
        this.ledger = ledger;
        this.zone = zone;
    }

    /** @param over three minutes, or never answered: each asks for an investigation */
    record Answers(long calls, long inTime, long inLatest, long notAnswered, long rangOff, long over) {
        static final Answers NONE = new Answers(0, 0, 0, 0, 0, 0);

        Answers plus(Answered press) {
            Duration waited = press.waited();
            boolean inLatest = waited != null && waited.compareTo(ANSWER_LATEST) <= 0;
            return new Answers(
                    calls + 1,
                    inTime + (waited != null && waited.compareTo(ANSWER) <= 0 ? 1 : 0),
                    this.inLatest + (inLatest ? 1 : 0),
                    notAnswered + (waited == null ? 1 : 0),
                    rangOff + (press.rangOff ? 1 : 0),
                    over + (inLatest ? 0 : 1));
        }
    }

    record Arrivals(long sent, long inTime, long inLatest, long nobodyCame, long proven) {
        static final Arrivals NONE = new Arrivals(0, 0, 0, 0, 0);

        private Arrivals plus(Instant from, @Nullable Instant arrived, boolean isProven) {
            boolean there = arrived != null;
            Duration took = there ? Duration.between(from, Objects.requireNonNull(arrived)) : ARRIVE_LATEST.plusDays(1);
            return new Arrivals(
                    sent + 1,
                    inTime + (took.compareTo(ARRIVE) <= 0 ? 1 : 0),
                    inLatest + (took.compareTo(ARRIVE_LATEST) <= 0 ? 1 : 0),
                    nobodyCame + (there ? 0 : 1),
                    proven + (there && isProven ? 1 : 0));
        }
    }

    /** Of those found on the floor: how many a responder reported, got up, and kept from hospital. */
    record Falls(long falls, long attended, long helpedUp, long avoided) {
        static final Falls NONE = new Falls(0, 0, 0, 0);

        private Falls plus(boolean lifted) {
            long one = lifted ? 1 : 0;
            return new Falls(falls + 1, attended + one, helpedUp + one, avoided + one);
        }
    }

    /** An alarm for which somebody was sent. */
    record Sent(
            Ledger.Case one,
            Instant decided,
            @Nullable Instant arrived,
            @Nullable Instant proven) {}

    /** A press and its answer; null where it had none. */
    record Answered(
            Ledger.Case one, Instant pressed, @Nullable Instant answered, boolean rangOff) {
        @Nullable
        Duration waited() {
            return answered == null ? null : Duration.between(pressed, answered);
        }
    }

    /** Every press for help, in its order. */
    List<Answered> presses() {
        List<Answered> presses = new ArrayList<>();
        for (Ledger.Case one : ledger.all()) {
            if (!one.technical()) {
                one.presses.forEach(press -> presses.add(answered(one, press)));
            }
        }
        presses.sort(Comparator.comparing(Answered::pressed));
        return presses;
    }

    Map<YearMonth, Answers> answers() {
        Map<YearMonth, Answers> months = new TreeMap<>();
        presses()
                .forEach(press -> months.merge(
                        month(press.pressed()), Answers.NONE.plus(press), (before, one) -> before.plus(press)));
        return months;
    }

    /** @param fromReceipt otherwise from the decision to send somebody */
    Map<YearMonth, Arrivals> arrivals(boolean fromReceipt) {
        Map<YearMonth, Arrivals> months = new TreeMap<>();
        for (Sent sent : sent()) {
            Instant from = fromReceipt ? sent.one.raisedAt : sent.decided;
            months.compute(
                    month(sent.one.raisedAt),
                    (month, before) ->
                            (before == null ? Arrivals.NONE : before).plus(from, sent.arrived, sent.proven != null));
        }
        return months;
    }

    List<Sent> sent() {
        return ledger.all().stream()
                .filter(one -> !one.journeys.isEmpty())
                .map(one -> new Sent(
                        one,
                        Objects.requireNonNull(earliest(one.journeys.stream().map(journey -> journey.asked))),
                        earliest(one.journeys.stream().map(journey -> journey.arrived)),
                        earliest(one.journeys.stream().map(journey -> journey.proven))))
                .toList();
    }

    Map<YearMonth, Falls> falls() {
        Map<YearMonth, Falls> months = new TreeMap<>();
        for (Ledger.Case one : ledger.all()) {
            if (one.onTheFloor || one.lifted) {
                months.compute(
                        month(one.raisedAt),
                        (month, before) -> (before == null ? Falls.NONE : before).plus(one.lifted));
            }
        }
        return months;
    }

    private Answered answered(Ledger.Case one, Ledger.Press press) {
        Instant answered = press.speaks()
                ? earliest(one.calls.stream().map(call -> spoken(press, call)))
                : earliest(one.opened.stream().filter(at -> !at.isBefore(press.at())));
        boolean rangOff = one.calls.stream()
                .filter(call -> call.connected == null && call.cleared != null)
                .map(call -> Objects.requireNonNull(call.cleared))
                .anyMatch(at -> !at.isBefore(press.at()) && (answered == null || at.isBefore(answered)));
        return new Answered(one, press.at(), answered, rangOff);
    }

    /** A press while speech is up is heard at once. */
    private static @Nullable Instant spoken(Ledger.Press press, Ledger.Call call) {
        Instant connected = call.connected;
        if (connected == null || !connected.isBefore(press.at())) {
            return connected;
        }
        Instant cleared = call.cleared == null ? connected.plus(LONGEST_CALL) : call.cleared;
        return press.at().isBefore(cleared) ? press.at() : null;
    }

    private YearMonth month(Instant at) {
        return YearMonth.from(at.atZone(zone));
    }

    private static @Nullable Instant earliest(Stream<? extends @Nullable Instant> times) {
        return times.filter(Objects::nonNull)
                .map(Instant.class::cast)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }
}
