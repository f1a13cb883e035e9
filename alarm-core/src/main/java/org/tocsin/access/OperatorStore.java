package org.tocsin.access;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;

/** The people who sign in. */
public final class OperatorStore {
    private final Database database;
    private final Passwords passwords;
    private final InstantSource clock;

    public OperatorStore(Database database, Passwords passwords, InstantSource clock) {
        this.database = database;
        this.passwords = passwords;
        this.clock = clock;
    }

    /**
     * Puts this person on file, or brings name, role and password of the one on file to these. May be called any number
     * of times; sessions end where the password became another.
     *
     * @param username {@code [a-z0-9._-]}; fails when it belongs to a person of another service
     */
    public Future<Operator> ensure(UUID serviceId, String username, String displayName, Role role, String password) {
        return onFile(username).compose(found -> {
            String kept = found.map(OnFile::passwordHash).orElse(null);
            Future<Boolean> same = kept == null ? Future.succeededFuture(false) : passwords.matches(password, kept);
            return same.compose(unchanged -> kept != null && unchanged
                    ? write(new Operator(Ids.next(), serviceId, username, displayName, role), kept, false)
                    : passwords
                            .hash(password)
                            .compose(hash -> write(
                                    new Operator(Ids.next(), serviceId, username, displayName, role), hash, true)));
        });
    }

    /** With which it keeps passwords: one queue for all who ask. */
    public Passwords passwords() {
        return passwords;
    }

    /**
     * The person this name and password belong to; takes as long when there is none. A first password that nobody used in
     * its time is none any more.
     */
    public Future<Optional<Operator>> signIn(String username, String password) {
        return onFile(username.toLowerCase(Locale.ROOT))
                .compose(found -> passwords
                        .matches(password, found.map(OnFile::passwordHash).orElse(null))
                        .map(right -> right ? found.map(OnFile::operator) : Optional.empty()));
    }

    /** An active person of the scope's service, by user name. */
    public Future<Optional<Operator>> find(Scope scope, String username) {
        return onFile(username)
                .map(found -> found.map(OnFile::operator)
                        .filter(operator -> operator.serviceId().equals(scope.serviceId())));
    }

    private Future<Operator> write(Operator operator, String hash, boolean endSessions) {
        return database.pool()
                .withTransaction(client -> client.preparedQuery("""
                        insert into operator (id, service_id, username, display_name, role, password_hash, created_at)
                        values ($1, $2, $3, $4, $5, $6, $7)
                        on conflict (username) do update
                          set display_name = excluded.display_name, role = excluded.role,
                              password_hash = excluded.password_hash, password_until = null, active = true
                          where operator.service_id = excluded.service_id
                        returning id, service_id, username, display_name, role""")
                        .execute(Tuple.of(
                                operator.id(),
                                operator.serviceId(),
                                operator.username(),
                                operator.displayName(),
                                operator.role().name(),
                                hash,
                                clock.instant().atOffset(ZoneOffset.UTC)))
                        .map(rows -> rows.stream()
                                .findFirst()
                                .map(OperatorStore::read)
                                .orElseThrow(
                                        () -> new IllegalStateException("the user name belongs to another service")))
                        .compose(written -> endSessions
                                ? client.preparedQuery("delete from session where operator_id = $1")
                                        .execute(Tuple.of(written.id()))
                                        .map(written)
                                : Future.succeededFuture(written)));
    }

    private Future<Optional<OnFile>> onFile(String username) {
        return database.pool()
                .preparedQuery("select id, service_id, username, display_name, role, password_hash from operator"
                        + " where username = $1 and active and (password_until is null or password_until > $2)")
                .execute(Tuple.of(username, clock.instant().atOffset(ZoneOffset.UTC)))
                .map(rows ->
                        rows.stream().findFirst().map(row -> new OnFile(read(row), row.getString("password_hash"))));
    }

    static Operator read(Row row) {
        return new Operator(
                row.getUUID("id"),
                row.getUUID("service_id"),
                row.getString("username"),
                row.getString("display_name"),
                Role.valueOf(row.getString("role")));
    }

    private record OnFile(Operator operator, String passwordHash) {}
}
