package org.tocsin.readiness;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Keyring;
import org.tocsin.platform.Times;

/**
 * Codes with which a phone company's engineer at the door tests one home, once. Only a keyed digest is kept: who reads
 * the database cannot use them.
 */
public final class ProveCodes {
    /** As people read aloud: no 0/O, no 1/I. */
    private static final String LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    private static final int LENGTH = 10;
    private static final String PURPOSE = "prove-code";

    private final Database database;
    private final Keyring keyring;
    private final InstantSource clock;
    private final AuditTrail audit;

    public ProveCodes(Database database, Keyring keyring, InstantSource clock) {
        this.database = database;
        this.keyring = keyring;
        this.clock = clock;
        this.audit = new AuditTrail(database, clock);
    }

    /** @param code shown this once, {@code XXXXX-XXXXX} */
    public record Issued(UUID id, String code, Instant validFrom, Instant validUntil) {}

    /** What is known of a code, without it. */
    public record Known(
            UUID id,
            Instant validFrom,
            Instant validUntil,
            String issuedBy,
            @Nullable Instant revokedAt,
            @Nullable Instant completedAt) {}

    /** The code's home, for who has entered a code that is valid now. */
    record Valid(UUID id, UUID serviceId, UUID homeId) {}

    /** A new code for a home; empty where the service has no such home. */
    public Future<Optional<Issued>> issue(
            Scope scope, UUID homeId, Instant from, Instant until, @Nullable String address) {
        String code = spoken(LENGTH);
        UUID id = Ids.next();
        Tuple values = Tuple.of(id, scope.serviceId(), homeId, Buffer.buffer(digest(code)))
                .addValue(Times.toRow(from))
                .addValue(Times.toRow(until))
                .addValue(scope.actor())
                .addValue(Times.toRow(clock.instant()));
        return database.pool()
                .withTransaction(connection -> connection
                        .preparedQuery(
                                "insert into prove_code (id, service_id, home_id, code_digest, valid_from, valid_until,"
                                        + " issued_by, issued_at) select $1, $2, $3, $4, $5, $6, $7, $8 from home"
                                        + " where id = $3 and service_id = $2 and ended_at is null")
                        .execute(values)
                        .compose(made -> made.rowCount() == 0
                                ? Future.succeededFuture(Optional.empty())
                                : audit.record(connection, scope, "issue-prove-code", "home:" + homeId, address)
                                        .map(Optional.of(new Issued(
                                                id, code.substring(0, 5) + "-" + code.substring(5), from, until)))));
    }

    /** It can be used no more; false where it could not be already. */
    public Future<Boolean> revoke(Scope scope, UUID codeId, @Nullable String address) {
        return database.pool()
                .withTransaction(connection -> connection
                        .preparedQuery("update prove_code set revoked_at = $3 where id = $1 and service_id = $2"
                                + " and revoked_at is null and completed_at is null")
                        .execute(Tuple.of(codeId, scope.serviceId(), Times.toRow(clock.instant())))
                        .compose(revoked -> revoked.rowCount() == 0
                                ? Future.succeededFuture(false)
                                : audit.record(connection, scope, "revoke-prove-code", "prove-code:" + codeId, address)
                                        .map(true)));
    }

    /** The codes of a home, the newest first. */
    public Future<List<Known>> ofHome(Scope scope, UUID homeId) {
        return database.pool()
                .preparedQuery("select id, valid_from, valid_until, issued_by, revoked_at, completed_at"
                        + " from prove_code where service_id = $1 and home_id = $2 order by issued_at desc limit 20")
                .execute(Tuple.of(scope.serviceId(), homeId))
                .map(rows -> rows.stream().map(ProveCodes::known).toList());
    }

    /** The same work is done whether there is such a code or not. */
    Future<Optional<Valid>> find(SqlConnection connection, String typed) {
        return connection
                .preparedQuery("select id, service_id, home_id from prove_code where code_digest = $1"
                        + " and valid_from <= $2 and valid_until > $2 and revoked_at is null and completed_at is null")
                .execute(Tuple.of(Buffer.buffer(digest(typed)), Times.toRow(clock.instant())))
                .map(rows -> rows.stream()
                        .findFirst()
                        .map(row -> new Valid(row.getUUID("id"), row.getUUID("service_id"), row.getUUID("home_id"))));
    }

    /** So many letters and digits that cannot be mistaken for each other. */
    static String spoken(int length) {
        StringBuilder text = new StringBuilder(length);
        for (byte random : Ids.randomBytes(length)) {
            text.append(LETTERS.charAt(random & 31));
        }
        return text.toString();
    }

    private byte[] digest(String code) {
        String clean = code.toUpperCase(Locale.ROOT).replaceAll("[\\s-]", "");
        return keyring.digest(PURPOSE, clean.getBytes(StandardCharsets.UTF_8));
    }

    private static Known known(Row row) {
        return new Known(
                row.getUUID("id"),
                Times.fromRow(row.getOffsetDateTime("valid_from")),
                Times.fromRow(row.getOffsetDateTime("valid_until")),
                row.getString("issued_by"),
                Times.fromRowOrNull(row.getOffsetDateTime("revoked_at")),
                Times.fromRowOrNull(row.getOffsetDateTime("completed_at")));
    }
}
