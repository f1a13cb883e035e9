package org.tocsin.home;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;

/**
 * Where people and programs change what is on file of grouped housing. Every change is on the audit trail with it. An alarm
 * that is open keeps the names it came with.
 */
public final class SchemeDesk {
    private static final String UNIQUE_VIOLATION = "23505";
    private static final String SAVE = """
            insert into scheme as s (id, service_id, name, manager_first_s, duty_limit_s, staffed_from, staffed_until,
              created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict (service_id, name) do update set manager_first_s = excluded.manager_first_s,
              duty_limit_s = excluded.duty_limit_s, staffed_from = excluded.staffed_from,
              staffed_until = excluded.staffed_until
            returning s.id
            """;
    private static final String ADD = """
            insert into scheme (id, service_id, name, manager_first_s, duty_limit_s, staffed_from, staffed_until, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            """;
    private static final String CHANGE = """
            update scheme set name = $3, manager_first_s = $4, duty_limit_s = $5, staffed_from = $6, staffed_until = $7
            where id = $1 and service_id = $2
            """;
    // A home of another service is as good as none.
    private static final String POINT = """
            insert into scheme_point (id, service_id, scheme_id, did, kind, name, home_id)
            select $1, s.service_id, s.id, $4, $5, $6, $7 from scheme s
            where s.id = $2 and s.service_id = $3
              and ($7::uuid is null or exists (select from home where id = $7 and service_id = $3))
            """;
    private static final String OR_REPLACE = """
            on conflict (scheme_id, did) do update set kind = excluded.kind, name = excluded.name,
              home_id = excluded.home_id
            """;
    private static final String RETURNING = "returning id, scheme_id, did, kind, name, home_id";
    private static final String MOVE = """
            update scheme_point p set scheme_id = s.id, did = $5, name = $6 from scheme s
            where p.scheme_id = $1 and p.service_id = $2 and p.did = $3 and s.id = $4 and s.service_id = $2
            """;
    private static final String TAKEN =
            "select name from scheme_point where scheme_id = $1 and service_id = $2 and did = $3";
    private static final String CONTROLLER = """
            update home_unit u set scheme_id = s.id from scheme s
            where s.id = $1 and s.service_id = $2 and u.service_id = $2 and u.cid = $3
            """;

    private final Database database;
    private final HomeStore homes;
    private final AuditTrail audit;
    private final InstantSource clock;

    public SchemeDesk(Database database, HomeStore homes, AuditTrail audit, InstantSource clock) {
        this.database = database;
        this.homes = homes;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * A dwelling that is not on file yet.
     *
     * @param resident who lives there; null where nobody is known
     */
    public record Dwelling(
            Home home, HomeStore.Secrets secrets, @Nullable ServiceUser resident) {}

    public sealed interface Result {}

    /** It is so now. */
    public record Done(UUID schemeId) implements Result {}

    /** The service has no such scheme, point or home. */
    public record NotOnFile() implements Result {}

    /**
     * Another has it.
     *
     * @param name of the scheme or the point that has it
     */
    public record Taken(String name) implements Result {}

    /** Puts a scheme on file, or gives the one of this name these rules. */
    public Future<Scheme> save(Scope scope, String name, Scheme.Rules rules, @Nullable String address) {
        Tuple values =
                withRules(Tuple.of(Ids.next(), scope.serviceId(), name), rules).addValue(Times.toRow(clock.instant()));
        return database.pool()
                .withTransaction(client -> client.preparedQuery(SAVE)
                        .execute(values)
                        .map(rows -> rows.iterator().next().getUUID(0))
                        .compose(id -> audit.record(client, scope, "save-scheme", "scheme:" + id, address)
                                .compose(written -> client.preparedQuery(
                                                SchemeStore.SELECT + " where s.id = $1 and s.service_id = $2")
                                        .execute(Tuple.of(id, scope.serviceId()))))
                        .map(rows -> SchemeRows.scheme(rows.iterator().next())));
    }

    /** Puts a scheme of a new name on file. */
    public Future<Result> add(Scope scope, String name, Scheme.Rules rules, @Nullable String address) {
        UUID id = Ids.next();
        Tuple values = withRules(Tuple.of(id, scope.serviceId(), name), rules).addValue(Times.toRow(clock.instant()));
        return orTaken(name, changed(scope, ADD, values, "save-scheme", id, address));
    }

    /** Another name or other rules. */
    public Future<Result> change(
            Scope scope, UUID schemeId, String name, Scheme.Rules rules, @Nullable String address) {
        Tuple values = withRules(Tuple.of(schemeId, scope.serviceId(), name), rules);
        return orTaken(name, changed(scope, CHANGE, values, "save-scheme", schemeId, address));
    }

    /**
     * Says what stands behind a device id, whatever stood there before.
     *
     * @param dwelling to be put on file with it; its id is the point's home
     * @return empty where the service has no such scheme or home, and then nothing is on file
     */
    public Future<Optional<SchemePoint>> put(
            Scope scope, SchemePoint point, @Nullable Dwelling dwelling, @Nullable String address) {
        return placed(scope, point, dwelling, POINT + OR_REPLACE + RETURNING, address)
                .map(rows -> Optional.of(SchemeRows.point(rows.iterator().next())))
                .recover(e ->
                        e instanceof NoSuchScheme ? Future.succeededFuture(Optional.empty()) : Future.failedFuture(e));
    }

    /** The same for a device id behind which nothing stands yet; what does is never replaced. */
    public Future<Result> putNew(
            Scope scope, SchemePoint point, @Nullable Dwelling dwelling, @Nullable String address) {
        return placed(scope, point, dwelling, POINT + RETURNING, address)
                .<Result>map(rows -> new Done(point.schemeId()))
                .recover(e -> taken(e)
                        ? standsThere(scope, point.schemeId(), point.did())
                        : e instanceof NoSuchScheme ? Future.succeededFuture(new NotOnFile()) : Future.failedFuture(e));
    }

    /**
     * Gives what stands behind a device id another id, another name or another scheme of the service.
     *
     * @param to where it stands from now on, by scheme, id and name; of the rest nothing is heeded
     */
    public Future<Result> move(Scope scope, UUID schemeId, String did, SchemePoint to, @Nullable String address) {
        Tuple values = Tuple.of(schemeId, scope.serviceId(), SchemePoint.normal(did), to.schemeId(), to.did())
                .addValue(to.name());
        return changed(scope, MOVE, values, "move-scheme-point", to.schemeId(), address)
                .recover(e -> taken(e) ? standsThere(scope, to.schemeId(), to.did()) : Future.failedFuture(e));
    }

    /** Takes a device id off file; false where it was not on it. What comes from it is marked from then on. */
    public Future<Boolean> remove(Scope scope, UUID schemeId, String did, @Nullable String address) {
        String sql = "delete from scheme_point where scheme_id = $1 and service_id = $2 and did = $3";
        Tuple values = Tuple.of(schemeId, scope.serviceId(), SchemePoint.normal(did));
        return changed(scope, sql, values, "remove-scheme-point", schemeId, address)
                .map(result -> result instanceof Done);
    }

    /** Makes a unit of the service one of the scheme's controllers; false where either is not on file. */
    public Future<Boolean> attach(Scope scope, UUID schemeId, String cid, @Nullable String address) {
        return changeController(scope, schemeId, cid, CONTROLLER, "attach-controller", address);
    }

    /** The unit is no controller of the scheme any more; false where it was none. */
    public Future<Boolean> detach(Scope scope, UUID schemeId, String cid, @Nullable String address) {
        String sql = "update home_unit set scheme_id = null where scheme_id = $1 and service_id = $2 and cid = $3";
        return changeController(scope, schemeId, cid, sql, "detach-controller", address);
    }

    private Future<Boolean> changeController(
            Scope scope, UUID schemeId, String cid, String sql, String action, @Nullable String address) {
        return database.pool()
                .withTransaction(client -> client.preparedQuery(sql)
                        .execute(Tuple.of(schemeId, scope.serviceId(), cid))
                        .compose(rows -> rows.rowCount() == 0
                                ? Future.succeededFuture(false)
                                : audit.record(client, scope, action, "unit:" + cid, address)
                                        .map(true)));
    }

    private Future<Result> changed(
            Scope scope, String sql, Tuple values, String action, UUID schemeId, @Nullable String address) {
        return database.pool()
                .withTransaction(client -> client.preparedQuery(sql)
                        .execute(values)
                        .compose(rows -> rows.rowCount() == 0
                                ? Future.<Result>succeededFuture(new NotOnFile())
                                : audit.record(client, scope, action, "scheme:" + schemeId, address)
                                        .<Result>map(new Done(schemeId))));
    }

    private Future<RowSet<Row>> placed(
            Scope scope, SchemePoint point, @Nullable Dwelling dwelling, String sql, @Nullable String address) {
        Tuple values = Tuple.of(Ids.next(), point.schemeId(), scope.serviceId(), point.did())
                .addValue(point.kind().name())
                .addValue(point.name())
                .addValue(point.homeId());
        return database.pool()
                .withTransaction(client -> putHome(client, dwelling)
                        .compose(home -> client.preparedQuery(sql).execute(values))
                        .compose(rows -> rows.rowCount() == 0
                                ? Future.<RowSet<Row>>failedFuture(new NoSuchScheme())
                                : audit.record(
                                                client,
                                                scope,
                                                "save-scheme-point",
                                                "scheme:" + point.schemeId(),
                                                address)
                                        .map(rows)));
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

    private Future<Result> standsThere(Scope scope, UUID schemeId, String did) {
        return database.pool()
                .preparedQuery(TAKEN)
                .execute(Tuple.of(schemeId, scope.serviceId(), did))
                .map(rows -> rows.stream()
                        .findFirst()
                        .<Result>map(row -> new Taken(row.getString(0)))
                        .orElseGet(NotOnFile::new));
    }

    private static Future<Result> orTaken(String name, Future<Result> changed) {
        return changed.recover(e -> taken(e) ? Future.succeededFuture(new Taken(name)) : Future.failedFuture(e));
    }

    private static boolean taken(Throwable e) {
        return e instanceof PgException pg && UNIQUE_VIOLATION.equals(pg.getSqlState());
    }

    private static Tuple withRules(Tuple values, Scheme.Rules rules) {
        Scheme.Hours hours = rules.hours();
        return values.addValue(seconds(rules.managerFirst()))
                .addValue(seconds(rules.dutyLimit()))
                .addValue(hours == null ? null : hours.from())
                .addValue(hours == null ? null : hours.until());
    }

    private static int seconds(Duration time) {
        return (int) time.toSeconds();
    }

    /** Rolls the transaction back. */
    private static final class NoSuchScheme extends RuntimeException {
        NoSuchScheme() {
            super("no such scheme or home", null, false, false);
        }
    }
}
