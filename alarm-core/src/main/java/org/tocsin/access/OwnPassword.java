package org.tocsin.access;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Database;

/** Everybody's own password, chosen by themselves. A future fails only when the store does, or as {@link Passwords}. */
public final class OwnPassword {
    private static final String FIND = "select username, display_name, password_hash from operator"
            + " where id = $1 and service_id = $2 and active";
    // Whoever was given another meanwhile chooses again, by that one.
    private static final String CHANGE = "update operator set password_hash = $4, password_until = null"
            + " where id = $1 and service_id = $2 and password_hash = $3 and active";

    private final Pool pool;
    private final Passwords passwords;
    private final AuditTrail audit;

    public OwnPassword(Database database, Passwords passwords, InstantSource clock) {
        this.pool = database.pool();
        this.passwords = passwords;
        this.audit = new AuditTrail(database, clock);
    }

    /** What came of it. */
    public sealed interface Result {
        /** From now on it is the password; what was signed in elsewhere is signed out. */
        record Done() implements Result {}

        /** What was typed as the present password is not it. */
        record Wrong() implements Result {}

        /** @param why the new one cannot be: a sentence */
        record Refused(String why) implements Result {}
    }

    private record Kept(String username, String name, String hash) {}

    private record Typed(String now, String next) {}

    /**
     * @param operatorId of whoever acts, who is signed in by this token
     * @param token of the session that stays
     */
    public Future<Result> change(
            Scope scope, UUID operatorId, String now, String next, String token, @Nullable String address) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(operatorId, scope.serviceId()))
                .compose(rows -> {
                    Optional<Kept> found = rows.stream()
                            .findFirst()
                            .map(row -> new Kept(row.getString(0), row.getString(1), row.getString(2)));
                    return passwords
                            .matches(now, found.map(Kept::hash).orElse(null))
                            .compose(right -> found.isEmpty() || !right
                                    ? Future.succeededFuture(new Result.Wrong())
                                    : chosen(scope, operatorId, found.get(), new Typed(now, next), token, address));
                });
    }

    private Future<Result> chosen(
            Scope scope, UUID operatorId, Kept kept, Typed typed, String token, @Nullable String address) {
        String why = typed.now().equals(typed.next())
                ? "That is the one you have."
                : PasswordRules.refused(typed.next(), kept.username(), kept.name());
        return why != null
                ? Future.succeededFuture(new Result.Refused(why))
                : passwords.hash(typed.next()).compose(hash -> write(scope, operatorId, kept, hash, token, address));
    }

    private Future<Result> write(
            Scope scope, UUID operatorId, Kept kept, String hash, String token, @Nullable String address) {
        return pool.withTransaction(connection -> connection
                .preparedQuery(CHANGE)
                .execute(Tuple.of(operatorId, scope.serviceId(), kept.hash(), hash))
                .compose(rows -> rows.rowCount() == 0
                        ? Future.<Result>succeededFuture(new Result.Wrong())
                        : connection
                                .preparedQuery("delete from session where operator_id = $1 and token_hash <> $2")
                                .execute(Tuple.of(operatorId, Buffer.buffer(Secrets.hash(token))))
                                .compose(v -> audit.record(
                                        connection,
                                        scope,
                                        "change-own-password",
                                        "operator:" + kept.username(),
                                        address))
                                .map(new Result.Done())));
    }
}
