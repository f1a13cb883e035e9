package org.tocsin.supervision;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;
import org.tocsin.supervision.Liveness.Change;
import org.tocsin.supervision.Liveness.State;

/** When each trigger was last heard of, read from the signals behind the way of an alarm, and who has been lost. */
final class TriggerStore {
    private static final int LARGEST_READING = 5_000;
    private static final int LARGEST_ROUND = 500;
    private static final int LONGEST_CODE = 16;
    /** Longer than any signal may take from its id to its commit: none that comes late is passed over. */
    private static final Duration SETTLED = Duration.ofSeconds(5);

    private static final String CURSOR = "select signal_id from trigger_reading for update skip locked";
    /** What holds a NUL, as earlier releases kept it, cannot be read: it names nothing and stops nobody. */
    private static final String SIGNALS = """
            select id, unit_id, protocol, received_at, recorded_at, b->>'dty' as dty, b->>'did' as did, b->>'stc' as stc,
              doubts && array['FAILED_PASSWORD', 'FAILED_CERTIFICATE', 'OTHER_ADDRESS'] as unproven
            from (select *, case when strpos(body::text, '\\u0000') = 0 then body end as b from signal where id > $1) s
            order by id limit %d
            """.formatted(LARGEST_READING);

    /**
     * The one with this id on the wire; without ids, the only one of its type. What a scheme's controller says is a trigger
     * of the dwelling that it names.
     */
    private static final String HEARD = """
            with said as (
              select * from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::text[])
                with ordinality t(unit_id, dty, did, at, stc, n)),
            fits as (
              select s.*, p.id as peripheral_id, p.service_id, coalesce(upper(p.did) = upper(s.did), false) as exact,
                count(*) over (partition by s.n) as candidates
              from said s join home_unit u on u.id = s.unit_id
              left join scheme_point d on u.home_id is null and d.scheme_id = u.scheme_id
                and d.did = upper(regexp_replace(btrim(s.did), '^0+(?=.)', ''))
              join peripheral p on (p.unit_id = u.id or (p.unit_id is null and p.home_id = coalesce(u.home_id, d.home_id)))
                and p.dty = s.dty and p.until is null
                and (p.did is null or coalesce(s.did, '') = '' or upper(p.did) = upper(s.did))),
            heard as (
              select peripheral_id, service_id, max(at) as at, max(at) filter (where stc in ('0014', '0016')) as low,
                max(at) filter (where stc = '0015') as ok
              from fits where exact or candidates = 1 group by peripheral_id, service_id)
            insert into peripheral_watch as w (peripheral_id, service_id, heard_at, battery_low_at, battery_ok_at, due_at)
            select peripheral_id, service_id, at, low, ok, at from heard order by peripheral_id
            on conflict (peripheral_id) do update set heard_at = greatest(w.heard_at, excluded.heard_at),
              battery_low_at = greatest(w.battery_low_at, excluded.battery_low_at),
              battery_ok_at = greatest(w.battery_ok_at, excluded.battery_ok_at),
              due_at = case when w.silence_id is null then w.due_at else least(w.due_at, excluded.heard_at) end
            """;

    private static final String CLAIM = """
            with w as materialized (
              select * from peripheral_watch where due_at <= $1 order by due_at limit %d for update skip locked)
            select w.peripheral_id, w.service_id, w.heard_at, w.silence_id, w.silences, z.heard_at as silence_since,
              u.id as unit_id, u.cid, u.home_id, u.protocol, %s, k.state, m.trigger_silent_s,
              p.until is not null as gone
            from w join peripheral p on p.id = w.peripheral_id
            left join home_unit u on u.id = coalesce(p.unit_id,
              (select q.id from home_unit q where q.home_id = p.home_id order by q.id limit 1),
              (select q.id from scheme_point d join home_unit q on q.scheme_id = d.scheme_id and q.home_id is null
                where d.home_id = p.home_id order by q.id limit 1))
            left join unit_watch k on k.unit_id = u.id
            left join unit_model m on m.id = u.model_id
            left join silence z on z.id = w.silence_id
            """.formatted(LARGEST_ROUND, SupervisionStore.BEHIND_BROKER);
    private static final String JUDGED = """
            update peripheral_watch w set due_at = t.due_at, silence_id = t.silence_id, silences = t.silences
            from unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::int[]) t(id, due_at, silence_id, silences)
            where w.peripheral_id = t.id
            """;
    private static final String FELL_SILENT = """
            insert into silence (id, service_id, unit_id, peripheral_id, home_id, cid, number, heard_at, began_at,
              noticed_at, noticed_by)
            select id, service_id, unit_id, peripheral_id, home_id, cid, number, heard_at, began_at, $10, $11
            from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::int[],
              $8::timestamptz[], $9::timestamptz[])
              t(id, service_id, unit_id, peripheral_id, home_id, cid, number, heard_at, began_at)
            """;

    private TriggerStore() {}

    /** A word of a unit that names a trigger. */
    record Word(UUID unitId, String dty, @Nullable String did, Instant at, String stc) {
        /**
         * A NUL, which the store keeps in no text, names no trigger and would fail everybody's words with it; nor does
         * what is longer than any id on file.
         */
        boolean canBeKept() {
            return isShort(dty) && isShort(stc) && (did == null || isShort(did));
        }

        private static boolean isShort(String text) {
            return text.length() <= LONGEST_CODE && text.indexOf('\0') < 0;
        }
    }

    /**
     * @param unitId null where its home has no unit any more
     * @param way by which its unit is heard
     */
    private record Watched(
            UUID id,
            UUID serviceId,
            @Nullable UUID unitId,
            @Nullable UUID homeId,
            String cid,
            Way way,
            TriggerWatch.Facts facts,
            @Nullable UUID silenceId,
            int silences) {}

    private record Judged(
            Watched of,
            TriggerWatch.Judgement judgement,
            @Nullable UUID silenceId) {
        boolean is(Change change) {
            return judgement.change() == change;
        }
    }

    /** Reads on from where the last reading ended, in whichever process; true when more is waiting. */
    static Future<Boolean> readSignals(SqlConnection connection, Instant now) {
        return connection.query(CURSOR).execute().compose(cursor -> {
            if (cursor.rowCount() == 0) {
                return Future.succeededFuture(false);
            }
            return connection
                    .preparedQuery(SIGNALS)
                    .execute(Tuple.of(cursor.iterator().next().getUUID(0)))
                    .compose(rows -> {
                        List<Word> words = new ArrayList<>();
                        UUID last = settled(rows, now.minus(SETTLED), words);
                        return heard(connection, words)
                                .compose(done -> last == null
                                        ? Future.succeededFuture()
                                        : connection
                                                .preparedQuery("update trigger_reading set signal_id = $1")
                                                .execute(Tuple.of(last)))
                                .map(done -> last != null && rows.size() == LARGEST_READING);
                    });
        });
    }

    private static @Nullable UUID settled(Iterable<Row> rows, Instant before, List<Word> words) {
        UUID last = null;
        for (Row row : rows) {
            if (Times.fromRow(row.getOffsetDateTime("recorded_at")).isAfter(before)) {
                return last;
            }
            last = row.getUUID("id");
            String dty = row.getString("dty");
            UUID unit = row.getUUID("unit_id");
            boolean theirs = !row.getString("protocol").equals("PLATFORM") && !row.getBoolean("unproven");
            if (unit != null && dty != null && theirs) {
                String stc = row.getString("stc");
                Instant at = Times.fromRow(row.getOffsetDateTime("received_at"));
                words.add(new Word(unit, dty, row.getString("did"), at, stc == null ? "" : stc));
            }
        }
        return last;
    }

    /** Notes what was heard of triggers; whatever fits none on file is passed over. */
    static Future<Void> heard(SqlClient client, List<Word> words) {
        if (words.isEmpty()) {
            return Future.succeededFuture();
        }
        return client.preparedQuery(HEARD)
                .execute(Tuple.tuple()
                        .addValue(SupervisionStore.column(words, Word::unitId, UUID[]::new))
                        .addValue(SupervisionStore.column(words, Word::dty, String[]::new))
                        .addValue(SupervisionStore.column(words, Word::did, String[]::new))
                        .addValue(SupervisionStore.column(words, word -> Times.toRow(word.at), OffsetDateTime[]::new))
                        .addValue(SupervisionStore.column(words, Word::stc, String[]::new)))
                .mapEmpty();
    }

    /** Judges those that are due; true when more are waiting. */
    static Future<Boolean> judge(
            SqlConnection connection, Map<Way, Listening> listening, Instant at, Instant now, String processId) {
        return connection
                .preparedQuery(CLAIM)
                .execute(Tuple.of(Times.toRow(at)))
                .compose(rows -> {
                    List<Judged> judged = rows.stream()
                            .map(row -> judge(watched(row), listening, at))
                            .toList();
                    return judged.isEmpty()
                            ? Future.succeededFuture(false)
                            : write(connection, judged, now, processId).map(done -> judged.size() == LARGEST_ROUND);
                });
    }

    private static Judged judge(Watched watched, Map<Way, Listening> listening, Instant at) {
        Listening heardBy = listening.getOrDefault(watched.way, Listening.at(at, List.of()));
        TriggerWatch.Judgement judgement = TriggerWatch.judge(watched.facts, heardBy, at);
        UUID silence = judgement.change() == Change.FELL_SILENT
                ? Ids.next()
                : judgement.change() == Change.HEARD_AGAIN ? null : watched.silenceId;
        return new Judged(watched, judgement, silence);
    }

    private static Future<Void> write(SqlConnection connection, List<Judged> judged, Instant now, String processId) {
        List<Judged> fell =
                judged.stream().filter(one -> one.is(Change.FELL_SILENT)).toList();
        List<Judged> again =
                judged.stream().filter(one -> one.is(Change.HEARD_AGAIN)).toList();
        Tuple rows = Tuple.tuple()
                .addValue(SupervisionStore.column(judged, one -> one.of.id, UUID[]::new))
                .addValue(SupervisionStore.times(judged, one -> one.judgement.lookAgain()))
                .addValue(SupervisionStore.column(judged, Judged::silenceId, UUID[]::new))
                .addValue(SupervisionStore.column(
                        judged, one -> one.of.silences + (one.is(Change.FELL_SILENT) ? 1 : 0), Integer[]::new));
        Future<Void> done = connection.preparedQuery(JUDGED).execute(rows).mapEmpty();
        if (!fell.isEmpty()) {
            done = done.compose(v -> connection
                    .preparedQuery(FELL_SILENT)
                    .execute(fallen(fell, now, processId))
                    .mapEmpty());
        }
        if (!again.isEmpty()) {
            Tuple ended = Tuple.tuple()
                    .addValue(SupervisionStore.column(again, one -> one.of.silenceId, UUID[]::new))
                    .addValue(SupervisionStore.times(again, one -> one.of.facts.heard()));
            done = done.compose(v -> connection
                    .preparedQuery(SupervisionStore.HEARD_AGAIN)
                    .execute(ended)
                    .mapEmpty());
        }
        return done;
    }

    private static Tuple fallen(List<Judged> rows, Instant now, String processId) {
        return Tuple.tuple()
                .addValue(SupervisionStore.column(rows, Judged::silenceId, UUID[]::new))
                .addValue(SupervisionStore.column(rows, one -> one.of.serviceId, UUID[]::new))
                .addValue(SupervisionStore.column(rows, one -> one.of.unitId, UUID[]::new))
                .addValue(SupervisionStore.column(rows, one -> one.of.id, UUID[]::new))
                .addValue(SupervisionStore.column(rows, one -> one.of.homeId, UUID[]::new))
                .addValue(SupervisionStore.column(rows, one -> one.of.cid, String[]::new))
                .addValue(SupervisionStore.column(rows, one -> one.of.silences + 1, Integer[]::new))
                .addValue(SupervisionStore.times(rows, one -> one.of.facts.heard()))
                .addValue(SupervisionStore.times(rows, one -> one.judgement.silentAt()))
                .addValue(Times.toRow(now))
                .addValue(processId);
    }

    private static Watched watched(Row row) {
        Integer silent = row.getInteger("trigger_silent_s");
        String state = row.getString("state");
        UUID unit = row.getUUID("unit_id");
        boolean watched = unit != null && silent != null && !row.getBoolean("gone");
        TriggerWatch.Facts facts = new TriggerWatch.Facts(
                Times.fromRow(row.getOffsetDateTime("heard_at")),
                watched ? Duration.ofSeconds(silent) : null,
                Times.fromRowOrNull(row.getOffsetDateTime("silence_since")),
                state == null ? State.PAUSED : State.valueOf(state));
        String cid = row.getString("cid");
        return new Watched(
                row.getUUID("peripheral_id"),
                row.getUUID("service_id"),
                unit,
                row.getUUID("home_id"),
                cid == null ? "" : cid,
                SupervisionStore.way(row),
                facts,
                row.getUUID("silence_id"),
                row.getInteger("silences"));
    }
}
