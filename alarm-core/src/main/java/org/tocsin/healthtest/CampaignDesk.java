package org.tocsin.healthtest;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.healthtest.Campaign.Order;
import org.tocsin.healthtest.Campaign.State;
import org.tocsin.healthtest.CampaignSteps.Line;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;

/** What people do with campaigns. Each act is one transaction: the change, its line in the campaign's log, the audit. */
public final class CampaignDesk {
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_REASON = 500;
    private static final int MOST_LIVE = 20;

    private static final String LOCK = "select " + CampaignRows.COLUMNS + " from campaign c join service s on"
            + " s.id = c.service_id where c.id = $1 and c.service_id = $2 for update of c";
    private static final String ZONE = "select s.time_zone, (select count(*) from campaign where service_id = s.id"
            + " and state not in ('DONE', 'STOPPED')) as live from service s where s.id = $1";
    private static final String CREATE = """
            insert into campaign (id, service_id, name, area, model_id, equipment, risk_tier, not_tested_since,
              not_proven_since, every_days, pace_per_minute, hours, attempts, retry_after_s, answer_within_s, await_s,
              trial_per_model, state, next_at, look_at, created_at, created_by)
            values ($1, $2, $3, $4, (select id from unit_model where id = $5 and service_id = $2), $6, $7, $8, $9, $10,
              $11, $12, $13, $14, $15, $16, $17, 'PLANNED', $18, $18, $19, $20)
            """;
    private static final String PAUSE =
            "update campaign set paused_at = $2, paused_by = $3, pause_reason = $4, pace_from = null, look_at = $2"
                    + " where id = $1";
    private static final String RESUME =
            "update campaign set paused_at = null, paused_by = null, pause_reason = null, look_at = $2 where id = $1";
    private static final String ACCEPT = """
            update campaign set state = 'RUNNING', look_at = $2, accepted_models = accepted_models || array(
              select distinct coalesce(r.model_id, $3) from test_run r
              where r.campaign_id = $1 and r.position < 0
                and not (coalesce(r.model_id, $3) = any (accepted_models)))
            where id = $1
            """;
    private static final String STOP = "update campaign set state = 'STOPPED', ended_at = $2, paused_at = null,"
            + " paused_by = null, pause_reason = null, held_why = null, held_since = null, calm_since = null"
            + " where id = $1";
    /** In the order of the ids, as whoever writes several answers locks them. */
    private static final String SKIP = "update test_run set state = 'SKIPPED', cause = 'STOPPED', due_at = null,"
            + " ended_at = $2 where id in (select id from test_run where campaign_id = $1"
            + " and state in ('PLANNED', 'SENT', 'AWAITED', 'HELD') order by id limit $3 for update)";

    private final Database database;
    private final InstantSource clock;
    private final AuditTrail audit;

    public CampaignDesk(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.audit = new AuditTrail(database, clock);
    }

    /** The answer to an act. */
    public sealed interface Result {}

    /** It is done. */
    public record Done(UUID campaignId) implements Result {}

    /** This field is wrong. */
    public record Invalid(String field, String why) implements Result {}

    /** It cannot be done as the campaign stands. */
    public record NotNow(String why) implements Result {}

    /** There is no such campaign in the scope's service. */
    public record Unknown() implements Result {}

    /**
     * Writes a campaign down; it begins at its time.
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
                        .preparedQuery(ZONE)
                        .execute(Tuple.of(scope.serviceId()))
                        .compose(rows -> {
                            if (rows.iterator().next().getLong("live") >= MOST_LIVE) {
                                return Future.succeededFuture(new NotNow(MOST_LIVE
                                        + " campaigns are planned or under way already. Stop one of them first."));
                            }
                            return connection
                                    .preparedQuery(CREATE)
                                    .execute(row(id, scope, order, startsAt == null ? now : startsAt, now))
                                    .compose(v -> event(
                                            connection,
                                            id,
                                            scope,
                                            "CREATED",
                                            new Line(now, "Planned: " + order.name())))
                                    .compose(v -> audit.record(
                                            connection, scope, "create-campaign", "campaign:" + id, address))
                                    .map(v -> (Result) new Done(id));
                        }));
    }

    /** Nobody is asked any more until somebody lets it go on; what was not sent yet is taken back. */
    public Future<Result> pause(Scope scope, UUID id, String reason, @Nullable String address) {
        return act(scope, id, address, "pause-campaign", turn -> {
            if (turn.campaign.standing().state().over()
                    || turn.campaign.standing().pause() != null) {
                return refused("It does not go on as it is.");
            }
            if (reason.isBlank() || reason.length() > LONGEST_REASON) {
                return Future.succeededFuture(new Invalid("reason", "Say why, in up to 500 characters."));
            }
            return turn.connection
                    .preparedQuery(PAUSE)
                    .execute(Tuple.of(id, Times.toRow(turn.now), scope.actor(), reason))
                    .compose(v -> CampaignAsking.takeBack(turn.connection, id, turn.now))
                    .compose(v -> turn.log("PAUSED", "Paused: " + reason))
                    .map(new Done(id));
        });
    }

    /** Lets a paused campaign go on. The time of the pause is not made up for. */
    public Future<Result> resume(Scope scope, UUID id, @Nullable String address) {
        return act(
                scope,
                id,
                address,
                "resume-campaign",
                turn -> turn.campaign.standing().pause() == null
                        ? refused("It is not paused.")
                        : turn.connection
                                .preparedQuery(RESUME)
                                .execute(Tuple.of(id, Times.toRow(turn.now)))
                                .compose(v -> turn.log("RESUMED", "Goes on"))
                                .map(new Done(id)));
    }

    /** Ends it for good; what is still open is skipped. */
    public Future<Result> stop(Scope scope, UUID id, String reason, @Nullable String address) {
        return act(scope, id, address, "stop-campaign", turn -> {
            if (turn.campaign.standing().state().over()) {
                return refused("It is over already.");
            }
            if (reason.isBlank() || reason.length() > LONGEST_REASON) {
                return Future.succeededFuture(new Invalid("reason", "Say why, in up to 500 characters."));
            }
            Tuple values = Tuple.of(id, Times.toRow(turn.now));
            return CampaignAsking.takeBack(turn.connection, id, turn.now)
                    .compose(v -> CampaignAsking.endCommands(turn.connection, id))
                    .compose(v -> skip(turn))
                    .compose(v -> turn.connection.preparedQuery(STOP).execute(values))
                    .compose(v -> turn.log("STOPPED", "Stopped: " + reason))
                    .map(new Done(id));
        });
    }

    /** What is still open of a hundred thousand, in portions, so that no statement takes longer than it may. */
    private static Future<Void> skip(Turn turn) {
        return turn.connection
                .preparedQuery(SKIP)
                .execute(Tuple.of(turn.campaign.id(), Times.toRow(turn.now), CampaignSteps.PORTION))
                .compose(rows -> rows.rowCount() < CampaignSteps.PORTION ? Future.succeededFuture() : skip(turn));
    }

    /** The duty manager has looked at the trial's results: the rest may be asked. Who may, the caller has checked. */
    public Future<Result> accept(Scope scope, UUID id, @Nullable String address) {
        return act(
                scope,
                id,
                address,
                "accept-campaign-trial",
                turn -> turn.campaign.standing().state() != State.TO_ACCEPT
                        ? refused("There is no trial that waits to be accepted.")
                        : turn.connection
                                .preparedQuery(ACCEPT)
                                .execute(Tuple.of(id, Times.toRow(turn.now), CampaignSteps.NO_MODEL))
                                .compose(v -> turn.log("ACCEPTED", "The trial is accepted: the rest is asked"))
                                .map(new Done(id)));
    }

    private static final class Turn {
        private final SqlConnection connection;
        private final Scope scope;
        private final Campaign campaign;
        private final Instant now;

        Turn(SqlConnection connection, Scope scope, Campaign campaign, Instant now) {
            this.connection = connection;
            this.scope = scope;
            this.campaign = campaign;
            this.now = now;
        }

        Future<Void> log(String kind, String words) {
            return event(connection, campaign.id(), scope, kind, new Line(now, words));
        }
    }

    private Future<Result> act(
            Scope scope, UUID id, @Nullable String address, String action, Function<Turn, Future<Result>> act) {
        return database.pool()
                .withTransaction(connection -> connection
                        .preparedQuery(LOCK)
                        .execute(Tuple.of(id, scope.serviceId()))
                        .compose(rows -> {
                            if (rows.rowCount() == 0) {
                                return Future.succeededFuture(new Unknown());
                            }
                            Campaign campaign =
                                    CampaignRows.campaign(rows.iterator().next());
                            return act.apply(new Turn(connection, scope, campaign, clock.instant()))
                                    .compose(result -> result instanceof Done
                                            ? audit.record(connection, scope, action, "campaign:" + id, address)
                                                    .map(result)
                                            : Future.succeededFuture(result));
                        }));
    }

    private static Future<Result> refused(String why) {
        return Future.succeededFuture(new NotNow(why));
    }

    private static Future<Void> event(SqlConnection connection, UUID id, Scope scope, String kind, Line line) {
        return connection
                .preparedQuery(CampaignSteps.EVENT)
                .execute(Tuple.of(id, scope.serviceId(), Times.toRow(line.at()), kind, scope.actor(), line.words()))
                .mapEmpty();
    }

    private static Optional<Invalid> check(Order order) {
        if (order.name().isBlank() || order.name().length() > LONGEST_NAME) {
            return Optional.of(new Invalid("name", "Give it a name of up to 100 characters."));
        }
        Integer perMinute = order.pacing().perMinute();
        if (perMinute != null && (perMinute < 1 || perMinute > 600_000)) {
            return Optional.of(new Invalid("perMinute", "This must be a whole number from 1 to 600000, or nothing."));
        }
        Campaign.Retries retries = order.retries();
        if (retries.attempts() < 1 || retries.attempts() > 10) {
            return Optional.of(new Invalid("attempts", "This must be a whole number from 1 to 10."));
        }
        if (!within(retries.after(), Duration.ZERO, Duration.ofDays(7))) {
            return Optional.of(new Invalid("retryAfter", "This must be from nothing to 7 days."));
        }
        if (!within(retries.answerWithin(), Duration.ofSeconds(1), Duration.ofDays(1))) {
            return Optional.of(new Invalid("answerWithin", "This must be from a second to a day."));
        }
        if (!within(retries.awaitFor(), Duration.ofMinutes(1), Duration.ofDays(400))) {
            return Optional.of(new Invalid("awaitFor", "This must be from a minute to 400 days."));
        }
        if (order.trialPerModel() < 0 || order.trialPerModel() > 1_000) {
            return Optional.of(new Invalid("trialPerModel", "This must be a whole number from 0 to 1000."));
        }
        Integer days = order.everyDays();
        return days != null && (days < 1 || days > 366)
                ? Optional.of(new Invalid("everyDays", "This must be a whole number from 1 to 366, or nothing."))
                : Optional.empty();
    }

    private static boolean within(Duration value, Duration least, Duration most) {
        return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
    }

    private static Tuple row(UUID id, Scope scope, Order order, Instant startsAt, Instant now) {
        Selection selection = order.selection();
        Campaign.Retries retries = order.retries();
        return Tuple.of(id, scope.serviceId(), order.name())
                .addString(selection.area())
                .addUUID(selection.modelId())
                .addString(selection.equipment())
                .addString(selection.riskTier())
                .addOffsetDateTime(Times.toRowOrNull(selection.notTestedSince()))
                .addOffsetDateTime(Times.toRowOrNull(selection.notProvenSince()))
                .addInteger(order.everyDays())
                .addInteger(order.pacing().perMinute())
                .addString(order.pacing().hours().toString())
                .addInteger(retries.attempts())
                .addInteger((int) retries.after().toSeconds())
                .addInteger((int) retries.answerWithin().toSeconds())
                .addInteger((int) retries.awaitFor().toSeconds())
                .addInteger(order.trialPerModel())
                .addOffsetDateTime(Times.toRow(startsAt))
                .addOffsetDateTime(Times.toRow(now))
                .addString(scope.actor());
    }
}
