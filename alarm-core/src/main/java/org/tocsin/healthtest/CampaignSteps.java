package org.tocsin.healthtest;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.healthtest.Campaign.Hold;
import org.tocsin.healthtest.Campaign.State;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;

/** What one turn of a campaign writes: a few statements over whole sets, under the lock of the campaign's row. */
final class CampaignSteps {
    private static final String LOCK = "select " + CampaignRows.COLUMNS + " from campaign c join service s on"
            + " s.id = c.service_id where c.id = $1 and c.look_at <= $2 and c.state not in ('DONE', 'STOPPED')"
            + " for update of c skip locked";

    /** The campaign itself stays free for whoever asks meanwhile. */
    private static final String TO_LOOK_AT = "select " + CampaignRows.COLUMNS + " from campaign c join service s on"
            + " s.id = c.service_id where c.id = $1 and c.look_at <= $2 and c.state not in ('DONE', 'STOPPED')"
            + " and pg_try_advisory_xact_lock(hashtextextended('campaign ' || c.id, 0))";

    private static final String SITUATION = """
            select
              exists (select from alarm a where a.service_id = $1 and a.state <> 'CLOSED' and a.state = 'WAITING'
                and a.priority = 1 and a.pressed_at <= $2) as life_waits,
              exists (select from alarm a where a.state <> 'CLOSED' and a.priority = 1 and a.pressed_at > $5)
                as makes_way,
              exists (select from incident i where i.service_id = $1 and i.settled_at is null and i.closed_at is null)
                as incident,
              $6 and (exists (select from test_run r where r.campaign_id = $3 and r.state = 'PLANNED' and r.position < 0)
                or exists (select from test_run r where r.campaign_id = $3 and r.state = 'SENT' and r.position < 0))
                as trial_open,
              exists (select from test_run r where r.campaign_id = $3 and r.state = 'PLANNED')
                or exists (select from test_run r where r.campaign_id = $3 and r.state in ('SENT', 'AWAITED', 'HELD'))
                or exists (select from test_run r where r.campaign_id = $3 and r.state = 'PASSED' and not r.proved)
                as open,
              (select count(*) from test_run r where r.campaign_id = $3 and r.state = 'SENT' and r.due_at > $4)
                as just_asked
            """;

    /**
     * What is asked of each model first stands below 0; homes at the least risk are those tried first. What a person has to
     * ask for is not asked yet: {@link TestCalls}. A portion behind what is planned already, in the order of the units'
     * hashes: a statement over a hundred thousand would take longer than one may. Their ids grow in the order in which they
     * are asked, so that asking and passing stay in one corner of the index.
     */
    private static final String BEGIN = """
            with chosen as (%s),
            numbered as (
              select c.*, row_number() over (partition by coalesce(model_id, $8), method = 'COMMAND' order by
                case risk_tier when 'STANDARD' then 0 when 'HIGH' then 1 else 2 end, hash) as of_model,
                row_number() over (order by hash) as n
              from (select chosen.*, hashtextextended(unit_id::text, $9) as hash from chosen) c)
            insert into test_run (id, service_id, campaign_id, cycle, unit_id, home_id, model_id, method, audible,
              position, state, cause, first_asked_at, asked_at, due_at, ended_at)
            select ($16::uuid[])[row_number() over (order by hash)], $1, $10, $9, unit_id, home_id, model_id, method, audible,
              case when method = 'COMMAND' and of_model <= $11 and not (coalesce(model_id, $8) = any ($12))
                then n - 2000000000 else n end,
              case method when 'COMMAND' then 'PLANNED' when 'NONE' then 'NOT_SUPPORTED' else 'AWAITED' end,
              case method when 'NONE' then 'NO_WAY_TO_ASK' end,
              case when method = 'PERIODIC' then $13::timestamptz end,
              case when method = 'PERIODIC' then $13 end,
              case when method = 'PERIODIC' then $13 + make_interval(secs => period_s + greatest(period_s / 10, 60))
                when method in ('BY_CALL', 'BY_APPOINTMENT') then $13 + make_interval(secs => $14) end,
              case method when 'NONE' then $13 end
            from numbered where hash > coalesce((select max(hashtextextended(r.unit_id::text, $9)) from test_run r
              where r.campaign_id = $10 and r.cycle = $9), -9223372036854775808)
            order by hash limit $15
            """.formatted(SelectionSql.CHOSEN);

    /** Planned in one turn. */
    static final int PORTION = 10_000;

    private static final String PLANNED =
            "select count(*) as units, coalesce(bool_or(state = 'PLANNED' and position < 0), false) as trial"
                    + " from test_run where campaign_id = $1 and cycle = $2";

    private static final String BEGUN = "update campaign set state = $2, cycle = $3, began_at = $4, ended_at = null,"
            + " pace_from = null, pace_count = 0, held_why = null, held_since = null, calm_since = null, look_at = $4,"
            + " swept_at = null where id = $1";

    private static final String STATE =
            "update campaign set state = $2, ended_at = $3, next_at = coalesce($4, next_at),"
                    + " pace_from = null, pace_count = 0, held_why = null, held_since = null, calm_since = null where id = $1";

    private static final String KEEP = "update campaign set held_why = $2, held_since = $3, calm_since = $4,"
            + " pace_from = $5, pace_count = $6, look_at = $7 where id = $1";

    static final String EVENT = "insert into campaign_event (campaign_id, service_id, at, kind, actor, words)"
            + " values ($1, $2, $3, $4, $5, $6)";

    /** Of units without a model. */
    static final UUID NO_MODEL = new UUID(0, 0);

    private CampaignSteps() {}

    /** A campaign under lock, and what only its worker needs. */
    record Locked(Campaign campaign, Pace pace, @Nullable Instant sweptAt) {}

    /** Empty when another process has it, or it need not be looked at yet. */
    static Future<Optional<Locked>> lock(SqlConnection connection, UUID id, Instant now) {
        return found(connection, LOCK, id, now);
    }

    /** Empty when another process looks at it, or it need not be looked at yet. */
    static Future<Optional<Locked>> toLookAt(SqlConnection connection, UUID id, Instant now) {
        return found(connection, TO_LOOK_AT, id, now);
    }

    private static Future<Optional<Locked>> found(SqlConnection connection, String sql, UUID id, Instant now) {
        return connection
                .preparedQuery(sql)
                .execute(Tuple.of(id, Times.toRow(now)))
                .map(rows -> rows.stream()
                        .findFirst()
                        .map(row -> new Locked(
                                CampaignRows.campaign(row),
                                CampaignRows.pace(row),
                                CampaignRows.timeOrNull(row, "swept_at"))));
    }

    static Future<Void> swept(SqlClient client, UUID id, Instant now) {
        return client.preparedQuery("update campaign set swept_at = $2 where id = $1")
                .execute(Tuple.of(id, Times.toRow(now)))
                .mapEmpty();
    }

    static Future<CampaignPlanner.Situation> situation(SqlConnection connection, Locked locked, Instant now) {
        Campaign campaign = locked.campaign();
        Instant justAsked = now.plus(campaign.order().retries().answerWithin()).minusSeconds(5);
        Tuple values = Tuple.of(
                campaign.serviceId(),
                Times.toRow(now.minus(CampaignPlanner.LIFE_ALARM_WAITS)),
                campaign.id(),
                Times.toRow(justAsked),
                Times.toRow(now.minus(CampaignPlanner.MAKES_WAY)),
                campaign.standing().state() == State.TRIAL);
        return connection.preparedQuery(SITUATION).execute(values).map(rows -> {
            Row row = rows.iterator().next();
            return new CampaignPlanner.Situation(
                    now,
                    trouble(row),
                    row.getBoolean("trial_open"),
                    row.getBoolean("open"),
                    locked.pace(),
                    new CampaignPlanner.Asked(row.getLong("just_asked").intValue(), row.getBoolean("makes_way")));
        });
    }

    private static Campaign.@Nullable Why trouble(Row row) {
        if (row.getBoolean("life_waits")) {
            return Campaign.Why.LIFE_ALARM_WAITS;
        }
        return row.getBoolean("incident") ? Campaign.Why.INCIDENT : null;
    }

    /** Plans a portion of the runs of the next cycle; gives how many units they are in all once there are no more. */
    static Future<Optional<Long>> begin(SqlConnection connection, Campaign campaign, Instant now) {
        int cycle = campaign.standing().cycle() + 1;
        Campaign.Order order = campaign.order();
        return connection
                .preparedQuery("select accepted_models from campaign where id = $1")
                .execute(Tuple.of(campaign.id()))
                .compose(rows -> {
                    UUID[] accepted = rows.iterator().next().getArrayOfUUIDs(0);
                    Tuple values = SelectionSql.parameters(campaign.serviceId(), order.selection())
                            .addUUID(NO_MODEL)
                            .addLong((long) cycle)
                            .addUUID(campaign.id())
                            .addInteger(order.trialPerModel())
                            .addArrayOfUUID(accepted)
                            .addOffsetDateTime(Times.toRow(now))
                            .addDouble((double) order.retries().awaitFor().toSeconds())
                            .addInteger(PORTION)
                            .addArrayOfUUID(ids(PORTION));
                    return connection.preparedQuery(BEGIN).execute(values);
                })
                .compose(planned -> planned.rowCount() == PORTION
                        ? Future.succeededFuture(Optional.empty())
                        : begun(connection, campaign, cycle, now).map(Optional::of));
    }

    private static Future<Long> begun(SqlConnection connection, Campaign campaign, int cycle, Instant now) {
        return connection
                .preparedQuery(PLANNED)
                .execute(Tuple.of(campaign.id(), cycle))
                .map(rows -> rows.iterator().next())
                .compose(planned -> connection
                        .preparedQuery(BEGUN)
                        .execute(Tuple.of(
                                campaign.id(),
                                (planned.getBoolean("trial") ? State.TRIAL : State.RUNNING).name(),
                                cycle,
                                Times.toRow(now)))
                        .map(planned.getLong("units")));
    }

    static Future<Void> state(
            SqlConnection connection,
            Campaign campaign,
            State state,
            @Nullable Instant endedAt,
            @Nullable Instant nextAt) {
        return connection
                .preparedQuery(STATE)
                .execute(Tuple.of(campaign.id(), state.name(), Times.toRowOrNull(endedAt), Times.toRowOrNull(nextAt)))
                .mapEmpty();
    }

    /** What is remembered until the next turn. */
    static Future<Void> keep(
            SqlConnection connection, Campaign campaign, @Nullable Hold hold, Pace pace, Instant lookAt) {
        Tuple values = Tuple.of(campaign.id())
                .addString(hold == null ? null : hold.why().name())
                .addOffsetDateTime(Times.toRowOrNull(hold == null ? null : hold.since()))
                .addOffsetDateTime(Times.toRowOrNull(hold == null ? null : hold.calmSince()))
                .addOffsetDateTime(Times.toRowOrNull(pace.from()))
                .addLong(pace.count())
                .addOffsetDateTime(Times.toRow(lookAt));
        return connection.preparedQuery(KEEP).execute(values).mapEmpty();
    }

    /** New ids, each greater than the one before it. */
    static UUID[] ids(int count) {
        return Stream.generate(Ids::next).limit(count).sorted().toArray(UUID[]::new);
    }

    /** A line of the campaign's own log. */
    static Future<Void> event(SqlConnection connection, Campaign campaign, String kind, String actor, Line line) {
        return connection
                .preparedQuery(EVENT)
                .execute(Tuple.of(
                        campaign.id(), campaign.serviceId(), Times.toRow(line.at()), kind, actor, line.words()))
                .mapEmpty();
    }

    record Line(Instant at, String words) {}
}
