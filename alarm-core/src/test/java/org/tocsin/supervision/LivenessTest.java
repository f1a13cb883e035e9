package org.tocsin.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.home.RiskTier;
import org.tocsin.supervision.Listening.Span;
import org.tocsin.supervision.Liveness.Change;
import org.tocsin.supervision.Liveness.Facts;
import org.tocsin.supervision.Liveness.Judgement;
import org.tocsin.supervision.Liveness.Pause;
import org.tocsin.supervision.Liveness.State;

/** Every state with everything that can happen to it, and whose time it is that counts. */
class LivenessTest {
    static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    static final Expectation HOURLY = new Expectation(Duration.ofHours(1), Duration.ofMinutes(30));

    // silentAfter 90 min, lateAfter 72 min.
    @ParameterizedTest(name = "{0} and {1}: {2}, {3}")
    @CsvSource({
        "NEW,    never heard,              NEW,    NONE",
        "NEW,    heard now,                ALIVE,  NONE",
        "NEW,    heard 80 min ago,         LATE,   NONE",
        "NEW,    heard 90 min ago,         SILENT, FELL_SILENT",
        "NEW,    paused,                   PAUSED, NONE",
        "ALIVE,  heard now,                ALIVE,  NONE",
        "ALIVE,  heard 71 min ago,         ALIVE,  NONE",
        "ALIVE,  heard 72 min ago,         LATE,   NONE",
        "ALIVE,  heard 89 min ago,         LATE,   NONE",
        "ALIVE,  heard 90 min ago,         SILENT, FELL_SILENT",
        "ALIVE,  paused,                   PAUSED, NONE",
        "ALIVE,  we were out,              ALIVE,  NONE",
        "ALIVE,  nobody listens,           ALIVE,  NONE",
        "LATE,   heard now,                ALIVE,  NONE",
        "LATE,   heard 80 min ago,         LATE,   NONE",
        "LATE,   heard 90 min ago,         SILENT, FELL_SILENT",
        "LATE,   paused,                   PAUSED, NONE",
        "LATE,   we were out,              ALIVE,  NONE",
        "LATE,   nobody listens,           LATE,   NONE",
        "SILENT, heard now,                ALIVE,  HEARD_AGAIN",
        "SILENT, heard 80 min ago,         LATE,   HEARD_AGAIN",
        "SILENT, heard 95 min ago,         ALIVE,  HEARD_AGAIN",
        "SILENT, silent still,             SILENT, NONE",
        "SILENT, paused and silent still,  PAUSED, NONE",
        "SILENT, paused and heard now,     PAUSED, HEARD_AGAIN",
        "SILENT, nobody listens,           SILENT, NONE",
        "PAUSED, heard 90 min ago,         ALIVE,  NONE",
        "PAUSED, never heard,              NEW,    NONE",
        "PAUSED, silent still,             SILENT, NONE",
        "PAUSED, paused,                   PAUSED, NONE",
    })
    void what_becomes_of_a_unit(State was, String event, State is, Change change) {
        Judgement judged = Liveness.judge(facts(was, event), listening(event), NOON);

        assertThat(judged.state()).isEqualTo(is);
        assertThat(judged.change()).isEqualTo(change);
        assertThat(judged.lookAgain()).isBeforeOrEqualTo(NOON.plus(Liveness.LOOK_AGAIN));
    }

    @Test
    void it_is_looked_at_again_to_the_second_when_it_would_be_late_and_when_it_would_be_silent() {
        Judgement alive = Liveness.judge(heard(State.ALIVE, Duration.ofMinutes(65)), always(), NOON);
        assertThat(alive.lookAgain()).isEqualTo(NOON.plus(Duration.ofMinutes(7)));

        Judgement late = Liveness.judge(heard(State.LATE, Duration.ofMinutes(89)), always(), NOON);
        assertThat(late.lookAgain()).isEqualTo(NOON.plus(Duration.ofMinutes(1)));
        assertThat(late.silentAt()).isEqualTo(late.lookAgain());
    }

    @Test
    void an_outage_of_ours_gives_everybody_the_whole_time_anew() {
        Instant back = NOON.minus(Duration.ofMinutes(10));
        Listening out = Listening.at(
                NOON,
                List.of(
                        new Span(NOON.minus(Duration.ofDays(9)), back.minus(Duration.ofMinutes(10)), false),
                        new Span(back, NOON, false)));

        Judgement judged = Liveness.judge(heard(State.ALIVE, Duration.ofMinutes(89)), out, NOON);
        assertThat(judged.state()).isEqualTo(State.ALIVE);
        assertThat(judged.silentAt()).isEqualTo(back.plus(HOURLY.silentAfter()));
    }

    @Test
    void a_gateway_that_ended_without_storing_its_last_words_counts_as_an_outage_though_another_listened() {
        Instant ended = NOON.minus(Duration.ofMinutes(20));
        Span other = new Span(NOON.minus(Duration.ofDays(9)), NOON, false);
        Span inOrder = new Span(NOON.minus(Duration.ofDays(1)), ended, true);
        Span killed = new Span(NOON.minus(Duration.ofDays(1)), ended, false);
        Facts facts = heard(State.ALIVE, Duration.ofMinutes(95));

        assertThat(Liveness.judge(facts, Listening.at(NOON, List.of(other, inOrder)), NOON)
                        .state())
                .isEqualTo(State.SILENT);
        assertThat(Liveness.judge(facts, Listening.at(NOON, List.of(other, killed)), NOON)
                        .silentAt())
                .isEqualTo(ended.plus(Listening.STANDSTILL).plus(HOURLY.silentAfter()));
    }

    @Test
    void however_often_we_were_out_a_unit_that_stays_away_is_noticed_in_the_end() {
        // Out for ten seconds every hour: no stretch is ever long enough.
        List<Span> spans = IntStream.range(0, 48)
                .mapToObj(hour -> NOON.minus(Duration.ofHours(48 - hour)).plusSeconds(10))
                .map(begin -> new Span(begin, begin.plus(Duration.ofSeconds(3590)), false))
                .toList();
        Listening listening = Listening.at(NOON, spans);

        assertThat(Liveness.judge(heard(State.ALIVE, Duration.ofHours(4)), listening, NOON)
                        .state())
                .isNotEqualTo(State.SILENT);
        assertThat(Liveness.judge(heard(State.ALIVE, Duration.ofHours(5)), listening, NOON)
                        .state())
                .isEqualTo(State.SILENT);
    }

    @Test
    void time_on_hold_does_not_count() {
        Facts paused = new Facts(State.PAUSED, NOON, NOON.minus(Duration.ofDays(3)), null, null, HOURLY, null, null);
        Judgement resumed = Liveness.judge(paused, always(), NOON);

        assertThat(resumed.waitsFrom()).isEqualTo(NOON);
        assertThat(resumed.silentAt()).isEqualTo(NOON.plus(HOURLY.silentAfter()));
    }

    @Test
    void the_more_hangs_on_it_the_sooner_its_silence_is_told_and_the_minimum_holds() {
        Duration interval = Duration.ofHours(1);
        assertThat(List.of(RiskTier.values()).stream()
                        .map(tier -> Expectation.of(
                                interval, Expectation.usualGracePercent(tier), Expectation.usualGraceMinimum(tier)))
                        .map(Expectation::silentAfter)
                        .map(Duration::toMinutes))
                .containsExactly(90L, 120L, 180L);
        assertThat(Expectation.of(Duration.ofMinutes(1), 50, Duration.ofMinutes(5))
                        .silentAfter())
                .isEqualTo(Duration.ofMinutes(6));
    }

    private static Facts facts(State was, String event) {
        boolean paused = event.startsWith("paused");
        Duration ago = event.contains("heard now")
                ? Duration.ZERO
                : event.endsWith("min ago")
                        ? Duration.ofMinutes(Integer.parseInt(event.split(" ")[1]))
                        : Duration.ofMinutes(100);
        boolean silent = was == State.SILENT || event.contains("silent still");
        Instant before = NOON.minus(Duration.ofMinutes(100));
        Instant heard = event.equals("never heard") ? null : NOON.minus(ago);
        return new Facts(
                was, before, heard, null, silent ? before : null, HOURLY, paused ? Pause.PLANNED_WORK : null, null);
    }

    private static Listening listening(String event) {
        return switch (event) {
            case "we were out" -> Listening.at(NOON, List.of(new Span(NOON.minus(Duration.ofMinutes(5)), NOON, false)));
            case "nobody listens" ->
                Listening.at(
                        NOON,
                        List.of(new Span(NOON.minus(Duration.ofDays(9)), NOON.minus(Duration.ofMinutes(20)), false)));
            default -> always();
        };
    }

    private static Listening always() {
        return Listening.at(NOON, List.of(new Span(NOON.minus(Duration.ofDays(9)), NOON, false)));
    }

    private static Facts heard(State was, @Nullable Duration ago) {
        return new Facts(was, NOON, ago == null ? null : NOON.minus(ago), null, null, HOURLY, null, null);
    }
}
