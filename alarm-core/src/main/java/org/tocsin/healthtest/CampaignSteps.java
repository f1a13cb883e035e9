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
import org.tocsin.unit.UnitConnectionStore;

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

    /**
     * A command that no gateway has tried is taken back, and nothing that was handed to a gateway with the asking; its unit is
     * asked when the campaign goes on. Each is found by its id alone, whatever the statistics say (ADR 46).
     */
    private static final String TAKE_BACK = """
            with asked as materialized (
              select r.id as run, r.command_id from test_run r
              where r.campaign_id = $1 and r.state = 'SENT' and r.gateway_id is null order by r.command_id),
            untried as materialized (
              select a.run, c.id from asked a cross join lateral (
                select c.* from unit_command c where c.id = a.command_id offset 0 for update) c
              where c.state = 'PENDING' and c.attempts = 0 and c.expires_at > $2),
            back as (
              update unit_command c set state = 'EXPIRED', attempt_until = null from untried u where c.id = u.id
              returning u.run)
            update test_run r set state = 'PLANNED', attempts = r.attempts - 1, due_at = null, command_id = null,
              first_asked_at = case when r.attempts = 1 then null else r.first_asked_at end,
              asked_at = case when r.attempts = 1 then null else r.asked_at end
            from back where r.id = back.run
            """;

    /** What has been tried of a campaign that is over is not tried again; an answer to it is kept all the same. */
    private static final String END_COMMANDS = """
            with asked as materialized (
              select r.command_id from test_run r
              where r.campaign_id = $1 and r.state = 'SENT' and r.gateway_id is null order by r.command_id),
            open as materialized (
              select c.id from asked a cross join lateral (
                select c.* from unit_command c where c.id = a.command_id offset 0 for update) c
              where c.state in ('PENDING', 'SENT'))
            update unit_command c set state = 'EXPIRED', attempt_until = null from open o where c.id = o.id
            """;

    /**
     * A unit whose newest connection is held by a gateway that takes tests from their runs is handed to it with the asking;
     * every other is asked by a command, which waits for a connection. While a process of the release before is there, all
     * are: it knows commands alone, and may be whoever looks at the run next. Who asks holds the campaign; a run that passes at
     * this very moment is not PLANNED any more when it is to be written (and the planner sees no condition: ADR 64).
     */
    private static final String ASK = """
            with live as materialized (
              select array_agg(id) as ids,
                case when bool_and(coalesce(takes_tests_at = last_seen_at, false)) then array_agg(id) end as takers
              from process where last_seen_at > $8),
            busy as (select distinct home_id from alarm
              where service_id = $1 and state <> 'CLOSED' and home_id is not null),
            picked as (
              select r.id, r.unit_id, r.home_id, r.audible from test_run r
              where r.campaign_id = $2 and r.state = 'PLANNED' and r.position < $3
                and (r.due_at is null or r.due_at <= $4)
              order by r.position limit $5),
            looked as (
              select p.id, p.unit_id, row_number() over () as n, k.gateway_id, k.claim,
                case when u.status <> 'IN_SERVICE' or u.home_id is distinct from p.home_id then 'NOT_IN_SERVICE'
                  when p.home_id in (select home_id from busy) then 'OPEN_ALARM'
                  when p.audible and not exists (select from campaign_told t
                    where t.campaign_id = $2 and t.home_id = p.home_id) then 'NOT_TOLD' end as against
              from picked p join home_unit u on u.id = p.unit_id left join lateral (
                select k.gateway_id, k.claim from unit_connection k
                where k.unit_id = p.unit_id and coalesce(k.released_at, 'infinity') = 'infinity'
                  and k.gateway_id = any ((select ids from live)::text[])
                order by k.claim desc limit 1) k on k.gateway_id = any ((select takers from live)::text[])),
            kept as (
              update test_run r set cause = l.against,
                state = case l.against when 'NOT_IN_SERVICE' then 'SKIPPED' else 'HELD' end,
                due_at = case l.against when 'NOT_IN_SERVICE' then null else $4::timestamptz + interval '7 days' end,
                ended_at = case l.against when 'NOT_IN_SERVICE' then $4 end
              from looked l where r.id = l.id and l.against is not null and coalesce(r.state, '') = 'PLANNED'),
            asked as (
              update test_run r set state = 'SENT', cause = null, words = null, attempts = r.attempts + 1,
                first_asked_at = coalesce(r.first_asked_at, $4), asked_at = $4, due_at = $6, say_until = $9,
                command_id = ($7::uuid[])[l.n], gateway_id = l.gateway_id, claim = l.claim, sent_at = null, answered = null
              from looked l where r.id = l.id and l.against is null and coalesce(r.state, '') = 'PLANNED'
              returning r.command_id, r.service_id, r.unit_id, r.gateway_id),
            commanded as (
              insert into unit_command (id, service_id, unit_id, request_id, op, args, urgent, state, requested_by,
                requested_at, expires_at)
              select command_id, service_id, unit_id, 'healthtest:' || command_id, 'test', '{}', false, 'PENDING',
                'campaign:' || $2::uuid, $4, least($6, $9::timestamptz) from asked where gateway_id is null)
            select count(*)::int from asked
            """;

    static final String EVENT = "insert into campaign_event (campaign_id, service_id, at, kind, actor, words)"
            + " values ($1, $2, $3, $4, $5, $6)";

    /** Of units without a model. */
    static final UUID NO_MODEL = new UUID(0, 0);

    private static final int EVERYBODY = Integer.MAX_VALUE;

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

    /** Takes back what no gateway has sent yet; gives how many. */
    static Future<Integer> takeBack(SqlConnection connection, UUID campaignId, Instant now) {
        return connection
                .preparedQuery(TAKE_BACK)
                .execute(Tuple.of(campaignId, Times.toRow(now)))
                .map(rows -> rows.rowCount());
    }

    /** Ends the commands of a campaign that is over. */
    static Future<Void> endCommands(SqlConnection connection, UUID campaignId) {
        return connection
                .preparedQuery(END_COMMANDS)
                .execute(Tuple.of(campaignId))
                .mapEmpty();
    }

    /** Asks at most so many; gives how many were. A home with an open alarm is passed over until it is closed. */
    static Future<Integer> ask(SqlConnection connection, Campaign campaign, int most, Instant now) {
        boolean trial = campaign.standing().state() == State.TRIAL;
        Tuple values = Tuple.of(campaign.serviceId(), campaign.id(), trial ? 0 : EVERYBODY)
                .addOffsetDateTime(Times.toRow(now))
                .addInteger(most)
                .addOffsetDateTime(
                        Times.toRow(now.plus(campaign.order().retries().answerWithin())))
                .addArrayOfUUID(ids(most))
                .addOffsetDateTime(Times.toRow(now.minus(UnitConnectionStore.GATEWAY_SILENT)))
                .addOffsetDateTime(Times.toRowOrNull(campaign.order()
                        .pacing()
                        .hours()
                        .closes(now, campaign.zone())
                        .orElse(null)));
        return connection
                .preparedQuery(ASK)
                .execute(values)
                .map(rows -> rows.iterator().next().getInteger(0));
    }

    /** New ids, each greater than the one before it. */
    private static UUID[] ids(int count) {
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
