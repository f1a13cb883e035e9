package org.tocsin.access;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;

/**
 * Makes people, changes their names and roles, and hands out first passwords. Managers and administrators are made and
 * changed by administrators only, nobody changes their own role, and a service keeps an administrator. Each change is on
 * the audit trail. A future fails only when the store does, or with {@link Passwords.Busy}.
 */
public final class PeopleDesk {
    private static final String ADD = """
            insert into operator (id, service_id, username, display_name, role, password_hash, password_until, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (username) do nothing
            """;
    // In one order, so that two who demote each other come one after the other; keys stay free for whoever refers to
    // them.
    private static final String ADMINS = "select id from operator where service_id = $1 and role = 'ADMIN' and active"
            + " order by id for no key update";
    private static final String FIND = "select id, display_name, role, active from operator"
            + " where service_id = $1 and username = $2 for no key update";
    private static final String CHANGE =
            "update operator set display_name = $3, role = $4 where service_id = $1 and id = $2";
    private static final String RESET =
            "update operator set password_hash = $3, password_until = $4 where service_id = $1 and id = $2";

    private final Pool pool;
    private final Passwords passwords;
    private final InstantSource clock;
    private final AuditTrail audit;

    public PeopleDesk(Database database, Passwords passwords, InstantSource clock) {
        this.pool = database.pool();
        this.passwords = passwords;
        this.clock = clock;
        this.audit = new AuditTrail(database, clock);
    }

    /** What came of it. */
    public sealed interface Result {
        /** @param firstPassword to be handed to its person, readable only now; null where none was made */
        record Done(String username, @Nullable String firstPassword) implements Result {}

        /**
         * @param field of the form, as REST names it
         * @param why a sentence for whoever asked
         */
        record Refused(String field, String why) implements Result {}

        /** @param why the rule that stands against it */
        record NotAllowed(String why) implements Result {}

        /** Nobody of this service has this name. */
        record NotFound() implements Result {}
    }

    private record Kept(UUID id, Role role, boolean active) {}

    /**
     * Puts somebody on file who has not signed in before.
     *
     * @param by the role of whoever does it; a program's is MANAGER
     */
    public Future<Result> add(Scope scope, Role by, String username, PersonForm form, @Nullable String address) {
        Result.Refused unfit = username.matches(PersonForm.USERNAME)
                ? form.unfit()
                : new Result.Refused(
                        "username", "A user name has 1 to 64 small letters, digits, dots, dashes and underscores.");
        if (unfit != null) {
            return Future.succeededFuture(unfit);
        }
        if (leads(form.role()) && by != Role.ADMIN) {
            return notAllowed("Managers and administrators are made by an administrator.");
        }
        String first = FirstPassword.random();
        return passwords
                .hash(first)
                .compose(hash -> pool.withTransaction(connection -> connection
                        .preparedQuery(ADD)
                        .execute(added(scope, Ids.next(), username, form, hash))
                        .compose(rows -> rows.rowCount() == 0
                                ? taken(connection, scope, username, address)
                                : id(connection, scope, username)
                                        .compose(id ->
                                                ResponderList.keep(connection, scope.serviceId(), id, form, now()))
                                        .compose(v -> audit.record(
                                                connection,
                                                scope,
                                                "add-person",
                                                "operator:" + username + " " + form.role(),
                                                address))
                                        .map(new Result.Done(username, first)))));
    }

    /** Changes name and role, and a responder's line in the list; who has another role signs in again. */
    public Future<Result> change(Scope scope, Role by, String username, PersonForm form, @Nullable String address) {
        Result.Refused unfit = form.unfit();
        if (unfit != null) {
            return Future.succeededFuture(unfit);
        }
        return locked(scope, username, (connection, kept, admins) -> {
            boolean other = kept.role() != form.role();
            if ((leads(kept.role()) || leads(form.role())) && by != Role.ADMIN) {
                return notAllowed("Managers and administrators are changed by an administrator.");
            }
            if (other && kept.id().equals(scope.operatorId())) {
                return notAllowed("Nobody changes their own role.");
            }
            if (other && kept.role() == Role.ADMIN && kept.active() && admins < 2) {
                return notAllowed("A service keeps an administrator: make another first.");
            }
            return connection
                    .preparedQuery(CHANGE)
                    .execute(Tuple.of(
                            scope.serviceId(),
                            kept.id(),
                            form.displayName().strip(),
                            form.role().name()))
                    .compose(v -> ResponderList.keep(connection, scope.serviceId(), kept.id(), form, now()))
                    .compose(v -> other ? endSessions(connection, kept.id()) : Future.succeededFuture())
                    .compose(v -> audit.record(
                            connection,
                            scope,
                            other ? "change-role" : "change-person",
                            "operator:" + username + (other ? " " + kept.role() + " -> " + form.role() : ""),
                            address))
                    .map(new Result.Done(username, null));
        });
    }

    /** Hands out a new first password; what was signed in with the one before is signed out. */
    public Future<Result> reset(Scope scope, Role by, String username, @Nullable String address) {
        String first = FirstPassword.random();
        return passwords
                .hash(first)
                .compose(hash -> locked(scope, username, (connection, kept, admins) -> {
                    if (kept.id().equals(scope.operatorId())) {
                        return notAllowed("Change your own password on the page of your password.");
                    }
                    if (leads(kept.role()) && by != Role.ADMIN) {
                        return notAllowed(
                                "The passwords of managers and administrators are reset by an administrator.");
                    }
                    return connection
                            .preparedQuery(RESET)
                            .execute(Tuple.of(scope.serviceId(), kept.id(), hash, until()))
                            .compose(v -> endSessions(connection, kept.id()))
                            .compose(v ->
                                    audit.record(connection, scope, "reset-password", "operator:" + username, address))
                            .map(new Result.Done(username, first));
                }));
    }

    static boolean leads(Role role) {
        return role == Role.MANAGER || role == Role.ADMIN;
    }

    /** How many administrators this service has, who stay until the transaction ends. */
    static Future<Integer> admins(SqlConnection connection, Scope scope) {
        return connection
                .preparedQuery(ADMINS)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> rows.size());
    }

    static Future<Void> endSessions(SqlConnection connection, UUID operatorId) {
        return connection
                .preparedQuery("delete from session where operator_id = $1")
                .execute(Tuple.of(operatorId))
                .mapEmpty();
    }

    private interface Change {
        Future<Result> of(SqlConnection connection, Kept kept, int admins);
    }

    private Future<Result> locked(Scope scope, String username, Change change) {
        return pool.withTransaction(connection -> admins(connection, scope)
                .compose(admins -> connection
                        .preparedQuery(FIND)
                        .execute(Tuple.of(scope.serviceId(), username))
                        .compose(rows -> rows.stream()
                                .findFirst()
                                .map(row -> change.of(
                                        connection,
                                        new Kept(
                                                row.getUUID("id"),
                                                Role.valueOf(row.getString("role")),
                                                row.getBoolean("active")),
                                        admins))
                                .orElseGet(() -> Future.succeededFuture(new Result.NotFound())))));
    }

    /** Of whom the name is, is not said; that it was tried is written down. */
    private Future<Result> taken(SqlConnection connection, Scope scope, String username, @Nullable String address) {
        return audit.record(connection, scope, "refuse-user-name", "operator:" + username, address)
                .map(new Result.Refused("username", "This user name cannot be had. Choose another."));
    }

    private static Future<UUID> id(SqlConnection connection, Scope scope, String username) {
        return connection
                .preparedQuery("select id from operator where service_id = $1 and username = $2")
                .execute(Tuple.of(scope.serviceId(), username))
                .map(rows -> rows.iterator().next().getUUID(0));
    }

    private Tuple added(Scope scope, UUID id, String username, PersonForm form, String hash) {
        return Tuple.of(
                        id,
                        scope.serviceId(),
                        username,
                        form.displayName().strip(),
                        form.role().name(),
                        hash)
                .addValue(until())
                .addValue(now());
    }

    private static Future<Result> notAllowed(String why) {
        return Future.succeededFuture(new Result.NotAllowed(why));
    }

    private OffsetDateTime until() {
        return Times.toRow(clock.instant().plus(FirstPassword.GOOD_FOR));
    }

    private OffsetDateTime now() {
        return Times.toRow(clock.instant());
    }
}
