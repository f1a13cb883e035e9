package org.tocsin.readiness;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;
import org.tocsin.readiness.TriggerProof.State;

/**
 * Tells line providers that a home works without its analogue line: what releases the line (PSTN Charter, December 2023,
 * commitment 2). Refused unless every trigger is proved, or somebody says in writing why it is told all the same.
 */
public final class LineConfirmations {
    private static final int LONGEST_REASON = 1_000;

    private static final String INSERT = """
            insert into line_confirmation (id, service_id, home_id, provider, at, confirmed_by, override_reason)
            select $1, $2, $3, line_provider, $4, $5, $6 from home where id = $3 and service_id = $2
            """;
    private static final String HOME =
            "update home set line_confirmed_at = $3, line_confirmed_by = $4" + " where id = $1 and service_id = $2";
    private static final String SEAL =
            "insert into seal_due (subject_id, service_id, kind) values ($1, $2, 'CONFIRMATION')";

    private final Database database;
    private final InstantSource clock;
    private final AuditTrail audit;

    public LineConfirmations(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.audit = new AuditTrail(database, clock);
    }

    /**
     * As it was told.
     *
     * @param overrideReason why it was told although a trigger was not proved; null where all were
     */
    public record Confirmation(
            UUID id,
            @Nullable String provider,
            Instant at,
            String by,
            @Nullable String overrideReason) {}

    /** What became of it. */
    public sealed interface Result {
        record Confirmed(UUID id) implements Result {}

        /** Not every trigger is proved. */
        record NotProven(int triggers, int current) implements Result {}

        record Invalid(String why) implements Result {}

        record NotFound() implements Result {}
    }

    /** @param overrideReason why it is told although a trigger is not proved; null for none */
    public Future<Result> confirm(Scope scope, UUID homeId, @Nullable String overrideReason, @Nullable String address) {
        String reason = overrideReason == null || overrideReason.isBlank() ? null : overrideReason.strip();
        if (reason != null && reason.length() > LONGEST_REASON) {
            return Future.succeededFuture(new Result.Invalid("At most " + LONGEST_REASON + " characters."));
        }
        Instant now = clock.instant();
        return database.pool()
                .withTransaction(connection -> connection
                        .preparedQuery("select id from home where id = $1 and service_id = $2 for no key update")
                        .execute(Tuple.of(homeId, scope.serviceId()))
                        .compose(locked -> locked.size() == 0
                                ? Future.succeededFuture(List.<FactsReader.Home>of())
                                : FactsReader.read(connection, List.of(homeId), now))
                        .compose(homes -> {
                            if (homes.isEmpty()) {
                                return Future.succeededFuture(new Result.NotFound());
                            }
                            FactsReader.Home home = homes.get(0);
                            Readiness readiness = Readiness.of(home.facts(), home.limits(), now);
                            boolean proven = readiness.proof() == State.CURRENT;
                            return !proven && reason == null
                                    ? Future.succeededFuture(new Result.NotProven(
                                            readiness.triggers().size(), readiness.count(State.CURRENT)))
                                    : write(connection, scope, homeId, proven ? null : reason, now, address);
                        }));
    }

    /** What was told of a home, the newest first. */
    public Future<List<Confirmation>> ofHome(Scope scope, UUID homeId) {
        return database.pool()
                .preparedQuery("select id, provider, at, confirmed_by, override_reason from line_confirmation"
                        + " where service_id = $1 and home_id = $2 order by at desc, id desc limit 20")
                .execute(Tuple.of(scope.serviceId(), homeId))
                .map(rows -> rows.stream().map(LineConfirmations::read).toList());
    }

    private Future<Result> write(
            SqlConnection connection,
            Scope scope,
            UUID homeId,
            @Nullable String reason,
            Instant now,
            @Nullable String address) {
        UUID id = Ids.next();
        Tuple values = Tuple.of(id, scope.serviceId(), homeId, Times.toRow(now), scope.actor())
                .addValue(reason);
        return connection
                .preparedQuery(INSERT)
                .execute(values)
                .compose(inserted -> connection
                        .preparedQuery(HOME)
                        .execute(Tuple.of(homeId, scope.serviceId(), Times.toRow(now), scope.actor())))
                .compose(set -> connection.preparedQuery(SEAL).execute(Tuple.of(id, scope.serviceId())))
                .compose(due -> audit.record(
                        connection,
                        scope,
                        reason == null ? "confirm-line" : "confirm-line-unproven",
                        "home:" + homeId,
                        address))
                .map(new Result.Confirmed(id));
    }

    private static Confirmation read(Row row) {
        return new Confirmation(
                row.getUUID("id"),
                row.getString("provider"),
                Times.fromRow(row.getOffsetDateTime("at")),
                row.getString("confirmed_by"),
                row.getString("override_reason"));
    }
}
