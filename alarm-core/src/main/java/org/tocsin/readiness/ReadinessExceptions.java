package org.tocsin.readiness;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;
import org.tocsin.readiness.ReadinessException.Kind;

/** What stands in the way at each home; at most one thing at a time, the others are its history. */
public final class ReadinessExceptions {
    private static final String END = "update readiness_exception set ended_at = $3, ended_by = $4"
            + " where service_id = $1 and home_id = $2 and ended_at is null";
    private static final String OPEN = """
            insert into readiness_exception (id, service_id, home_id, kind, owner, since, review_on, note, recorded_by)
            select $3, $1, $2, $4, $5, $6, $7, $8, $9 from home where id = $2 and service_id = $1
            """;

    private final Database database;
    private final InstantSource clock;
    private final AuditTrail audit;

    public ReadinessExceptions(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.audit = new AuditTrail(database, clock);
    }

    /** @param owner who sees to it */
    public record Wanted(
            Kind kind,
            String owner,
            @Nullable LocalDate reviewOn,
            @Nullable String note) {}

    /** Everything that stood in the way of a home, the newest first. */
    public Future<List<ReadinessException>> ofHome(Scope scope, UUID homeId) {
        return database.pool()
                .preparedQuery(
                        "select e.id, e.home_id, e.kind, coalesce(o.display_name, e.owner) as owner, e.since, e.review_on,"
                                + " e.note, e.ended_at from readiness_exception e left join operator o"
                                + " on o.service_id = e.service_id and e.owner = 'operator:' || o.username"
                                + " where e.service_id = $1 and e.home_id = $2"
                                + " order by e.ended_at is not null, e.since desc, e.id desc limit 50")
                .execute(Tuple.of(scope.serviceId(), homeId))
                .map(rows -> rows.stream().map(ReadinessExceptions::read).toList());
    }

    /** In place of what stood in the way before; false where the service has no such home. */
    public Future<Boolean> put(Scope scope, UUID homeId, Wanted wanted, @Nullable String address) {
        return database.pool()
                .withTransaction(connection -> put(connection, scope, homeId, wanted)
                        .compose(done -> done
                                ? audit.record(connection, scope, "readiness-exception", "home:" + homeId, address)
                                        .map(true)
                                : Future.succeededFuture(false)));
    }

    /** Nothing stands in the way any more; false where nothing did. */
    public Future<Boolean> end(Scope scope, UUID homeId, @Nullable String address) {
        return database.pool()
                .withTransaction(connection -> end(connection, scope, homeId)
                        .compose(ended -> ended
                                ? audit.record(
                                                connection,
                                                scope,
                                                "readiness-exception-ended",
                                                "home:" + homeId,
                                                address)
                                        .map(true)
                                : Future.succeededFuture(false)));
    }

    /** One more visit at which nobody opened, within the caller's transaction; a refusal or a hospital stay stays. */
    public Future<Void> noAccess(SqlConnection connection, Scope scope, UUID homeId, String owner) {
        return connection
                .preparedQuery("select kind from readiness_exception"
                        + " where service_id = $1 and home_id = $2 and ended_at is null for update")
                .execute(Tuple.of(scope.serviceId(), homeId))
                .compose(rows -> {
                    Kind before = rows.size() == 0
                            ? null
                            : Kind.valueOf(rows.iterator().next().getString(0));
                    if (before != null && !before.name().startsWith("NO_ACCESS")) {
                        return Future.succeededFuture();
                    }
                    return put(connection, scope, homeId, new Wanted(Kind.afterNoAccess(before), owner, null, null))
                            .mapEmpty();
                });
    }

    /** Somebody was let in, within the caller's transaction: that nobody opened stands in the way no more. */
    public Future<Void> letIn(SqlConnection connection, Scope scope, UUID homeId) {
        return connection
                .preparedQuery(END + " and kind like 'NO_ACCESS%'")
                .execute(Tuple.of(scope.serviceId(), homeId, Times.toRow(clock.instant()), scope.actor()))
                .mapEmpty();
    }

    private Future<Boolean> put(SqlConnection connection, Scope scope, UUID homeId, Wanted wanted) {
        Tuple values = Tuple.from(new @Nullable Object[] {
            scope.serviceId(),
            homeId,
            Ids.next(),
            wanted.kind().name(),
            wanted.owner(),
            Times.toRow(clock.instant()),
            wanted.reviewOn(),
            wanted.note(),
            scope.actor()
        });
        return end(connection, scope, homeId)
                .compose(ended -> connection.preparedQuery(OPEN).execute(values))
                .map(opened -> opened.rowCount() == 1);
    }

    private Future<Boolean> end(SqlConnection connection, Scope scope, UUID homeId) {
        return connection
                .preparedQuery(END)
                .execute(Tuple.of(scope.serviceId(), homeId, Times.toRow(clock.instant()), scope.actor()))
                .map(ended -> ended.rowCount() == 1);
    }

    private static ReadinessException read(Row row) {
        return new ReadinessException(
                row.getUUID("id"),
                row.getUUID("home_id"),
                Kind.valueOf(row.getString("kind")),
                row.getString("owner"),
                Times.fromRow(row.getOffsetDateTime("since")),
                row.getLocalDate("review_on"),
                row.getString("note"),
                Times.fromRowOrNull(row.getOffsetDateTime("ended_at")));
    }
}
