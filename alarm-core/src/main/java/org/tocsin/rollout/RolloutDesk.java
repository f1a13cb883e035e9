package org.tocsin.rollout;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;
import org.tocsin.rollout.Rollout.Order;
import org.tocsin.rollout.Rollout.State;
import org.tocsin.unit.CommandOp;
import org.tocsin.unit.CommandRules;

/** What people do with rollouts. Each act is one transaction: the change, its line in the log, the audit. */
public final class RolloutDesk {
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_REASON = 500;
    private static final int MOST_LIVE = 10;
    private static final Duration LEAST_ANSWER = Duration.ofMinutes(1);
    private static final Duration WEEK = Duration.ofDays(7);

    private static final String LOCK = RolloutRows.SELECT + " where r.id = $1 and r.service_id = $2 for update of r";
    private static final String LIVE =
            "select count(*) from rollout where service_id = $1 and state not in ('DONE', 'STOPPED')";
    private static final String CREATE = """
            insert into rollout (id, service_id, name, op, args, area, model_id, equipment, risk_tier, hours,
              trial_per_model, wave_units, pace_per_minute, answer_within_s, watch_s, fault_percent, state, starts_at,
              created_at, created_by)
            select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 'PLANNED', $17, $18, $19
            where $7::uuid is null or exists (select from unit_model where id = $7 and service_id = $2)
            """;

    private final Database database;
    private final InstantSource clock;
    private final AuditTrail audit;

    public RolloutDesk(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.audit = new AuditTrail(database, clock);
    }

    /** The answer to an act. */
    public sealed interface Result {}

    /** It is done. */
    public record Done(UUID rolloutId) implements Result {}

    /** This field is wrong. */
    public record Invalid(String field, String why) implements Result {}

    /** It cannot be done as the rollout stands. */
    public record NotNow(String why) implements Result {}

    /** There is no such rollout in the scope's service. */
    public record Unknown() implements Result {}

    /**
     * Writes a rollout down; it begins at its time, with a trial.
     *
     * @param startsAt null: now
     * @param address from where it is asked; for the audit trail
     */
    public Future<Result> create(Scope scope, Order order, @Nullable Instant startsAt, @Nullable String address) {
        Optional<Invalid> wrong = check(order);
        if (wrong.isPresent()) {
            return Future.succeededFuture(wrong.get());
        }
        Instant now = clock.instant();
        UUID id = Ids.next();
        return database.pool()
                .withTransaction(connection -> connection
                        .preparedQuery(LIVE)
                        .execute(Tuple.of(scope.serviceId()))
                        .compose(rows -> rows.iterator().next().getLong(0) >= MOST_LIVE
                                ? Future.succeededFuture(new NotNow(
                                        MOST_LIVE + " changes are under way already. Stop one of them first."))
                                : connection
                                        .preparedQuery(CREATE)
                                        .execute(row(id, scope, order, startsAt == null ? now : startsAt, now))
                                        .compose(made -> made.rowCount() == 0
                                                ? Future.succeededFuture(
                                                        new Invalid("model", "There is no such model on file."))
                                                : RolloutTurn.event(
                                                                connection,
                                                                id,
                                                                scope.serviceId(),
                                                                new RolloutTurn.Line(
                                                                        now,
                                                                        "CREATED",
                                                                        scope.actor(),
                                                                        "Planned: " + order.name()))
                                                        .compose(v -> audit.record(
                                                                connection,
                                                                scope,
                                                                "create-rollout",
                                                                "rollout:" + id,
                                                                address))
                                                        .map(v -> (Result) new Done(id)))));
    }

    /** The manager has looked at the trial: the first wave may go. Who may, the caller has checked. */
    public Future<Result> accept(Scope scope, UUID id, @Nullable String address) {
        return act(scope, id, address, "accept-rollout-trial", turn -> {
            Rollout.Standing standing = turn.rollout().standing();
            return standing.state() != State.TO_ACCEPT
                    ? refused("There is no trial that waits to be accepted.")
                    : done(
                            turn,
                            turn.becomes(
                                    State.ASKING,
                                    standing.wave() + 1,
                                    "ACCEPTED",
                                    "The trial is accepted: wave 1 begins"));
        });
    }

    /** Nobody is asked any more until somebody lets it go on; what was not sent yet is taken back. */
    public Future<Result> pause(Scope scope, UUID id, String reason, @Nullable String address) {
        return act(
                scope,
                id,
                address,
                "pause-rollout",
                turn -> turn.rollout().standing().state().goesOn()
                        ? withReason(reason, () -> still(turn, State.PAUSED, reason))
                        : refused("It does not go on as it is."));
    }

    /**
     * Lets one that was paused or has halted go on.
     *
     * @param reason why one that halted may; what is in trouble in this wave counts as looked at
     */
    public Future<Result> resume(Scope scope, UUID id, String reason, @Nullable String address) {
        return act(scope, id, address, "resume-rollout", turn -> {
            State state = turn.rollout().standing().state();
            if (state != State.PAUSED && state != State.HALTED) {
                return refused("It does not stand still.");
            }
            if (state == State.HALTED && scope.operatorId() == null) {
                return refused("What has halted goes on when a person has looked at it.");
            }
            return state == State.HALTED ? withReason(reason, () -> goOn(turn, reason)) : goOn(turn, "Goes on");
        });
    }

    /** Ends it for good; who was changed stays changed. */
    public Future<Result> stop(Scope scope, UUID id, String reason, @Nullable String address) {
        return act(
                scope,
                id,
                address,
                "stop-rollout",
                turn -> turn.rollout().standing().state().over()
                        ? refused("It is over already.")
                        : withReason(reason, () -> still(turn, State.STOPPED, reason)));
    }

    private interface Act {
        Future<Result> on(RolloutTurn turn);
    }

    private Future<Result> act(Scope scope, UUID id, @Nullable String address, String action, Act act) {
        return database.pool()
                .withTransaction(connection -> connection
                        .preparedQuery(LOCK)
                        .execute(Tuple.of(id, scope.serviceId()))
                        .compose(rows -> rows.rowCount() == 0
                                ? Future.succeededFuture(new Unknown())
                                : act.on(turn(connection, rows.iterator().next(), scope))
                                        .compose(result -> result instanceof Done
                                                ? audit.record(connection, scope, action, "rollout:" + id, address)
                                                        .map(result)
                                                : Future.succeededFuture(result))));
    }

    private RolloutTurn turn(SqlConnection connection, Row row, Scope scope) {
        return new RolloutTurn(connection, RolloutRows.rollout(row), clock.instant(), scope.actor());
    }

    private static Future<Result> still(RolloutTurn turn, State state, String reason) {
        return RolloutUnits.takeBack(turn.connection(), turn.rollout().id(), turn.now())
                .compose(back -> done(turn, turn.halted(state, reason)));
    }

    private static Future<Result> goOn(RolloutTurn turn, String words) {
        Rollout rollout = turn.rollout();
        return turn.connection()
                .preparedQuery("select was_state from rollout where id = $1")
                .execute(Tuple.of(rollout.id()))
                .map(rows -> rows.iterator().next().getString(0))
                .compose(was -> RolloutUnits.wave(
                                turn.connection(),
                                rollout.id(),
                                rollout.standing().wave())
                        .compose(wave -> done(
                                turn,
                                turn.resumed(was == null ? State.ASKING : State.valueOf(was), wave.trouble(), words))));
    }

    private static Future<Result> withReason(String reason, Supplier<Future<Result>> act) {
        return reason.isBlank() || reason.length() > LONGEST_REASON
                ? Future.succeededFuture(new Invalid("reason", "Say why, in up to 500 characters."))
                : act.get();
    }

    private static Future<Result> done(RolloutTurn turn, Future<Boolean> written) {
        return written.map(v -> new Done(turn.rollout().id()));
    }

    private static Future<Result> refused(String why) {
        return Future.succeededFuture(new NotNow(why));
    }

    private static Optional<Invalid> check(Order order) {
        Rollout.Waves waves = order.waves();
        if (order.name().isBlank() || order.name().length() > LONGEST_NAME) {
            return wrong("name", "Give it a name of up to 100 characters.");
        }
        if (order.change().op() != CommandOp.FIRMWARE_UPDATE && order.change().op() != CommandOp.CONFIG_SET) {
            return wrong("op", "Only firmware and settings go out in waves.");
        }
        Map<String, Object> args = order.change().args();
        if (CommandRules.check(order.change().op(), args) instanceof CommandRules.Bad bad) {
            return wrong(bad.field(), bad.why());
        }
        if (order.change().op() == CommandOp.FIRMWARE_UPDATE
                && order.selection().modelId() == null) {
            return wrong("model", "Firmware belongs to one model: choose it.");
        }
        if (waves.trialPerModel() < 1 || waves.trialPerModel() > 1_000) {
            return wrong("trialPerModel", "The trial has 1 to 1000 units of each model.");
        }
        if (waves.units() < 1 || waves.units() > 100_000) {
            return wrong("unitsPerWave", "A wave has 1 to 100,000 units.");
        }
        Integer pace = waves.perMinute();
        if (pace != null && (pace < 1 || pace > 600_000)) {
            return wrong("perMinute", "The pace is 1 to 600,000 units a minute.");
        }
        if (waves.answerWithin().compareTo(LEAST_ANSWER) < 0
                || waves.answerWithin().compareTo(WEEK) > 0) {
            return wrong("answerWithinSeconds", "A unit has a minute to a week to come back.");
        }
        if (waves.watch().isNegative() || waves.watch().compareTo(WEEK) > 0) {
            return wrong("watchSeconds", "A wave is watched for up to a week.");
        }
        return waves.faultPercent() < 0 || waves.faultPercent() > 50
                ? wrong("faultPercent", "It halts at 0 to 50 in a hundred.")
                : Optional.empty();
    }

    private static Optional<Invalid> wrong(String field, String why) {
        return Optional.of(new Invalid(field, why));
    }

    private static Tuple row(UUID id, Scope scope, Order order, Instant startsAt, Instant now) {
        Rollout.Waves waves = order.waves();
        return Tuple.of(id, scope.serviceId(), order.name(), order.change().op().wireName())
                .addValue(new JsonObject(order.change().args()))
                .addString(order.selection().area())
                .addUUID(order.selection().modelId())
                .addString(order.selection().equipment())
                .addString(order.selection().riskTier())
                .addString(waves.hours().toString())
                .addInteger(waves.trialPerModel())
                .addInteger(waves.units())
                .addInteger(waves.perMinute())
                .addInteger((int) waves.answerWithin().toSeconds())
                .addInteger((int) waves.watch().toSeconds())
                .addInteger(waves.faultPercent())
                .addOffsetDateTime(Times.toRow(startsAt))
                .addOffsetDateTime(Times.toRow(now))
                .addString(scope.actor());
    }
}
