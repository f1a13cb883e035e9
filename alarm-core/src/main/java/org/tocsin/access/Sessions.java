package org.tocsin.access;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.tocsin.platform.Database;

/** Who is signed in. Only a hash of the token is kept, so a copy of the database signs nobody in. */
public final class Sessions {
    /**
     * One shift of twelve hours with the hand-over before and after it: nobody who has an alarm in hand is signed out
     * before they have handed it over. Counted from sign-in, not from the last click.
     */
    public static final Duration LIFETIME = Duration.ofHours(13);

    private final Database database;
    private final InstantSource clock;

    public Sessions(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * A new session as its owner gets it, once.
     *
     * @param token 256 random bits, for the cookie
     */
    public record Opened(String token, String csrf, Instant expiresAt) {}

    /**
     * A session that is valid now.
     *
     * @param firstPassword its person has still to choose their own password, and may do nothing else before
     */
    public record Session(Operator operator, String csrf, Instant expiresAt, boolean firstPassword) {}

    /** Signs this person in; sessions that have expired are cleared away on the way. */
    public Future<Opened> open(Operator operator) {
        Instant now = clock.instant();
        Opened opened = new Opened(Secrets.random(), Secrets.random(), now.plus(LIFETIME));
        return database.pool()
                .withTransaction(client -> client.preparedQuery("delete from session where expires_at <= $1")
                        .execute(Tuple.of(utc(now)))
                        .compose(cleared -> client.preparedQuery(
                                        "insert into session (token_hash, service_id, operator_id, csrf, created_at, expires_at)"
                                                + " values ($1, $2, $3, $4, $5, $6)")
                                .execute(Tuple.of(
                                        Buffer.buffer(Secrets.hash(opened.token())),
                                        operator.serviceId(),
                                        operator.id(),
                                        opened.csrf(),
                                        utc(now),
                                        utc(opened.expiresAt()))))
                        .map(opened));
    }

    /** The session of this token, if it is valid now and its person still active. */
    public Future<Optional<Session>> find(String token) {
        return database.pool()
                .preparedQuery("""
                        select o.id, o.service_id, o.username, o.display_name, o.role, s.csrf, s.expires_at,
                          o.password_until is not null as first_password
                        from session s join operator o on o.id = s.operator_id
                        where s.token_hash = $1 and s.expires_at > $2 and o.active""")
                .execute(Tuple.of(Buffer.buffer(Secrets.hash(token)), utc(clock.instant())))
                .map(rows -> rows.stream()
                        .findFirst()
                        .map(row -> new Session(
                                OperatorStore.read(row),
                                row.getString("csrf"),
                                row.getOffsetDateTime("expires_at").toInstant(),
                                row.getBoolean("first_password"))));
    }

    /** Those of these tokens that are still valid: one question for all open live connections. */
    public Future<Set<String>> stillValid(Collection<String> tokens) {
        return Secrets.stillValid(
                tokens, hashes -> database.pool().preparedQuery("""
                                select s.token_hash from session s join operator o on o.id = s.operator_id
                                where s.token_hash = any ($1) and s.expires_at > $2 and o.active""").execute(Tuple.of(hashes, utc(clock.instant()))));
    }

    /** Signs out; nothing happens when it is no session. */
    public Future<Void> revoke(String token) {
        return database.pool()
                .preparedQuery("delete from session where token_hash = $1")
                .execute(Tuple.of(Buffer.buffer(Secrets.hash(token))))
                .mapEmpty();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
