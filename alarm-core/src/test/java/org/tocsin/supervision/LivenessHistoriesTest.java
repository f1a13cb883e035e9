package org.tocsin.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.supervision.Liveness.Change;
import org.tocsin.supervision.Liveness.Facts;
import org.tocsin.supervision.Liveness.Judgement;
import org.tocsin.supervision.Liveness.State;

/**
 * Seeded histories, second by second: heartbeats, units that stop and come back, carrier outages, outages and restarts of
 * ours, processes that are killed, steps of our clock. What the rules say, looking only when they asked to look, is held
 * against a model that counts seconds and knows nothing of spans or times.
 */
class LivenessHistoriesTest {
    private static final int HISTORIES = 60;
    private static final int INTERVAL = 60;
    private static final int GRACE = 45;
    private static final int SILENT_AFTER = INTERVAL + GRACE;

    /** How far the two may be apart: what is lost at the edges of a standstill. */
    private static final int TOLERANCE = 12;

    private static final Set<Way> MQTT = Set.of(Way.MQTT);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void silences_are_those_of_the_model_each_once_and_in_time(long seed) {
        for (int i = 0; i < HISTORIES; i++) {
            History history = new History(new Random(seed * 1_000 + i), false);
            history.live(4_000);
            String which = "seed " + seed + ", history " + i;
            assertThat(history.noticed).as(which).hasSameSizeAs(history.model.silences);
            for (int k = 0; k < history.noticed.size(); k++) {
                assertThat(Math.abs(history.noticed.get(k) - history.model.silences.get(k)))
                        .as("%s, silence %d of %s and %s", which, k, history.noticed, history.model.silences)
                        .isLessThanOrEqualTo(TOLERANCE);
            }
            assertThat(history.heardAgain).as(which).hasSameSizeAs(history.model.ends);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15})
    void whatever_happens_to_us_and_to_our_clock_a_unit_that_goes_on_beating_is_never_silent(long seed) {
        for (int i = 0; i < HISTORIES; i++) {
            History history = new History(new Random(seed * 1_000 + i), true);
            history.unitNeverStops();
            history.live(4_000);
            assertThat(history.noticed).as("seed %d, history %d", seed, i).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void when_everything_is_quiet_again_a_unit_that_has_gone_is_noticed_whatever_the_clock_did(long seed) {
        for (int i = 0; i < HISTORIES; i++) {
            History history = new History(new Random(seed * 1_000 + i), true);
            history.live(3_000);
            history.everythingWorksButTheUnit();
            history.live(2 * SILENT_AFTER + History.LARGEST_STEP);
            assertThat(history.watched.state())
                    .as("seed %d, history %d", seed, i)
                    .isEqualTo(State.SILENT);
        }
    }

    /** Counts seconds: in a row since the last word or our last standstill, and in all since the last word. */
    private static final class Model {
        final List<Integer> silences = new ArrayList<>();
        final List<Integer> ends = new ArrayList<>();
        private int inARow;
        private int inAll;
        private boolean everHeard;
        private boolean silent;

        /** @param lost a process was killed a second ago, and its last words with it */
        void second(int t, boolean listening, boolean standstill, boolean lost, boolean heard) {
            if (heard) {
                if (silent) {
                    ends.add(t);
                }
                everHeard = true;
                silent = false;
                inARow = 0;
                inAll = 0;
                return;
            }
            inARow = standstill ? 0 : lost ? 1 : inARow + 1;
            inAll += listening && !standstill ? 1 : 0;
            boolean over = inARow >= SILENT_AFTER || inAll >= Liveness.ENOUGH * SILENT_AFTER;
            if (everHeard && listening && !standstill && !silent && over) {
                silent = true;
                silences.add(t);
            }
        }
    }

    /** One unit, one gateway, one clock; time passes second by second. */
    private static final class History {
        static final int LARGEST_STEP = 400;

        final Model model = new Model();
        final List<Integer> noticed = new ArrayList<>();
        final List<Integer> heardAgain = new ArrayList<>();
        Judgement watched = new Judgement(State.NEW, Instant.EPOCH, null, null, null, Instant.EPOCH, Change.NONE);
        private final Random random;
        private final boolean clockSteps;
        private final Map<UUID, Listening.Span> stored = new LinkedHashMap<>();
        private ListeningLog log = new ListeningLog("gateway");
        private Instant clock = Instant.parse("2026-11-21T12:00:00Z");
        private @Nullable Instant sign;
        private @Nullable Instant silenceSince;
        private int t;
        private int outUntil;
        private int unitGoneUntil;
        private int carrierOutUntil;
        private int nextBeat;
        private int killedFor;
        private int notStored;
        private boolean quiet;
        private boolean immortal;

        History(Random random, boolean clockSteps) {
            this.random = random;
            this.clockSteps = clockSteps;
        }

        void unitNeverStops() {
            immortal = true;
        }

        void everythingWorksButTheUnit() {
            quiet = true;
            outUntil = t;
            unitGoneUntil = Integer.MAX_VALUE;
            if (sign == null) {
                sign = clock;
            }
        }

        void live(int seconds) {
            for (int end = t + seconds; t < end; t++) {
                clock = clock.plusSeconds(1);
                if (!quiet) {
                    fate();
                }
                boolean listening = t >= outUntil;
                boolean heard = beat() && listening;
                if (heard) {
                    // A store that keeps the later of two keeps one of a clock that was ahead.
                    sign = sign != null && sign.isAfter(clock) ? sign : clock;
                }
                boolean lost = killedFor > 0 && --killedFor == 0;
                model.second(t, listening, standstill(listening), lost, heard);
                if (listening) {
                    note();
                    look();
                }
            }
        }

        /** What goes wrong: rarely, so that there is time in between for a silence. */
        private void fate() {
            int dice = random.nextInt(6_000);
            if (dice < 8 && t >= outUntil) {
                outUntil = t + 4 + random.nextInt(dice < 4 ? 10 : 600);
            } else if (dice < 12 && t >= outUntil) {
                // Killed, and back at once: the last second's heartbeats are lost with it.
                log = new ListeningLog("gateway");
                killedFor = 3;
            } else if (dice < 20 && !immortal) {
                unitGoneUntil = t + random.nextInt(900);
            } else if (dice < 24 && !immortal) {
                carrierOutUntil = t + random.nextInt(600);
            } else if (dice < 28 && clockSteps && t >= outUntil) {
                clock = clock.plusSeconds(random.nextInt(2 * LARGEST_STEP) - LARGEST_STEP);
            }
        }

        private boolean beat() {
            if (t < nextBeat) {
                return false;
            }
            nextBeat = t + INTERVAL - random.nextInt(10);
            return t >= unitGoneUntil && t >= carrierOutUntil;
        }

        /** From the first second without a listener to the first with one. */
        private boolean standstill(boolean listening) {
            boolean still = !listening || notStored > 0;
            notStored = listening ? 0 : 1;
            return still;
        }

        private void note() {
            ListeningLog.Line line = log.next(MQTT, clock);
            if (line != null) {
                log.written(line);
                if (line.begins()) {
                    stored.replaceAll((id, span) -> span.until().isAfter(clock)
                            ? new Listening.Span(earlier(span.since()), clock, span.closed())
                            : span);
                }
                stored.put(line.id(), new Listening.Span(line.since(), line.until(), false));
            }
        }

        private Instant earlier(Instant time) {
            return time.isAfter(clock) ? clock : time;
        }

        /** As the worker does: when it is due, when there was news of a silent one, or when the clock went back. */
        private void look() {
            boolean back = watched.heard() != null && watched.heard().isAfter(clock)
                    || watched.since().isAfter(clock);
            boolean news = watched.state() != State.ALIVE
                    && sign != null
                    && (watched.heard() == null || sign.isAfter(watched.heard()));
            if (!back && !news && watched.lookAgain().isAfter(clock)) {
                return;
            }
            Facts facts = new Facts(
                    watched.state(),
                    watched.since(),
                    sign,
                    null,
                    silenceSince,
                    new Expectation(Duration.ofSeconds(INTERVAL), Duration.ofSeconds(GRACE)),
                    null,
                    null);
            watched = Liveness.judge(facts, Listening.at(clock, List.copyOf(stored.values())), clock);
            if (sign != null && sign.isAfter(clock)) {
                sign = clock;
            }
            if (watched.change() == Change.FELL_SILENT) {
                noticed.add(t);
                silenceSince = watched.heard();
            } else if (watched.change() == Change.HEARD_AGAIN) {
                heardAgain.add(t);
                silenceSince = null;
            }
        }
    }
}
