package org.tocsin.access;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;

/** Who signs in to a service, where they stand in plans, rotas and alarms, and the end of a sign-in. */
public final class People {
    private static final int MOST = 1_000;
    private static final String LIST = """
            select o.id, o.username, o.display_name, o.role, o.active,
              o.password_until, coalesce(plans.homes, 0) as homes, plans.place, plans.telephone, coalesce(shifts.ahead, 0) as shifts,
              coalesce(jobs.open, 0) as jobs, coalesce(alarms.taken, 0) as alarms
            from operator o
            left join (select operator_id, count(home_id) filter (where retired_at is null) as homes,
              min(position) filter (where home_id is null and retired_at is null) as place,
              min(telephone) filter (where home_id is null) as telephone
              from contact where service_id = $1 and operator_id is not null group by operator_id) plans
              on plans.operator_id = o.id
            left join (select operator_id, count(*) as ahead from rota_shift
              where service_id = $1 and cancelled_at is null and ends_at > $2 group by operator_id) shifts
              on shifts.operator_id = o.id
            left join (select k.operator_id, count(*) as open from callout c join contact k on k.id = c.contact_id
              where c.service_id = $1 and c.state in ('OFFERED', 'ACCEPTED', 'EN_ROUTE', 'ARRIVED')
              group by k.operator_id) jobs on jobs.operator_id = o.id
            left join (select taken_by, count(*) as taken from alarm
              where service_id = $1 and state <> 'CLOSED' and taken_by is not null group by taken_by) alarms
              on alarms.taken_by = o.id
            where o.service_id = $1 and ($3::text is null or o.username = $3)
            order by o.active desc, o.display_name, o.id limit %d
            """.formatted(MOST);
    private static final String ACTIVE = """
            update operator set active = $3 where service_id = $1 and username = $2 and active <> $3
              and ($4 or role not in ('MANAGER', 'ADMIN')) returning id
            """;
    private static final String FIND = "select role, active from operator where service_id = $1 and username = $2";

    private final Pool pool;
    private final InstantSource clock;
    private final AuditTrail audit;

    public People(Database database, InstantSource clock) {
        this.pool = database.pool();
        this.clock = clock;
        this.audit = new AuditTrail(database, clock);
    }

    /**
     * Somebody of the service.
     *
     * @param homes homes in whose plan they stand by name
     * @param firstPasswordUntil until when a password that was handed to them lets them in; null where they have their own
     * @param place their place among the service's responders; null for none
     * @param telephone where they are rung as one
     * @param shifts of theirs on the rota, now and later
     * @param jobs call-outs of theirs that are not over
     * @param alarms open ones that they have
     */
    public record Standing(
            UUID id,
            String username,
            String name,
            Role role,
            boolean active,
            @Nullable Instant firstPasswordUntil,
            int homes,
            @Nullable Integer place,
            @Nullable String telephone,
            int shifts,
            int jobs,
            int alarms) {
        /** Whether anything is still planned with them. */
        public boolean stands() {
            return homes > 0 || place != null || shifts > 0 || jobs > 0 || alarms > 0;
        }
    }

    /** What came of ending a sign-in, or of giving it back. */
    public enum Result {
        DONE,
        /** It is so already. */
        SAME,
        /** Nobody of this service has this name. */
        NOBODY,
        /** Their role is not for this person to change. */
        NOT_ALLOWED,
        /** Without them nobody administers the service. */
        LAST_ADMIN
    }

    /** Everybody of the scope's service, those who sign in first; by name. */
    public Future<List<Standing>> list(Scope scope) {
        return standing(scope, null);
    }

    /** This one person of the scope's service. */
    public Future<Optional<Standing>> find(Scope scope, String username) {
        return standing(scope, username).map(found -> found.stream().findFirst());
    }

    private Future<List<Standing>> standing(Scope scope, @Nullable String username) {
        return pool.preparedQuery(LIST)
                .execute(Tuple.of(scope.serviceId(), Times.toRow(clock.instant()), username))
                .map(rows -> rows.stream().map(People::standing).toList());
    }

    /**
     * Ends somebody's sign-in with every session, or gives it back. Nobody ends their own or that of the last
     * administrator, and only an administrator that of a manager or administrator.
     *
     * @param role of whoever does it
     * @param address from where, for the audit trail
     */
    public Future<Result> setActive(Scope scope, Role role, String username, boolean active, @Nullable String address) {
        if (scope.actor().equals("operator:" + username)) {
            return Future.succeededFuture(Result.NOT_ALLOWED);
        }
        return pool.withTransaction(connection -> PeopleDesk.admins(connection, scope)
                .compose(admins -> connection
                        .preparedQuery(FIND)
                        .execute(Tuple.of(scope.serviceId(), username))
                        .compose(rows ->
                                set(connection, scope, role, new Wanted(username, active, admins), rows, address))));
    }

    /** @param admins how many there are who sign in */
    private record Wanted(String username, boolean active, int admins) {}

    private Future<Result> set(
            SqlConnection connection, Scope scope, Role by, Wanted wanted, RowSet<Row> rows, @Nullable String address) {
        Optional<Role> found = rows.stream().findFirst().map(row -> Role.valueOf(row.getString(0)));
        if (found.isEmpty()) {
            return Future.succeededFuture(Result.NOBODY);
        }
        if (PeopleDesk.leads(found.get()) && by != Role.ADMIN) {
            return Future.succeededFuture(Result.NOT_ALLOWED);
        }
        if (!wanted.active()
                && found.get() == Role.ADMIN
                && rows.iterator().next().getBoolean(1)
                && wanted.admins() < 2) {
            return Future.succeededFuture(Result.LAST_ADMIN);
        }
        return connection
                .preparedQuery(ACTIVE)
                .execute(Tuple.of(scope.serviceId(), wanted.username(), wanted.active(), by == Role.ADMIN))
                .compose(changed -> changed.size() == 0
                        ? Future.succeededFuture(Result.SAME)
                        : PeopleDesk.endSessions(
                                        connection,
                                        Objects.requireNonNull(
                                                changed.iterator().next().getUUID(0)))
                                .compose(v -> audit.record(
                                        connection,
                                        scope,
                                        wanted.active() ? "restore-sign-in" : "end-sign-in",
                                        "operator:" + wanted.username(),
                                        address))
                                .map(Result.DONE));
    }

    private static Standing standing(Row row) {
        return new Standing(
                row.getUUID("id"),
                row.getString("username"),
                row.getString("display_name"),
                Role.valueOf(row.getString("role")),
                row.getBoolean("active"),
                Times.fromRowOrNull(row.getOffsetDateTime("password_until")),
                Math.toIntExact(row.getLong("homes")),
                row.getInteger("place"),
                row.getString("telephone"),
                Math.toIntExact(row.getLong("shifts")),
                Math.toIntExact(row.getLong("jobs")),
                Math.toIntExact(row.getLong("alarms")));
    }
}
