package org.tocsin.home;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;

/** Grouped housing on file: schemes, what stands behind their device ids, and their controllers. */
public final class SchemeStore {
    private static final String SELECT = "select " + SchemeRows.COLUMNS + " from " + SchemeRows.TABLES;
    private static final String SAVE = """
            insert into scheme as s (id, service_id, name, manager_first_s, duty_limit_s, staffed_from, staffed_until,
              created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict (service_id, name) do update set manager_first_s = excluded.manager_first_s,
              duty_limit_s = excluded.duty_limit_s, staffed_from = excluded.staffed_from,
              staffed_until = excluded.staffed_until
            returning s.id
            """;
    // A home of another service is as good as none.
    private static final String POINT = """
            insert into scheme_point (id, service_id, scheme_id, did, kind, name, home_id)
            select $1, s.service_id, s.id, $4, $5, $6, $7 from scheme s
            where s.id = $2 and s.service_id = $3
              and ($7::uuid is null or exists (select from home where id = $7 and service_id = $3))
            on conflict (scheme_id, did) do update set kind = excluded.kind, name = excluded.name,
              home_id = excluded.home_id
            returning id, scheme_id, did, kind, name, home_id
            """;
    private static final String CONTROLLER = """
            update home_unit u set scheme_id = s.id from scheme s
            where s.id = $1 and s.service_id = $2 and u.service_id = $2 and u.cid = $3
            """;

    private final Database database;
    private final HomeStore homes;
    private final AuditTrail audit;
    private final InstantSource clock;

    public SchemeStore(Database database, HomeStore homes, AuditTrail audit, InstantSource clock) {
        this.database = database;
        this.homes = homes;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * A scheme with everything behind it.
     *
     * @param points by name
     * @param controllers the cids of its units
     */
    public record Whole(Scheme scheme, List<SchemePoint> points, List<String> controllers) {}

    /**
     * A dwelling that is not on file yet.
     *
     * @param resident who lives there; null where nobody is known
     */
    public record Dwelling(
            Home home, HomeStore.Secrets secrets, @Nullable ServiceUser resident) {}

    /** The service's schemes, by name. */
    public Future<List<Scheme>> list(Scope scope) {
        return database.pool()
                .preparedQuery(SELECT + " where s.service_id = $1 order by s.name limit 5000")
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> rows.stream().map(SchemeRows::scheme).toList());
    }

    /** The scheme, where this service has it. */
    public Future<Optional<Whole>> find(Scope scope, UUID schemeId) {
        Tuple key = Tuple.of(schemeId, scope.serviceId());
        var pool = database.pool();
        Future<Optional<Scheme>> scheme = pool.preparedQuery(SELECT + " where s.id = $1 and s.service_id = $2")
                .execute(key)
                .map(rows -> rows.stream().findFirst().map(SchemeRows::scheme));
        Future<List<SchemePoint>> points = pool.preparedQuery("select * from scheme_point where scheme_id = $1"
                        + " and service_id = $2 order by kind, name, did limit 10000")
                .execute(key)
                .map(rows -> rows.stream().map(SchemeRows::point).toList());
        Future<List<String>> controllers = pool.preparedQuery(
                        "select cid from home_unit where scheme_id = $1 and service_id = $2 order by cid limit 1000")
                .execute(key)
                .map(rows -> rows.stream().map(row -> row.getString(0)).toList());
        return Future.all(scheme, points, controllers)
                .map(all -> scheme.result().map(found -> new Whole(found, points.result(), controllers.result())));
    }

    /** Puts a scheme on file, or gives the one of this name these rules. */
    public Future<Scheme> save(Scope scope, String name, Scheme.Rules rules) {
        Scheme.Hours hours = rules.hours();
        Tuple values = Tuple.of(Ids.next(), scope.serviceId(), name)
                .addValue(seconds(rules.managerFirst()))
                .addValue(seconds(rules.dutyLimit()))
                .addValue(hours == null ? null : hours.from())
                .addValue(hours == null ? null : hours.until())
                .addValue(Times.toRow(clock.instant()));
        return database.pool()
                .withTransaction(client -> client.preparedQuery(SAVE)
                        .execute(values)
                        .map(rows -> rows.iterator().next().getUUID(0))
                        .compose(id -> audit.record(client, scope, "save-scheme", "scheme:" + id, null)
                                .compose(written -> client.preparedQuery(
                                                SELECT + " where s.id = $1 and s.service_id = $2")
                                        .execute(Tuple.of(id, scope.serviceId()))))
                        .map(rows -> SchemeRows.scheme(rows.iterator().next())));
    }

    /**
     * Says what stands behind a device id, whatever stood there before. Alarms that are open keep the name they came
     * with.
     *
     * @param dwelling to be put on file with it; its id is the point's home
     * @return empty where the service has no such scheme or home, and then nothing is on file
     */
    public Future<Optional<SchemePoint>> put(Scope scope, SchemePoint point, @Nullable Dwelling dwelling) {
        return database.pool()
                .withTransaction(client -> putHome(client, dwelling)
                        .compose(home -> client.preparedQuery(POINT)
                                .execute(Tuple.of(point.id(), point.schemeId(), scope.serviceId(), point.did())
                                        .addValue(point.kind().name())
                                        .addValue(point.name())
                                        .addValue(point.homeId())))
                        .compose(rows -> rows.rowCount() == 0
                                ? Future.<SchemePoint>failedFuture(new NoSuchScheme())
                                : audit.record(client, scope, "save-scheme-point", subject(point), null)
                                        .map(written ->
                                                SchemeRows.point(rows.iterator().next()))))
                .map(Optional::of)
                .recover(e ->
                        e instanceof NoSuchScheme ? Future.succeededFuture(Optional.empty()) : Future.failedFuture(e));
    }

    /** Takes a device id off file; false where it was not on it. What comes from it is marked from then on. */
    public Future<Boolean> remove(Scope scope, UUID schemeId, String did) {
        return database.pool()
                .withTransaction(client -> client.preparedQuery(
                                "delete from scheme_point where scheme_id = $1 and service_id = $2 and did = $3")
                        .execute(Tuple.of(schemeId, scope.serviceId(), SchemePoint.normal(did)))
                        .compose(rows -> rows.rowCount() == 0
                                ? Future.succeededFuture(false)
                                : audit.record(client, scope, "remove-scheme-point", "scheme:" + schemeId, null)
                                        .map(true)));
    }

    /** Makes a unit of the service one of the scheme's controllers; false where either is not on file. */
    public Future<Boolean> attach(Scope scope, UUID schemeId, String cid) {
        return changeController(scope, schemeId, cid, CONTROLLER, "attach-controller");
    }

    /** The unit is no controller of the scheme any more; false where it was none. */
    public Future<Boolean> detach(Scope scope, UUID schemeId, String cid) {
        String sql = "update home_unit set scheme_id = null where scheme_id = $1 and service_id = $2 and cid = $3";
        return changeController(scope, schemeId, cid, sql, "detach-controller");
    }

    private Future<Boolean> changeController(Scope scope, UUID schemeId, String cid, String sql, String action) {
        return database.pool()
                .withTransaction(client -> client.preparedQuery(sql)
                        .execute(Tuple.of(schemeId, scope.serviceId(), cid))
                        .compose(rows -> rows.rowCount() == 0
                                ? Future.succeededFuture(false)
                                : audit.record(client, scope, action, "unit:" + cid, null)
                                        .map(true)));
    }

    private Future<Void> putHome(SqlConnection client, @Nullable Dwelling dwelling) {
        if (dwelling == null) {
            return Future.succeededFuture();
        }
        ServiceUser resident = dwelling.resident();
        return homes.insert(client, dwelling.home(), dwelling.secrets())
                .compose(inserted -> resident == null
                        ? Future.succeededFuture()
                        : homes.moveIn(client, resident, dwelling.home().id()));
    }

    private static int seconds(Duration time) {
        return (int) time.toSeconds();
    }

    private static String subject(SchemePoint point) {
        return "scheme:" + point.schemeId();
    }

    /** Rolls the transaction back. */
    private static final class NoSuchScheme extends RuntimeException {
        NoSuchScheme() {
            super("no such scheme or home", null, false, false);
        }
    }
}
