package org.tocsin.access;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.tocsin.platform.Database;

/** Tokens of programs; each belongs to one service and sees no other. Only hashes are kept. */
public final class ApiTokens {
    private final Database database;
    private final InstantSource clock;

    public ApiTokens(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** A new token of 256 random bits; shown once, to whoever will use it. */
    public static String random() {
        return Secrets.random();
    }

    /**
     * Makes this the one valid token of that name in the service; an earlier one of the same name ends.
     *
     * @param token 256 random bits, as {@link #random} gives; fails when it is on file for another service
     */
    public Future<Void> ensure(UUID serviceId, String name, String token) {
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        Buffer hash = Buffer.buffer(Secrets.hash(token));
        return database.pool()
                .withTransaction(client -> client.preparedQuery("update api_token set revoked_at = $4"
                                + " where service_id = $1 and name = $2 and token_hash <> $3 and revoked_at is null")
                        .execute(Tuple.of(serviceId, name, hash, now))
                        .compose(revoked -> client.preparedQuery("""
                                insert into api_token (token_hash, service_id, name, created_at)
                                values ($1, $2, $3, $4)
                                on conflict (token_hash) do update set name = excluded.name, revoked_at = null
                                  where api_token.service_id = excluded.service_id
                                returning name""").execute(Tuple.of(hash, serviceId, name, now)))
                        .compose(written -> written.size() == 1
                                ? Future.succeededFuture()
                                : Future.failedFuture(
                                        new IllegalStateException("the token belongs to another service"))));
    }

    /** Those of these tokens that are still valid: one question for all open live connections. */
    public Future<Set<String>> stillValid(Collection<String> tokens) {
        return Secrets.stillValid(
                tokens,
                hashes -> database.pool()
                        .preparedQuery(
                                "select token_hash from api_token where token_hash = any ($1) and revoked_at is null")
                        .execute(Tuple.of((Object) hashes)));
    }

    /** In whose name a bearer of this token acts; empty when it is unknown or revoked. */
    public Future<Optional<Scope>> find(String token) {
        return database.pool()
                .preparedQuery("select service_id, name from api_token where token_hash = $1 and revoked_at is null")
                .execute(Tuple.of(Buffer.buffer(Secrets.hash(token))))
                .map(rows -> rows.stream()
                        .findFirst()
                        .map(row -> new Scope(row.getUUID(0), null, "api:" + row.getString(1))));
    }
}
