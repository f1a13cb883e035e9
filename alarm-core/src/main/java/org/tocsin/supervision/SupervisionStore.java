package org.tocsin.supervision;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.tocsin.home.RiskTier;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;
import org.tocsin.signal.Protocol;
import org.tocsin.supervision.Liveness.Change;
import org.tocsin.supervision.Liveness.Judgement;
import org.tocsin.unit.SpeaksFor;
import org.tocsin.unit.UnitConnection;

/** Reads what is due and what is known of it, and writes what became of it; several rows a statement. */
final class SupervisionStore {
    /**
     * Without a gateway that listens there is no such time, and nothing is due. Whatever is due first is asked for: the
     * index answers that, where "is there one before" went through all rows when many were believed to be due.
     */
    private static final String STORED_UNTIL = """
            select least(s.at, $2) as at,
              coalesce((select min(due_at) from unit_watch) <= least(s.at, $2), false) as units,
              coalesce((select min(due_at) from peripheral_watch) <= least(s.at, $2), false) as triggers,
              exists (select from silence where raised_at is null
                or (heard_again_at is not null and restored_at is null)) as untold
            from (select min(until) as at from listening_span where until >= $1 and since <= $2 and not closed) s
            """;

    /** By the unit's newest connection. A unit that was never connected, or does not connect, is behind no broker. */
    static final String BEHIND_BROKER = """
            coalesce((select starts_with(c.connection_id, '%s') from unit_connection c where c.unit_id = u.id
              order by c.claim desc limit 1), false) as behind_broker""".formatted(UnitConnection.BROKER);

    /**
     * What is known of the units in {@code w}. A signal is looked for only where the last heartbeat is an interval old. Who
     * has not proved to be the unit says nothing about whether the unit is there.
     */
    static final String FACTS = """
            select w.unit_id, w.service_id, w.state, w.since, w.waits_from, w.silence_id, w.silences,
              z.heard_at as silence_since, u.cid, u.protocol, u.home_id, %s,
              case when u.home_id is null and u.scheme_id is null then 'IN_STOCK'
                when h.ended_at <= $1 then 'HOME_ENDED'
                when u.status = 'SUSPENDED' then 'SUSPENDED'
                when p.until is not null then 'PLANNED_WORK'
                when v.until is not null then 'TEST_MODE' end as pause,
              coalesce(p.until, v.until) as paused_until, k.risk_tier, r.grace_percent, r.grace_min_s, i.seconds, l.last_seen_at,
              greatest(w.heard_at, case when l.last_seen_at is null
                  or l.last_seen_at < $1 - make_interval(secs => i.seconds) then
                (select max(g.received_at) from signal g where g.cid = u.cid and g.unit_id = u.id
                  and g.received_at <= $1 and g.protocol <> 'PLATFORM'
                  and not g.doubts && array['FAILED_PASSWORD', 'FAILED_CERTIFICATE', 'OTHER_ADDRESS']) end) as signalled
            """.formatted(BEHIND_BROKER);

    static final String TABLES = """
            join home_unit u on u.id = w.unit_id
            join service s on s.id = u.service_id
            left join home h on h.id = u.home_id
            left join unit_model m on m.id = u.model_id
            left join sign_of_life l on l.unit_id = u.id
            left join silence z on z.id = w.silence_id
            left join lateral (select max(until) as until from supervision_pause q
              where q.unit_id = u.id and q.ended_at is null and q.since <= $1 and q.until > $1) p on true
            left join test_mode v on v.home_id = u.home_id and v.ended_at is null and v.until > $1
            cross join lateral (select %s as risk_tier) k
            left join lateral (select interval_s, grace_percent, grace_min_s from supervision_rule q
              where q.service_id = u.service_id and q.risk_tier = k.risk_tier
                and (q.model_id is null or q.model_id = u.model_id)
              order by q.model_id nulls last limit 1) r on true
            cross join lateral (select coalesce(u.heartbeat_s, r.interval_s, m.heartbeat_s, s.heartbeat_s) as seconds) i
            """.formatted(SpeaksFor.RISK);

    private static final String CLAIM = "with w as materialized (select * from unit_watch where due_at <= $1"
            + " order by due_at limit $2 for update skip locked) " + FACTS + " from w " + TABLES;

    private static final String WRITE = """
            update unit_watch w set state = t.state, reason = t.reason, since = t.since, heard_at = t.heard_at,
              waits_from = t.waits_from, silent_at = t.silent_at, due_at = t.due_at, silence_id = t.silence_id,
              silences = t.silences
            from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[],
              $7::timestamptz[], $8::timestamptz[], $9::uuid[], $10::int[])
              t(unit_id, state, reason, since, heard_at, waits_from, silent_at, due_at, silence_id, silences)
            where w.unit_id = t.unit_id
            """;
    private static final String FELL_SILENT = """
            insert into silence (id, service_id, unit_id, home_id, cid, number, heard_at, began_at, noticed_at, noticed_by)
            select id, service_id, unit_id, home_id, cid, number, heard_at, began_at, $8, $9
            from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::int[], $7::timestamptz[],
              $10::timestamptz[]) t(id, service_id, unit_id, home_id, cid, number, heard_at, began_at)
            """;
    /**
     * The first time stands. Said as a value, not as a condition: after an outage thousands of silences are open that the
     * statistics do not know of, and a planner that takes them for one goes through every unit that is heard again for each.
     */
    static final String HEARD_AGAIN = "update silence z set heard_again_at = coalesce(z.heard_again_at, t.at)"
            + " from unnest($1::uuid[], $2::timestamptz[]) t(id, at) where z.id = t.id";

    private static final String HEARD_MEANWHILE = """
            with slice as materialized (
              select unit_id, heard_at from unit_watch
              where (state in ('NEW', 'LATE', 'SILENT') or silence_id is not null) and unit_id > $1
              order by unit_id limit $2),
            heard as (
              select w.unit_id from slice w join home_unit u on u.id = w.unit_id
              left join sign_of_life l on l.unit_id = w.unit_id
              where l.last_seen_at > coalesce(w.heard_at, '-infinity') or exists (
                select from signal g where g.cid = u.cid and g.unit_id = u.id and g.protocol <> 'PLATFORM'
                  and not g.doubts && array['FAILED_PASSWORD', 'FAILED_CERTIFICATE', 'OTHER_ADDRESS']
                  and g.received_at > coalesce(w.heard_at, '-infinity'))),
            due as (
              update unit_watch w set due_at = least(w.due_at, $3) from heard where w.unit_id = heard.unit_id)
            select max(unit_id::text) as last, count(*) as looked_at from slice
            """;

    /** A sign from a clock that was ahead is one of now; until then it would hide every later one. */
    private static final String FROM_THE_FUTURE =
            "update sign_of_life set last_seen_at = $2 where unit_id = any($1) and last_seen_at > $2";

    private static final String CLOCK_WENT_BACK =
            "update unit_watch set due_at = $1 where heard_at > $1 or since > $1 or waits_from > $1";

    private SupervisionStore() {}

    /**
     * @param at everything heard before then is stored; null while no gateway listens
     * @param units whether any is due
     * @param triggers whether any is due
     * @param untold whether a silence or its end has still to be told
     */
    record Look(@Nullable Instant at, boolean units, boolean triggers, boolean untold) {}

    /** The time up to which can be judged, and whether there is anything to do. */
    static Future<Look> look(SqlClient client, Instant now) {
        return client.preparedQuery(STORED_UNTIL)
                .execute(Tuple.of(Times.toRow(now.minus(Listening.STANDSTILL)), Times.toRow(now)))
                .map(rows -> {
                    Row row = rows.iterator().next();
                    return new Look(
                            Times.fromRowOrNull(row.getOffsetDateTime("at")),
                            Boolean.TRUE.equals(row.getBoolean("units")),
                            Boolean.TRUE.equals(row.getBoolean("triggers")),
                            row.getBoolean("untold"));
                });
    }

    /** Locks those that are due, those that are longest so first; the transaction of the caller keeps them. */
    static Future<List<Watch>> claim(SqlConnection connection, Instant at, int most) {
        return connection
                .preparedQuery(CLAIM)
                .execute(Tuple.of(Times.toRow(at), most))
                .map(rows -> rows.stream().map(SupervisionStore::watch).toList());
    }

    /** One unit and what became of it. */
    record Judged(
            Watch watch, Judgement judgement, @Nullable UUID silenceId, Instant dueAt) {
        static Judged of(Watch watch, Judgement judgement, Duration spread) {
            UUID silence = judgement.change() == Change.FELL_SILENT
                    ? Ids.next()
                    : judgement.change() == Change.HEARD_AGAIN ? null : watch.silenceId();
            return new Judged(watch, judgement, silence, judgement.lookAgain().minus(spread));
        }

        boolean is(Change change) {
            return judgement.change() == change;
        }
    }

    static Future<Void> write(SqlConnection connection, List<Judged> judged, Instant now, String processId) {
        List<Judged> fell =
                judged.stream().filter(one -> one.is(Change.FELL_SILENT)).toList();
        List<Judged> again = judged.stream()
                .filter(one -> one.is(Change.HEARD_AGAIN) && one.watch.silenceId() != null)
                .toList();
        Future<Void> done =
                connection.preparedQuery(WRITE).execute(columns(judged)).mapEmpty();
        if (!fell.isEmpty()) {
            done = done.compose(v -> connection
                    .preparedQuery(FELL_SILENT)
                    .execute(fallen(fell, now, processId))
                    .mapEmpty());
        }
        if (!again.isEmpty()) {
            Tuple ended = Tuple.tuple()
                    .addValue(column(again, one -> one.watch.silenceId(), UUID[]::new))
                    .addValue(times(again, one -> one.judgement.heard()));
            done = done.compose(
                    v -> connection.preparedQuery(HEARD_AGAIN).execute(ended).mapEmpty());
        }
        return done;
    }

    /** Puts right what a clock that was ahead has left behind. */
    static Future<Void> backToNow(SqlConnection connection, List<UUID> units, Instant now) {
        return units.isEmpty()
                ? Future.succeededFuture()
                : connection
                        .preparedQuery(FROM_THE_FUTURE)
                        .execute(Tuple.of(units.toArray(UUID[]::new), Times.toRow(now)))
                        .mapEmpty();
    }

    /** Everything that was judged by a later clock is judged again. */
    static Future<Integer> clockWentBack(SqlClient client, Instant now) {
        return client.preparedQuery(CLOCK_WENT_BACK)
                .execute(Tuple.of(Times.toRow(now)))
                .map(rows -> rows.rowCount());
    }

    /** Makes due whoever of the next so many unheard units has been heard; the last of them, null after the last of all. */
    static Future<@Nullable UUID> heardMeanwhile(SqlClient client, UUID after, int most, Instant now) {
        return client.preparedQuery(HEARD_MEANWHILE)
                .execute(Tuple.of(after, most, Times.toRow(now)))
                .map(rows -> {
                    Row row = rows.iterator().next();
                    return row.getLong("looked_at") < most ? null : UUID.fromString(row.getString("last"));
                });
    }

    private static Tuple columns(List<Judged> rows) {
        return Tuple.tuple()
                .addValue(column(rows, one -> one.watch.unitId(), UUID[]::new))
                .addValue(column(rows, one -> one.judgement.state().name(), String[]::new))
                .addValue(column(rows, SupervisionStore::reason, String[]::new))
                .addValue(times(rows, one -> one.judgement.since()))
                .addValue(times(rows, one -> one.judgement.heard()))
                .addValue(times(rows, one -> one.judgement.waitsFrom()))
                .addValue(times(rows, one -> one.judgement.silentAt()))
                .addValue(times(rows, Judged::dueAt))
                .addValue(column(rows, Judged::silenceId, UUID[]::new))
                .addValue(column(
                        rows, one -> one.watch.silences() + (one.is(Change.FELL_SILENT) ? 1 : 0), Integer[]::new));
    }

    private static @Nullable String reason(Judged one) {
        Liveness.Pause pause = one.watch.facts().pause();
        return one.judgement.state() != Liveness.State.PAUSED || pause == null ? null : pause.name();
    }

    private static Tuple fallen(List<Judged> rows, Instant now, String processId) {
        return Tuple.tuple()
                .addValue(column(rows, Judged::silenceId, UUID[]::new))
                .addValue(column(rows, one -> one.watch.serviceId(), UUID[]::new))
                .addValue(column(rows, one -> one.watch.unitId(), UUID[]::new))
                .addValue(column(rows, one -> one.watch.homeId(), UUID[]::new))
                .addValue(column(rows, one -> one.watch.cid(), String[]::new))
                .addValue(column(rows, one -> one.watch.silences() + 1, Integer[]::new))
                .addValue(times(rows, one -> one.judgement.heard()))
                .addValue(Times.toRow(now))
                .addValue(processId)
                .addValue(times(rows, one -> one.judgement.silentAt()));
    }

    static Watch watch(Row row) {
        Instant beat = Times.fromRowOrNull(row.getOffsetDateTime("last_seen_at"));
        Instant signal = Times.fromRowOrNull(row.getOffsetDateTime("signalled"));
        Instant heard = beat == null || (signal != null && signal.isAfter(beat)) ? signal : beat;
        String pause = row.getString("pause");
        Liveness.Facts facts = new Liveness.Facts(
                Liveness.State.valueOf(row.getString("state")),
                Times.fromRowOrNull(row.getOffsetDateTime("since")),
                heard,
                Times.fromRowOrNull(row.getOffsetDateTime("waits_from")),
                Times.fromRowOrNull(row.getOffsetDateTime("silence_since")),
                expectation(row),
                pause == null ? null : Liveness.Pause.valueOf(pause),
                Times.fromRowOrNull(row.getOffsetDateTime("paused_until")));
        return new Watch(
                row.getUUID("unit_id"),
                row.getUUID("service_id"),
                row.getUUID("home_id"),
                row.getString("cid"),
                way(row),
                facts,
                row.getUUID("silence_id"),
                row.getInteger("silences"),
                beat);
    }

    static Way way(Row row) {
        String protocol = row.getString("protocol");
        return Way.of(protocol == null ? Protocol.MQTT : Protocol.valueOf(protocol), row.getBoolean("behind_broker"));
    }

    private static Expectation expectation(Row row) {
        String tier = row.getString("risk_tier");
        RiskTier risk = tier == null ? RiskTier.STANDARD : RiskTier.valueOf(tier);
        Integer percent = row.getInteger("grace_percent");
        Integer minimum = row.getInteger("grace_min_s");
        return Expectation.of(
                Duration.ofSeconds(row.getInteger("seconds")),
                percent == null ? Expectation.usualGracePercent(risk) : percent,
                minimum == null ? Expectation.usualGraceMinimum(risk) : Duration.ofSeconds(minimum));
    }

    static <R> OffsetDateTime[] times(List<R> rows, Function<R, @Nullable Instant> time) {
        return column(rows, row -> Times.toRowOrNull(time.apply(row)), OffsetDateTime[]::new);
    }

    static <R, T> T[] column(List<R> rows, Function<R, T> value, IntFunction<T[]> array) {
        T[] column = array.apply(rows.size());
        for (int i = 0; i < column.length; i++) {
            column[i] = value.apply(rows.get(i));
        }
        return column;
    }
}
