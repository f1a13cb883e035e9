package org.tocsin.supervision;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.home.RiskTier;
import org.tocsin.platform.Database;
import org.tocsin.platform.Page;
import org.tocsin.platform.Times;
import org.tocsin.supervision.Liveness.Pause;
import org.tocsin.supervision.Liveness.State;
import org.tocsin.unit.SpeaksFor;

/** Reads who is heard and who is not, for people and programs of one service. */
public final class SupervisionFiles {
    private static final int TREND_DAYS = 90;

    private static final String ONE = "with w as (select k.* from unit_watch k join home_unit q on q.id = k.unit_id"
            + " where q.service_id = $2 and q.cid = $3) " + SupervisionStore.FACTS + " from w "
            + SupervisionStore.TABLES;
    private static final String COUNTS =
            "select state, count(*) as units from unit_watch where service_id = $1 group by state";
    private static final String LIST = """
            select w.unit_id, u.cid, w.state, w.reason, w.since, w.heard_at, u.home_id, r.people,
              coalesce(h.risk_tier, case when e.id is not null then %s end) as risk_tier,
              coalesce(e.name, concat_ws(', ', h.line1, nullif(h.town, ''), h.postcode)) as place
            from unit_watch w join home_unit u on u.id = w.unit_id left join home h on h.id = u.home_id
            left join scheme e on e.id = u.scheme_id and u.home_id is null
            left join lateral (select string_agg(p.name, ' and ' order by r.since, p.id) as people
              from resident r join service_user p on p.id = r.service_user_id
              where r.home_id = u.home_id and r.since <= $3 and (r.until is null or r.until > $3)) r on true
            where w.service_id = $1 and w.state = $2 and w.since is not null and w.state <> 'ALIVE'
              and ($4::timestamptz is null or (w.since, w.unit_id) > ($4, $5))
            order by w.since, w.unit_id limit $6
            """.formatted(SpeaksFor.RISK);
    private static final String SILENCES = """
            select p.name, z.heard_at, z.began_at, z.noticed_at, z.heard_again_at
            from silence z left join peripheral p on p.id = z.peripheral_id
            where z.service_id = $1 and z.unit_id = $2 order by z.id desc limit 20
            """;
    private static final String TRIGGERS = """
            select p.name, p.room, w.heard_at, w.silence_id is not null as lost, m.trigger_heartbeat_s,
              case when w.battery_low_at > coalesce(w.battery_ok_at, '-infinity') then w.battery_low_at end as low
            from home_unit u join peripheral p on p.unit_id = u.id or (p.unit_id is null and (p.home_id = u.home_id
              or u.home_id is null and p.home_id = any (array(select t.home_id from scheme_point t
                where t.scheme_id = u.scheme_id and t.home_id is not null))))
            left join peripheral_watch w on w.peripheral_id = p.id left join unit_model m on m.id = u.model_id
            where u.service_id = $1 and u.id = $2 and p.until is null order by p.name, p.id limit 100
            """;
    private static final String PLANNED = "select id, words, since, until, set_by from supervision_pause"
            + " where service_id = $1 and unit_id = $2 and ended_at is null and until > $3 order by until desc limit 1";

    private final Database database;
    private final InstantSource clock;

    public SupervisionFiles(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** The unit with this id on the wire, judged now; empty where the service has none. */
    public Future<Optional<WatchFile>> find(Scope scope, String cid) {
        Instant now = clock.instant();
        SqlClient pool = database.pool();
        return pool.preparedQuery(ONE)
                .execute(Tuple.of(Times.toRow(now), scope.serviceId(), cid))
                .compose(rows -> rows.rowCount() == 0
                        ? Future.succeededFuture(Optional.empty())
                        : file(scope, SupervisionStore.watch(rows.iterator().next()), now)
                                .map(Optional::of));
    }

    /** The units of a home, judged now; at most five, which is more than a home has. */
    public Future<List<WatchFile>> ofHome(Scope scope, UUID homeId) {
        return database.pool()
                .preparedQuery("select cid from home_unit where service_id = $1 and home_id = $2 order by cid limit 5")
                .execute(Tuple.of(scope.serviceId(), homeId))
                .compose(rows -> {
                    List<Future<Optional<WatchFile>>> found = new ArrayList<>();
                    rows.forEach(row -> found.add(find(scope, row.getString(0))));
                    return Future.all(found)
                            .map(all -> found.stream()
                                    .flatMap(one -> one.result().stream())
                                    .toList());
                });
    }

    private Future<WatchFile> file(Scope scope, Watch watch, Instant now) {
        SqlClient pool = database.pool();
        Tuple of = Tuple.of(scope.serviceId(), watch.unitId());
        Future<Listening> listening =
                ListeningLog.read(pool, now).map(all -> all.getOrDefault(watch.way(), Listening.at(now, List.of())));
        Future<Liveness.Judgement> judged = listening.map(heardBy -> Liveness.judge(watch.facts(), heardBy, now));
        Future<List<WatchFile.Silence>> silences = pool.preparedQuery(SILENCES)
                .execute(of)
                .map(rows -> rows.stream().map(SupervisionFiles::silence).toList());
        Future<List<WatchFile.Trigger>> triggers = pool.preparedQuery(TRIGGERS)
                .execute(of)
                .compose(rows -> listening.map(heardBy ->
                        rows.stream().map(row -> trigger(row, heardBy, now)).toList()));
        Future<Trend> trend = TrendStore.read(pool, scope, watch.unitId(), now, TREND_DAYS);
        Future<Optional<WatchFile.Planned>> planned = pool.preparedQuery(PLANNED)
                .execute(Tuple.of(scope.serviceId(), watch.unitId(), Times.toRow(now)))
                .map(rows -> rows.stream().findFirst().map(SupervisionFiles::planned));
        return Future.all(judged, silences, triggers, trend, planned)
                .map(all -> new WatchFile(
                        watch.unitId(),
                        watch.cid(),
                        watch.way(),
                        watch.homeId(),
                        judged.result(),
                        watch.facts().expected(),
                        watch.facts().pause(),
                        watch.facts().pausedUntil(),
                        planned.result().orElse(null),
                        new WatchFile.More(silences.result(), triggers.result(), trend.result())));
    }

    /** How many units of the service are so, as the worker last saw them. */
    public Future<Map<State, Long>> counts(Scope scope) {
        return database.pool()
                .preparedQuery(COUNTS)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> {
                    Map<State, Long> counts = new EnumMap<>(State.class);
                    for (State state : State.values()) {
                        counts.put(state, 0L);
                    }
                    rows.forEach(row -> counts.put(State.valueOf(row.getString("state")), row.getLong("units")));
                    return counts;
                });
    }

    /**
     * The units that are so, whoever has been so longest first. Who is alive is not listed.
     *
     * @param limit 1 to {@link Page#LARGEST}
     * @param cursor {@link Page#next} of the page before; null for the first, and for what is none
     */
    public Future<Page<WatchLine>> list(Scope scope, State state, int limit, @Nullable String cursor) {
        int most = Math.max(1, Math.min(limit, Page.LARGEST));
        Cursor after = Cursor.of(cursor);
        Tuple values = Tuple.of(scope.serviceId(), state.name(), Times.toRow(clock.instant()))
                .addValue(after == null ? null : Times.toRow(after.since))
                .addValue(after == null ? null : after.unitId)
                .addInteger(most + 1);
        return database.pool().preparedQuery(LIST).execute(values).map(rows -> {
            List<WatchLine> found = new ArrayList<>();
            rows.forEach(row -> found.add(line(row)));
            boolean more = found.size() > most;
            List<WatchLine> items = more ? found.subList(0, most) : found;
            return new Page<>(items, more ? Cursor.to(items.get(most - 1)) : null);
        });
    }

    /** Where a page ended. */
    private record Cursor(Instant since, UUID unitId) {
        static String to(WatchLine line) {
            return line.since() + "_" + line.unitId();
        }

        static @Nullable Cursor of(@Nullable String text) {
            String[] parts = text == null ? new String[0] : text.split("_", 2);
            try {
                return parts.length == 2 ? new Cursor(Instant.parse(parts[0]), UUID.fromString(parts[1])) : null;
            } catch (RuntimeException e) {
                return null;
            }
        }
    }

    private static WatchLine line(Row row) {
        String reason = row.getString("reason");
        String place = row.getString("place");
        String risk = row.getString("risk_tier");
        return new WatchLine(
                row.getUUID("unit_id"),
                row.getString("cid"),
                State.valueOf(row.getString("state")),
                reason == null ? null : Pause.valueOf(reason),
                Times.fromRow(row.getOffsetDateTime("since")),
                Times.fromRowOrNull(row.getOffsetDateTime("heard_at")),
                row.getUUID("home_id"),
                row.getString("people"),
                place == null || place.isEmpty() ? null : place,
                risk == null ? RiskTier.STANDARD : RiskTier.valueOf(risk));
    }

    private static WatchFile.Silence silence(Row row) {
        return new WatchFile.Silence(
                row.getString("name"),
                Times.fromRow(row.getOffsetDateTime("heard_at")),
                Times.fromRow(row.getOffsetDateTime("began_at")),
                Times.fromRow(row.getOffsetDateTime("noticed_at")),
                Times.fromRowOrNull(row.getOffsetDateTime("heard_again_at")));
    }

    private static WatchFile.Trigger trigger(Row row, Listening listening, Instant now) {
        String room = row.getString("room");
        Integer every = row.getInteger("trigger_heartbeat_s");
        Duration expected = every == null ? null : Duration.ofSeconds(every);
        Instant heard = Times.fromRowOrNull(row.getOffsetDateTime("heard_at"));
        boolean lost = row.getBoolean("lost");
        return new WatchFile.Trigger(
                room == null ? row.getString("name") : row.getString("name") + ", " + room,
                heard,
                expected,
                !lost && TriggerWatch.late(heard, expected, listening, now),
                lost,
                Times.fromRowOrNull(row.getOffsetDateTime("low")));
    }

    private static WatchFile.Planned planned(Row row) {
        return new WatchFile.Planned(
                row.getUUID("id"),
                row.getString("words"),
                Times.fromRow(row.getOffsetDateTime("since")),
                Times.fromRow(row.getOffsetDateTime("until")),
                row.getString("set_by"));
    }
}
