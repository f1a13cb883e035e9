package org.tocsin.supervision;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.platform.Database;
import org.tocsin.platform.LoggedError;
import org.tocsin.platform.Readiness;
import org.tocsin.platform.Worker;
import org.tocsin.signal.SignalIntake;
import org.tocsin.supervision.Liveness.Judgement;
import org.tocsin.supervision.SupervisionStore.Judged;

/**
 * Notices who has fallen silent and who is heard again, in every process. A heartbeat costs it nothing: a unit is looked
 * at when it would be late, and found to have been heard meanwhile. Judges only by a clock that agrees with the database's,
 * and only up to the time whose heartbeats are all stored.
 */
public final class SupervisionWorker {
    private static final Logger LOG = LoggerFactory.getLogger(SupervisionWorker.class);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int LARGEST_ROUND = 1_000;
    private static final int LARGEST_SWEEP = 5_000;
    private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(1);
    private static final Duration BETWEEN_CLOCK_CHECKS = Duration.ofSeconds(1);
    private static final Duration BETWEEN_TIDYINGS = Duration.ofHours(1);
    private static final Duration BETWEEN_READINGS = Duration.ofSeconds(10);
    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final Database database;
    private final InstantSource clock;
    private final Readiness clockAgrees;
    private final String processId;
    private final SilenceTeller teller;
    private final Worker worker;
    // Below: only touched by the round that is running.
    private UUID swept = BEFORE_ALL;
    private Instant nextSweep = Instant.MIN;
    private Instant nextClockCheck = Instant.MIN;
    private Instant nextTidying = Instant.MIN;
    private Instant nextReading = Instant.MIN;
    private @Nullable Instant lastRound;

    /**
     * @param clockAgrees fails while this process's clock must not be trusted
     * @param processId under which it notices
     */
    public SupervisionWorker(
            Vertx vertx,
            Database database,
            InstantSource clock,
            Readiness clockAgrees,
            SignalIntake intake,
            String processId) {
        this.database = database;
        this.clock = clock;
        this.clockAgrees = clockAgrees;
        this.processId = processId;
        this.teller = new SilenceTeller(database, intake, clock, processId);
        this.worker = new Worker(vertx, "supervision", PAUSE, this::round);
    }

    /** Begins to look ten times a second. Called once. */
    public void start() {
        worker.start();
    }

    /** Looks no more; done when the round that is running has ended. */
    public Future<Void> stop() {
        return worker.stop();
    }

    /** One look; true when more is waiting. */
    Future<Boolean> round() {
        Instant now = clock.instant();
        return checked(now)
                .compose(agrees -> tidied(now))
                .compose(done -> SupervisionStore.look(database.pool(), now))
                .compose(look -> {
                    Instant at = look.at();
                    Future<Boolean> judged =
                            at == null || !look.units() ? Future.succeededFuture(false) : judge(at, now);
                    return judged.compose(more -> at == null || !look.triggers()
                                    ? Future.succeededFuture(more)
                                    : apart(judgeTriggers(at, now), more).map(further -> further || more))
                            .compose(more -> readTriggers(now, more))
                            .compose(more -> at == null ? Future.succeededFuture(more) : sweep(now, more))
                            .compose(more -> look.untold() || look.units() || look.triggers()
                                    ? teller.tell().map(untold -> untold || more)
                                    : Future.succeededFuture(false));
                });
    }

    /** After a step back, and when this process begins, what was judged by a later clock is judged again. */
    private Future<Void> checked(Instant now) {
        Instant before = lastRound;
        lastRound = now;
        boolean back = before == null || now.isBefore(before.minus(Listening.STANDSTILL));
        if (back) {
            nextSweep = now;
            nextClockCheck = now;
            nextTidying = now;
            nextReading = now;
        }
        if (now.isBefore(nextClockCheck)) {
            return Future.succeededFuture();
        }
        return clockAgrees
                .check()
                .get()
                .compose(agrees -> back
                        ? SupervisionStore.clockWentBack(database.pool(), now).mapEmpty()
                        : Future.<Void>succeededFuture())
                .onSuccess(agrees -> nextClockCheck = now.plus(BETWEEN_CLOCK_CHECKS))
                .onFailure(e -> lastRound = before);
    }

    private Future<Void> tidied(Instant now) {
        if (now.isBefore(nextTidying)) {
            return Future.succeededFuture();
        }
        nextTidying = now.plus(BETWEEN_TIDYINGS);
        return ListeningLog.tidy(database.pool(), now).compose(done -> TrendStore.tidy(database.pool(), now));
    }

    private Future<Boolean> judge(Instant at, Instant now) {
        return database.pool()
                .withTransaction(connection -> SupervisionStore.claim(connection, at, LARGEST_ROUND)
                        .compose(due -> due.isEmpty()
                                ? Future.succeededFuture(false)
                                : ListeningLog.read(connection, at)
                                        .compose(listening -> judge(connection, due, listening, at, now))));
    }

    private Future<Boolean> judge(
            SqlConnection connection, List<Watch> due, Map<Way, Listening> listening, Instant at, Instant now) {
        List<Judged> judged = due.stream()
                .map(watch -> judge(watch, listening, at))
                .sorted((one, other) ->
                        one.watch().unitId().compareTo(other.watch().unitId()))
                .toList();
        List<UUID> ahead = due.stream()
                .filter(watch -> watch.newest() != null && watch.newest().isAfter(now.plus(Listening.STANDSTILL)))
                .map(Watch::unitId)
                .sorted()
                .toList();
        return SupervisionStore.write(connection, judged, now, processId)
                .compose(done -> SupervisionStore.backToNow(connection, ahead, now))
                .map(done -> due.size() == LARGEST_ROUND);
    }

    private static Judged judge(Watch watch, Map<Way, Listening> listening, Instant at) {
        Listening heardBy = listening.getOrDefault(watch.way(), Listening.at(at, List.of()));
        Judgement judgement = Liveness.judge(watch.facts(), heardBy, at);
        // Units put on file together need not be looked at together for ever.
        boolean anyTime = judgement.lookAgain().equals(at.plus(Liveness.LOOK_AGAIN));
        long earlier = anyTime ? ThreadLocalRandom.current().nextLong(Liveness.LOOK_AGAIN.toMillis() / 3) : 0;
        return Judged.of(watch, judgement, Duration.ofMillis(earlier));
    }

    private Future<Boolean> judgeTriggers(Instant at, Instant now) {
        return database.pool()
                .withTransaction(connection -> ListeningLog.read(connection, at)
                        .compose(listening -> TriggerStore.judge(connection, listening, at, now, processId)));
    }

    private Future<Boolean> readTriggers(Instant now, boolean more) {
        if (now.isBefore(nextReading)) {
            return Future.succeededFuture(more);
        }
        nextReading = now.plus(BETWEEN_READINGS);
        Future<Boolean> read = database.pool()
                .withTransaction(connection -> TriggerStore.readSignals(connection, now))
                .onSuccess(unread -> nextReading = unread ? now : nextReading)
                .map(more);
        return apart(read, more);
    }

    /** What goes wrong with triggers keeps no silent home from being told. */
    private static Future<Boolean> apart(Future<Boolean> triggers, boolean more) {
        return triggers.recover(e -> {
            LOG.atError()
                    .addKeyValue("worker", "supervision")
                    .addKeyValue("error", LoggedError.of(e))
                    .log("the triggers of units could not be looked after, it is tried again");
            return Future.succeededFuture(more);
        });
    }

    private Future<Boolean> sweep(Instant now, boolean more) {
        if (now.isBefore(nextSweep)) {
            return Future.succeededFuture(more);
        }
        nextSweep = now.plus(BETWEEN_SWEEPS);
        return SupervisionStore.heardMeanwhile(database.pool(), swept, LARGEST_SWEEP, now)
                .onSuccess(last -> swept = last == null ? BEFORE_ALL : last)
                .map(more);
    }
}
