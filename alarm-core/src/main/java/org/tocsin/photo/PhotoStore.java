package org.tocsin.photo;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;

/** Reads which photos there are, without their pictures; every question is answered within one service. */
public final class PhotoStore {
    private static final String FOUND = """
            select p.id, p.callout_id, p.alarm_id, p.visit_id, p.home_id, o.display_name, p.said_at, p.received_at,
              p.removed_at is not null as removed
            from photo p join operator o on o.id = p.operator_id
            where p.service_id = $1
            """;
    private static final String ONE = FOUND + " and p.id = $2";
    private static final String OF_ALARM = FOUND + " and p.alarm_id = $2 order by p.said_at, p.id limit 200";
    private static final String OF_VISIT = FOUND + " and p.visit_id = $2 order by p.said_at, p.id limit 200";
    private final Database database;

    public PhotoStore(Database database) {
        this.database = database;
    }

    /** Empty where the service has none of this id. */
    public Future<Optional<Photo>> find(Scope scope, UUID id) {
        return read(ONE, scope, id).map(found -> found.stream().findFirst());
    }

    /** Those that came with an alarm, in the order in which they were taken. */
    public Future<List<Photo>> ofAlarm(Scope scope, UUID alarmId) {
        return read(OF_ALARM, scope, alarmId);
    }

    /** Those of an installer's visit, in the order in which they were taken. */
    public Future<List<Photo>> ofVisit(Scope scope, UUID visitId) {
        return read(OF_VISIT, scope, visitId);
    }

    private Future<List<Photo>> read(String sql, Scope scope, UUID id) {
        return database.pool()
                .preparedQuery(sql)
                .execute(Tuple.of(scope.serviceId(), id))
                .map(rows -> rows.stream().map(PhotoStore::photo).toList());
    }

    private static Photo photo(Row row) {
        return new Photo(
                row.getUUID("id"),
                new Photo.Of(
                        row.getUUID("callout_id"),
                        row.getUUID("alarm_id"),
                        row.getUUID("visit_id"),
                        row.getUUID("home_id")),
                row.getString("display_name"),
                Times.fromRow(row.getOffsetDateTime("said_at")),
                Times.fromRow(row.getOffsetDateTime("received_at")),
                row.getBoolean("removed"));
    }
}
