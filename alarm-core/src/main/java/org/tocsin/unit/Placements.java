package org.tocsin.unit;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;
import org.tocsin.unit.UnitChange.Kind;

/** Where units stand and have stood. What a unit sends belongs to the home it stands in when it arrives. */
public final class Placements {
    /** Of one unit or home, in one answer. */
    private static final int MOST = 100;

    private static final String SELECT = "select p.id, p.unit_id, u.cid, p.home_id, p.since, p.until, p.placed_by"
            + " from unit_placement p join home_unit u on u.id = p.unit_id where p.service_id = $1 and ";

    private final Database database;

    public Placements(Database database) {
        this.database = database;
    }

    /** What became of a placing. */
    public sealed interface Result {}

    /** @param from the home it stood in before; null for none */
    public record Placed(@Nullable UUID from) implements Result {}

    /** The service has no such unit, or no such home. */
    public record NotOnFile() implements Result {}

    /**
     * Puts a unit into a home, out of whichever it stood in, within a transaction of the caller's. Where it stands
     * there already nothing is changed.
     */
    public Future<Result> place(SqlClient client, Scope scope, UUID unitId, UUID homeId, Instant at) {
        return client.preparedQuery("select u.home_id, h.id from home_unit u left join home h on h.id = $3"
                        + " and h.service_id = u.service_id where u.service_id = $1 and u.id = $2"
                        + " for no key update of u")
                .execute(Tuple.of(scope.serviceId(), unitId, homeId))
                .compose(rows -> {
                    Row found = rows.stream().findFirst().orElse(null);
                    if (found == null || found.getUUID(1) == null) {
                        return Future.succeededFuture(new NotOnFile());
                    }
                    UUID before = found.getUUID(0);
                    if (homeId.equals(before)) {
                        return Future.succeededFuture(new Placed(before));
                    }
                    Future<Optional<UUID>> last = before == null
                            ? stoodLast(client, scope, unitId)
                            : Future.succeededFuture(Optional.of(before));
                    return last.compose(stood -> move(client, scope, unitId, stood.orElse(null), homeId, at))
                            .map(moved -> new Placed(before));
                });
    }

    /**
     * Takes a unit out of its home, within a transaction of the caller's: it is back, to be cleaned. Gives the home;
     * empty where the service has no such unit or it stood in none.
     */
    public Future<Optional<UUID>> takeAway(SqlClient client, Scope scope, UUID unitId, Instant at) {
        return client.preparedQuery("select home_id from home_unit where service_id = $1 and id = $2"
                        + " and home_id is not null for no key update")
                .execute(Tuple.of(scope.serviceId(), unitId))
                .compose(rows -> {
                    if (rows.size() == 0) {
                        return Future.succeededFuture(Optional.empty());
                    }
                    UUID home = rows.iterator().next().getUUID(0);
                    return end(client, scope, unitId, at)
                            .compose(ended -> client.preparedQuery(
                                            "update home_unit set home_id = null where service_id = $1 and id = $2")
                                    .execute(Tuple.of(scope.serviceId(), unitId)))
                            .compose(taken -> StockRows.unitReturned(client, scope, unitId, home, at))
                            .map(Optional.of(home));
                });
    }

    /** Writes that a unit that was put on file just now stands in this home, within a transaction of the caller's. */
    static Future<Void> begin(SqlClient client, Scope scope, UUID unitId, UUID homeId, Instant at) {
        return client.preparedQuery("insert into unit_placement (id, service_id, unit_id, home_id, since, placed_by)"
                        + " values ($1, $2, $3, $4, $5, $6)")
                .execute(Tuple.of(Ids.next(), scope.serviceId(), unitId, homeId, Times.toRow(at), scope.actor()))
                .mapEmpty();
    }

    /** Where a unit of the scope's service has stood, the latest first. */
    public Future<List<Placement>> ofUnit(Scope scope, UUID unitId) {
        return list(scope, "p.unit_id = $2", unitId);
    }

    /** The units that have stood in a home of the scope's service, the latest first. */
    public Future<List<Placement>> ofHome(Scope scope, UUID homeId) {
        return list(scope, "p.home_id = $2", homeId);
    }

    private Future<List<Placement>> list(Scope scope, String which, UUID id) {
        return database.pool()
                .preparedQuery(SELECT + which + " order by p.since desc, p.id desc limit " + MOST)
                .execute(Tuple.of(scope.serviceId(), id))
                .map(rows -> rows.stream().map(Placements::read).toList());
    }

    /** Where a unit stood that is on the shelf now; empty for one that was fitted nowhere yet. */
    private static Future<Optional<UUID>> stoodLast(SqlClient client, Scope scope, UUID unitId) {
        return client.preparedQuery("select home_id from unit_placement where service_id = $1 and unit_id = $2"
                        + " order by since desc, id desc limit 1")
                .execute(Tuple.of(scope.serviceId(), unitId))
                .map(rows -> rows.stream().findFirst().map(row -> row.getUUID(0)));
    }

    /** @param from where it stood last, be it that it came by the shelf; null where it was fitted nowhere yet */
    private static Future<Void> move(
            SqlClient client, Scope scope, UUID unitId, @Nullable UUID from, UUID to, Instant at) {
        UnitChange moved = UnitChange.by(
                scope,
                to,
                unitId,
                at,
                Kind.MOVED_HOME,
                new UnitChange.Values(from == null ? null : from.toString(), to.toString()));
        return end(client, scope, unitId, at)
                .compose(ended -> begin(client, scope, unitId, to, at))
                .compose(begun -> client.preparedQuery(
                                "update home_unit set home_id = $3 where service_id = $1 and id = $2")
                        .execute(Tuple.of(scope.serviceId(), unitId, to)))
                // Back from the shelf, be it to the same home: who knows what was done to it since it was heard there.
                .compose(placed -> from == null ? Future.succeededFuture() : UnitChanges.record(client, moved))
                .compose(written -> StockRows.unitIssued(client, scope, unitId, to, at));
    }

    private static Future<Void> end(SqlClient client, Scope scope, UUID unitId, Instant at) {
        return client.preparedQuery("update unit_placement set until = $3"
                        + " where service_id = $1 and unit_id = $2 and until is null")
                .execute(Tuple.of(scope.serviceId(), unitId, Times.toRow(at)))
                .mapEmpty();
    }

    private static Placement read(Row row) {
        return new Placement(
                row.getUUID("id"),
                row.getUUID("unit_id"),
                row.getString("cid"),
                row.getUUID("home_id"),
                Times.fromRow(row.getOffsetDateTime("since")),
                Times.fromRowOrNull(row.getOffsetDateTime("until")),
                row.getString("placed_by"));
    }
}
