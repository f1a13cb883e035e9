package org.tocsin.rollout;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.healthtest.Pace;
import org.tocsin.platform.Database;
import org.tocsin.platform.LoggedError;
import org.tocsin.platform.Times;
import org.tocsin.platform.Wakeup;
import org.tocsin.platform.Worker;
import org.tocsin.rollout.Rollout.State;
import org.tocsin.rollout.RolloutRules.Situation;
import org.tocsin.rollout.RolloutRules.Wave;

/** Takes every rollout a turn further. Runs in every process: whoever locks a rollout's row takes its turn. */
public final class RolloutWorker {
    private static final Logger LOG = LoggerFactory.getLogger(RolloutWorker.class);
    private static final String PLATFORM = "platform";
    private static final int MOST_AT_ONCE = 2_000;

    private static final String DUE = "select id from rollout where state in ('PLANNED', 'ASKING', 'WATCHING')"
            + " and starts_at <= $1 order by starts_at, id limit 50";
    private static final String LOCK = RolloutRows.SELECT
            + " where r.id = $1 and r.state in ('PLANNED', 'ASKING', 'WATCHING') for update of r skip locked";
    private static final String LAST = "select coalesce(max(wave), 0) from rollout_unit where rollout_id = $1";
    private static final String PACE = "update rollout set pace_from = $2, pace_count = $3 where id = $1";

    private final Database database;
    private final InstantSource clock;
    private final Wakeup wakeup;
    private final Worker worker;

    public RolloutWorker(Vertx vertx, Database database, InstantSource clock, Wakeup wakeup) {
        this.database = database;
        this.clock = clock;
        this.wakeup = wakeup;
        this.worker = new Worker(vertx, "rollouts", () -> round().map(false));
    }

    /** Begins to look. Called once. */
    public void start() {
        worker.start();
    }

    /** Looks no more; done when the round that is running has ended. */
    public Future<Void> stop() {
        return worker.stop();
    }

    /** One turn of each rollout that is due. */
    Future<Void> round() {
        return database.pool()
                .preparedQuery(DUE)
                .execute(Tuple.of(Times.toRow(clock.instant())))
                .compose(rows -> {
                    List<UUID> due = rows.stream().map(row -> row.getUUID("id")).toList();
                    Future<Void> done = Future.succeededFuture();
                    for (UUID id : due) {
                        done = done.compose(before -> turn(id));
                    }
                    return done;
                });
    }

    private Future<Void> turn(UUID id) {
        return database.pool()
                .withTransaction(connection -> turn(connection, id))
                .onSuccess(asked -> {
                    if (asked) {
                        wakeup.ring();
                    }
                })
                .<Void>mapEmpty()
                .recover(e -> {
                    LOG.atError()
                            .addKeyValue("worker", "rollouts")
                            .addKeyValue("error", LoggedError.of(e))
                            .log("a rollout could not be taken further, it is tried again");
                    return Future.succeededFuture();
                });
    }

    private Future<Boolean> turn(SqlConnection connection, UUID id) {
        Instant now = clock.instant();
        return connection.preparedQuery(LOCK).execute(Tuple.of(id)).compose(rows -> {
            if (rows.rowCount() == 0) {
                return Future.succeededFuture(false);
            }
            Row row = rows.iterator().next();
            Rollout rollout = RolloutRows.rollout(row);
            return RolloutUnits.look(connection, rollout, now)
                    .compose(v -> situation(connection, rollout, row.getInteger("accepted_trouble"), now))
                    .compose(situation -> act(connection, rollout, RolloutRows.pace(row), situation));
        });
    }

    private static Future<Situation> situation(SqlConnection connection, Rollout rollout, int accepted, Instant now) {
        return RolloutUnits.wave(connection, rollout.id(), rollout.standing().wave())
                .compose(wave -> CalmReader.of(connection, rollout, now)
                        .compose(calm -> connection
                                .preparedQuery(LAST)
                                .execute(Tuple.of(rollout.id()))
                                .map(rows -> new Situation(
                                        now,
                                        wave,
                                        calm.mayAsk(),
                                        rows.iterator().next().getInteger(0),
                                        accepted))));
    }

    /** True when units were asked. */
    private static Future<Boolean> act(SqlConnection connection, Rollout rollout, Pace pace, Situation situation) {
        RolloutTurn turn = new RolloutTurn(connection, rollout, situation.now(), PLATFORM);
        Wave wave = situation.wave();
        int number = rollout.standing().wave();
        return switch (RolloutRules.next(rollout, situation)) {
            case NOTHING -> hold(connection, rollout, situation).map(false);
            case BEGIN ->
                RolloutUnits.begin(connection, rollout)
                        .compose(units -> turn.becomes(State.ASKING, 0, "BEGUN", units + " units are looked at"));
            case ASK -> ask(connection, rollout, pace, situation);
            case HALT ->
                RolloutUnits.takeBack(connection, rollout.id(), situation.now())
                        .compose(back -> turn.halted(State.HALTED, RolloutRules.words(wave)));
            case WATCH ->
                turn.watched(situation.now().plus(rollout.order().waves().watch()), wave.units());
            case TRIAL_OVER ->
                turn.becomes(
                        State.TO_ACCEPT,
                        0,
                        "TRIAL_OVER",
                        "The trial is over: a manager looks at it before the first wave goes");
            case NEXT_WAVE -> turn.becomes(State.ASKING, number + 1, "WAVE", "Wave " + (number + 1) + " begins");
            case END -> turn.becomes(State.DONE, number, "DONE", "All waves are over");
        };
    }

    /** What waits for a unit to come back is not sent to it in the middle of a power cut, or after hours. */
    private static Future<Integer> hold(SqlConnection connection, Rollout rollout, Situation situation) {
        return rollout.standing().state() == State.ASKING && !situation.mayAsk()
                ? RolloutUnits.takeBack(connection, rollout.id(), situation.now())
                : Future.succeededFuture(0);
    }

    private static Future<Boolean> ask(SqlConnection connection, Rollout rollout, Pace pace, Situation situation) {
        Integer perMinute = rollout.order().waves().perMinute();
        Instant now = situation.now();
        Pace from = perMinute == null ? Pace.STILL : pace.at(now, perMinute);
        long due = perMinute == null ? MOST_AT_ONCE : Math.min(MOST_AT_ONCE, from.due(now, perMinute));
        if (due == 0) {
            return keep(connection, rollout, from).map(false);
        }
        return RolloutUnits.ask(connection, rollout, (int) due, now).compose(asked -> {
            if (asked > 0 || situation.wave().underWay() > 0) {
                return keep(connection, rollout, from.asked(asked)).map(asked > 0);
            }
            return RolloutUnits.defer(connection, rollout, situation.last()).map(false);
        });
    }

    private static Future<Void> keep(SqlConnection connection, Rollout rollout, Pace pace) {
        return connection
                .preparedQuery(PACE)
                .execute(Tuple.of(rollout.id(), Times.toRowOrNull(pace.from()), pace.count()))
                .mapEmpty();
    }
}
