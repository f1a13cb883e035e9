package org.tocsin.rollout;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.healthtest.SelectionSql;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;
import org.tocsin.readiness.Evidence;
import org.tocsin.readiness.RemoteTests;

/** What one turn of a rollout does with its units: statements over whole sets, under the lock of the rollout's row. */
final class RolloutUnits {
    // A rollout is worked at as soon as it has begun, when the statistics know none of its rows: wherever a statement
    // says which rollout it is, the planner expects one row. So what finds rows again by their key hands the rollout's
    // id
    // over with the unit's, instead of saying it once more: with it in sight, all rows of the rollout would be gone
    // through for each of those that were found.

    /** Of units without a model. */
    private static final UUID NO_MODEL = new UUID(0, 0);

    /** Homes at the least risk first, and within one risk in an order that nothing else follows. */
    private static final String BEGIN = """
            with chosen as (%s),
            able as (
              select c.*, u.protocol = 'MQTT' as asks, coalesce(t.firmware, u.firmware) as has,
                case when u.scheme_id is not null then 2 when c.risk_tier = 'STANDARD' then 0
                  when c.risk_tier = 'HIGH' then 1 else 2 end as risk,
                hashtextextended(c.unit_id::text, 31) as lot
              from chosen c join home_unit u on u.id = c.unit_id left join unit_state t on t.unit_id = c.unit_id),
            wanting as (
              select a.*, case when not asks then 'NOT_SUPPORTED' when has = $12::text then 'SKIPPED' else 'PLANNED' end
                as becomes from able a),
            numbered as (
              select w.*, row_number() over (partition by becomes, coalesce(model_id, $8) order by risk, lot) as of_model
              from wanting w),
            placed as (
              select n.*, (row_number() over (partition by becomes, of_model > $10 order by risk, lot))::integer as place
              from numbered n)
            insert into rollout_unit (rollout_id, unit_id, service_id, home_id, model_id, wave, position, state, words)
            select $9, unit_id, $1, home_id, model_id,
              case when becomes <> 'PLANNED' or of_model <= $10 then 0 else 1 + (place - 1) / $11 end, place, becomes,
              case becomes when 'NOT_SUPPORTED' then 'Its protocol carries no commands.'
                when 'SKIPPED' then 'It has this firmware already.' end
            from placed on conflict do nothing
            """.formatted(SelectionSql.CHOSEN);

    private static final String REFUSED = """
            update rollout_unit r set state = case c.state when 'NOT_SUPPORTED' then 'NOT_SUPPORTED' else 'REFUSED' end,
              words = left(c.answer, 200) from unit_command c
            where r.rollout_id = $1 and r.state = 'ASKED' and c.id = r.command_id and c.state in ('NOT_SUPPORTED', 'FAILED')
            """;

    /** New firmware is believed when the unit bears it; settings, when it says that it has taken them. */
    static final String CHANGED = """
            with done as (
              select r.rollout_id, r.unit_id, r.service_id, r.due_at, gen_random_uuid() as test
              from rollout_unit r join unit_command c on c.id = r.command_id join home_unit u on u.id = r.unit_id
                left join unit_state t on t.unit_id = r.unit_id
              where r.rollout_id = $1 and r.state = 'ASKED' and r.due_at > $2
                and case when $3::text is null then c.state = 'DONE'
                  else coalesce(t.firmware, u.firmware) = $3::text end
              limit 2000 for update of r),
            asked as (
              insert into unit_command (id, service_id, unit_id, request_id, op, args, urgent, state, requested_by,
                requested_at, expires_at)
              select test, service_id, unit_id, 'rollout-test:' || test, 'test', '{}', false, 'PENDING',
                'rollout:' || $1::uuid, $2, due_at from done)
            update rollout_unit r set state = 'CHANGED', changed_at = $2, test_id = d.test from done d
            where r.rollout_id = d.rollout_id and r.unit_id = d.unit_id
            """;

    static final String HEARD = """
            with found as (
              select r.rollout_id, r.unit_id, s.id, s.received_at, s.protocol from rollout_unit r cross join lateral (
                select s.id, s.received_at, s.protocol from signal s
                where s.unit_id = r.unit_id and s.kind = 'TEST' and s.received_at >= r.changed_at
                  and not (s.doubts && array['FAILED_PASSWORD', 'FAILED_CERTIFICATE', 'OTHER_ADDRESS'])
                order by s.received_at limit 1) s
              where r.rollout_id = $1 and r.state in ('CHANGED', 'NOT_HEARD') limit 2000 for update of r)
            update rollout_unit r set state = 'HEARD', signal_id = f.id, heard_at = f.received_at
            from found f left join unit_state t on t.unit_id = f.unit_id
            where r.rollout_id = f.rollout_id and r.unit_id = f.unit_id
            returning r.service_id, r.home_id, r.unit_id, r.signal_id, r.changed_at, r.heard_at,
              f.protocol || coalesce(', ' || t.bearer, '') as path
            """;

    /**
     * What never left because the home had an alarm, as {@link org.tocsin.unit.UnitCommandQueue} holds it back, is no
     * trouble: its unit goes with the next wave, and is left out where there is none. An alarm that was closed a moment
     * before the time was over left no time to send it.
     */
    static final String HELD = """
            with held as (
              update unit_command c set state = 'EXPIRED', attempt_until = null from rollout_unit r, home_unit u
              where r.rollout_id = $1 and r.state = 'ASKED' and r.due_at <= $2 and c.id = r.command_id
                and c.state in ('PENDING', 'EXPIRED') and c.attempts = 0 and u.id = r.unit_id
                and (exists (select from alarm a where a.home_id = u.home_id
                    and (a.state <> 'CLOSED' or a.closed_at > r.due_at - interval '2 minutes'))
                  or exists (select from alarm a where a.cid = u.cid and a.service_id = u.service_id
                    and (a.state <> 'CLOSED' or a.closed_at > r.due_at - interval '2 minutes')))
              returning r.rollout_id, r.unit_id, r.state)
            update rollout_unit r set wave = case when r.wave < l.last then r.wave + 1 else r.wave end,
              state = case when r.wave < l.last then 'PLANNED' else 'SKIPPED' end, command_id = null, asked_at = null,
              due_at = null, words = 'Its home had an open alarm until its time was over.'
            from held, (select max(wave) as last from rollout_unit where rollout_id = $1) l
            where r.rollout_id = held.rollout_id and r.unit_id = held.unit_id and r.state = held.state
            """;

    private static final String LATE = """
            update rollout_unit r set state = case when r.state = 'CHANGED' then 'NOT_HEARD' when c.state = 'DONE'
                then 'NOT_CHANGED' else 'NO_ANSWER' end
            from unit_command c where r.rollout_id = $1 and r.state in ('ASKED', 'CHANGED') and r.due_at <= $2
              and c.id = r.command_id
            """;

    /** Units whose home has an open alarm, or their scheme: a controller speaks for every flat. */
    static final String BUSY = """
            select u.id from alarm a join home_unit u on u.home_id = a.home_id
            where a.service_id = $1 and a.state <> 'CLOSED'
            union select a.unit_id from alarm a
            where a.service_id = $1 and a.state <> 'CLOSED' and a.unit_id is not null
            union select u.id from alarm a join home_unit u on u.scheme_id = a.scheme_id
            where a.service_id = $1 and a.state <> 'CLOSED'
            """;

    static final String ASK = """
            with busy as (%s),
            picked as (
              select r.rollout_id, r.unit_id, r.home_id from rollout_unit r where r.rollout_id = $2 and r.wave = $3
                and r.state = 'PLANNED' and r.unit_id not in (select id from busy)
              order by r.position limit $5 for update of r),
            looked as (
              select p.rollout_id, p.unit_id, row_number() over () as n,
                u.status = 'IN_SERVICE' and u.home_id is not distinct from p.home_id as stands
              from picked p join home_unit u on u.id = p.unit_id),
            left_out as (
              update rollout_unit r set state = 'SKIPPED', words = 'It does not stand there any more.' from looked l
              where r.rollout_id = l.rollout_id and r.unit_id = l.unit_id and not l.stands),
            asked as (
              update rollout_unit r set state = 'ASKED', asked_at = $4, due_at = $6, command_id = ($7::uuid[])[l.n]
              from looked l where r.rollout_id = l.rollout_id and r.unit_id = l.unit_id and l.stands
              returning r.command_id, r.service_id, r.unit_id)
            insert into unit_command (id, service_id, unit_id, request_id, op, args, urgent, state, requested_by,
              requested_at, expires_at)
            select command_id, service_id, unit_id, 'rollout:' || command_id, $8, $9::json, false, 'PENDING',
              'rollout:' || $2::uuid, $4, $6 from asked
            """.formatted(BUSY);

    /**
     * Whose home has an open alarm goes with the next wave, and is left out where there is none. {@code is true} has the
     * busy ones looked up; without it the two are joined, row by row.
     */
    static final String DEFER = """
            update rollout_unit r set wave = case when $3 < $4 then $3 + 1 else r.wave end,
              state = case when $3 < $4 then 'PLANNED' else 'SKIPPED' end,
              words = 'Its home or scheme had an open alarm.'
            where r.rollout_id = $2 and r.wave = $3 and r.state = 'PLANNED' and (r.unit_id in (%s)) is true
            """.formatted(BUSY);

    /** A command that no gateway has tried is taken back; its unit is asked when the rollout goes on. */
    static final String TAKE_BACK = """
            with back as (
              update unit_command c set state = 'EXPIRED', attempt_until = null from rollout_unit r
              where r.rollout_id = $1 and r.state = 'ASKED' and c.id = r.command_id and c.state = 'PENDING'
                and c.attempts = 0 and c.expires_at > $2
              returning r.rollout_id, r.unit_id, r.state)
            update rollout_unit r set state = 'PLANNED', command_id = null, asked_at = null, due_at = null
            from back where r.rollout_id = back.rollout_id and r.unit_id = back.unit_id and r.state = back.state
            """;

    private static final String WAVE = """
            select (count(*) filter (where r.state = 'PLANNED'))::int as planned,
              (count(*) filter (where r.state in ('ASKED', 'CHANGED')))::int as under_way,
              (count(*) filter (where r.state = 'HEARD'))::int as back,
              (count(*) filter (where r.state in ('REFUSED', 'NO_ANSWER', 'NOT_CHANGED', 'NOT_HEARD')))::int as failed,
              (count(*) filter (where r.state in ('HEARD', 'CHANGED', 'ASKED') and w.state in ('LATE', 'SILENT')
                and (r.state <> 'ASKED' or w.since > r.asked_at)))::int as silent
            from rollout_unit r left join unit_watch w on w.unit_id = r.unit_id
            where r.rollout_id = $1 and r.wave = $2
            """;

    private RolloutUnits() {}

    /** Chooses the units of all waves; gives how many they are. */
    static Future<Integer> begin(SqlConnection connection, Rollout rollout) {
        Rollout.Waves waves = rollout.order().waves();
        return connection
                .preparedQuery(BEGIN)
                .execute(SelectionSql.parameters(
                                rollout.serviceId(), rollout.order().selection())
                        .addUUID(NO_MODEL)
                        .addUUID(rollout.id())
                        .addLong((long) waves.trialPerModel())
                        .addInteger(waves.units())
                        .addString(version(rollout)))
                .map(rows -> rows.rowCount());
    }

    /** What has become of those who were asked before. */
    static Future<Void> look(SqlConnection connection, Rollout rollout, Instant now) {
        Tuple due = Tuple.of(rollout.id(), Times.toRow(now));
        return connection
                .preparedQuery(REFUSED)
                .execute(Tuple.of(rollout.id()))
                .compose(v -> connection
                        .preparedQuery(CHANGED)
                        .execute(Tuple.of(rollout.id(), Times.toRow(now), version(rollout))))
                .compose(v -> connection.preparedQuery(HEARD).execute(Tuple.of(rollout.id())))
                .compose(rows -> {
                    List<Evidence> heard = rows.stream()
                            .filter(row -> row.getUUID("home_id") != null)
                            .map(row -> evidence(rollout, row))
                            .toList();
                    return heard.isEmpty()
                            ? Future.succeededFuture()
                            : RemoteTests.record(connection, heard, now).mapEmpty();
                })
                .compose(v -> connection.preparedQuery(HELD).execute(due))
                .compose(v -> connection.preparedQuery(LATE).execute(due))
                .mapEmpty();
    }

    private static Evidence evidence(Rollout rollout, Row row) {
        return new Evidence(
                row.getUUID("service_id"),
                row.getUUID("home_id"),
                row.getUUID("unit_id"),
                null,
                row.getUUID("signal_id"),
                Evidence.Kind.REMOTE_TEST,
                "rollout:" + rollout.id(),
                RolloutRows.time(row, "changed_at"),
                RolloutRows.time(row, "heard_at"),
                row.getString("path"),
                null);
    }

    /** The firmware that each unit shall bear; null where settings are changed. */
    private static @Nullable String version(Rollout rollout) {
        return (String) rollout.order().change().args().get("version");
    }

    static Future<RolloutRules.Wave> wave(SqlConnection connection, UUID rolloutId, int wave) {
        return connection.preparedQuery(WAVE).execute(Tuple.of(rolloutId, wave)).map(rows -> {
            Row row = rows.iterator().next();
            return new RolloutRules.Wave(
                    row.getInteger("planned"),
                    row.getInteger("under_way"),
                    row.getInteger("back"),
                    row.getInteger("failed"),
                    row.getInteger("silent"));
        });
    }

    /** Asks at most so many of the present wave; gives how many were. */
    static Future<Integer> ask(SqlConnection connection, Rollout rollout, int most, Instant now) {
        UUID[] ids = new UUID[most];
        for (int i = 0; i < most; i++) {
            ids[i] = Ids.next();
        }
        Rollout.Change change = rollout.order().change();
        Tuple values = Tuple.of(
                        rollout.serviceId(), rollout.id(), rollout.standing().wave())
                .addOffsetDateTime(Times.toRow(now))
                .addInteger(most)
                .addOffsetDateTime(Times.toRow(now.plus(rollout.order().waves().answerWithin())))
                .addArrayOfUUID(ids)
                .addString(change.op().wireName())
                .addValue(new JsonObject(change.args()));
        return connection.preparedQuery(ASK).execute(values).map(rows -> rows.rowCount());
    }

    static Future<Void> defer(SqlConnection connection, Rollout rollout, int last) {
        return connection
                .preparedQuery(DEFER)
                .execute(Tuple.of(
                        rollout.serviceId(), rollout.id(), rollout.standing().wave(), last))
                .mapEmpty();
    }

    /** Takes back what no gateway has sent yet; gives how many. */
    static Future<Integer> takeBack(SqlConnection connection, UUID rolloutId, Instant now) {
        return connection
                .preparedQuery(TAKE_BACK)
                .execute(Tuple.of(rolloutId, Times.toRow(now)))
                .map(rows -> rows.rowCount());
    }
}
