package org.tocsin.home;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;

/** The triggers of homes. */
public final class PeripheralStore {
    /** A home never has more; past this a list ends. */
    public static final int MOST = 200;

    private static final String SELECT = "select id, service_id, home_id, unit_id, dty, did, name, room, since, until"
            + " from peripheral where service_id = $1 and ";

    private final Database database;

    public PeripheralStore(Database database) {
        this.database = database;
    }

    /** The triggers that are there now, the longest there first. */
    public Future<List<Peripheral>> list(Scope scope, UUID homeId) {
        return database.pool()
                .preparedQuery(SELECT + "home_id = $2 and until is null order by since, id limit " + MOST)
                .execute(Tuple.of(scope.serviceId(), homeId))
                .map(rows -> rows.stream().map(PeripheralStore::read).toList());
    }

    /** Those that were there once, the last taken away first. */
    public Future<List<Peripheral>> ended(Scope scope, UUID homeId) {
        return database.pool()
                .preparedQuery(SELECT + "home_id = $2 and until is not null order by until desc, id limit " + MOST)
                .execute(Tuple.of(scope.serviceId(), homeId))
                .map(rows -> rows.stream().map(PeripheralStore::read).toList());
    }

    /** One trigger of the scope's service, whether it is still there or not. */
    public Future<Optional<Peripheral>> find(Scope scope, UUID id) {
        return database.pool()
                .preparedQuery(SELECT + "id = $2")
                .execute(Tuple.of(scope.serviceId(), id))
                .map(rows -> rows.stream().findFirst().map(PeripheralStore::read));
    }

    /** Puts a trigger on file within a transaction of the caller's. */
    public Future<Void> add(SqlClient client, Peripheral trigger) {
        return addAll(client, List.of(trigger));
    }

    /** Puts triggers on file within a transaction of the caller's. */
    public Future<Void> addAll(SqlClient client, List<Peripheral> triggers) {
        if (triggers.isEmpty()) {
            return Future.succeededFuture();
        }
        Tuple columns = Tuple.tuple();
        columns.addValue(triggers.stream().map(Peripheral::id).toArray(UUID[]::new));
        columns.addValue(triggers.stream().map(Peripheral::serviceId).toArray(UUID[]::new));
        columns.addValue(triggers.stream().map(Peripheral::homeId).toArray(UUID[]::new));
        columns.addValue(triggers.stream().map(Peripheral::unitId).toArray(UUID[]::new));
        columns.addValue(texts(triggers, Peripheral::dty));
        columns.addValue(texts(triggers, Peripheral::did));
        columns.addValue(texts(triggers, Peripheral::name));
        columns.addValue(texts(triggers, Peripheral::room));
        columns.addValue(
                triggers.stream().map(trigger -> Times.toRow(trigger.since())).toArray(OffsetDateTime[]::new));
        return client.preparedQuery("insert into peripheral (id, service_id, home_id, unit_id, dty, did, name, room,"
                        + " since) select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[],"
                        + " $6::text[], $7::text[], $8::text[], $9::timestamptz[])")
                .execute(columns)
                .mapEmpty();
    }

    /**
     * A trigger is taken away, within a transaction of the caller's; gives what it was, empty where the service has no
     * such trigger in place.
     */
    public Future<Optional<Peripheral>> end(SqlClient client, Scope scope, UUID id, Instant at) {
        return client.preparedQuery("update peripheral set until = $3 where service_id = $1 and id = $2"
                        + " and until is null returning id, service_id, home_id, unit_id, dty, did, name, room, since,"
                        + " until")
                .execute(Tuple.of(scope.serviceId(), id, Times.toRow(at)))
                .map(rows -> rows.stream().findFirst().map(PeripheralStore::read));
    }

    /** The triggers of one unit speak through another from now on, within a transaction of the caller's; gives how many. */
    public Future<Integer> rebind(SqlClient client, Scope scope, UUID fromUnit, UUID toUnit) {
        return client.preparedQuery("update peripheral set unit_id = $3 where service_id = $1 and unit_id = $2"
                        + " and until is null")
                .execute(Tuple.of(scope.serviceId(), fromUnit, toUnit))
                .map(rows -> rows.rowCount());
    }

    private static @Nullable String[] texts(List<Peripheral> triggers, Function<Peripheral, @Nullable String> column) {
        return triggers.stream().map(column).toArray(String[]::new);
    }

    private static Peripheral read(Row row) {
        return new Peripheral(
                row.getUUID("id"),
                row.getUUID("service_id"),
                row.getUUID("home_id"),
                row.getUUID("unit_id"),
                row.getString("dty"),
                row.getString("did"),
                row.getString("name"),
                row.getString("room"),
                Times.fromRow(row.getOffsetDateTime("since")),
                Times.fromRowOrNull(row.getOffsetDateTime("until")));
    }
}
