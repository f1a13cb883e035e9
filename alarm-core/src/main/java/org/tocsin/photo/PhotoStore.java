package org.tocsin.photo;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Keyring;
import org.tocsin.platform.Times;

/** Reads photos; every question is answered within one service, and nobody sees a picture without a line of the audit. */
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
    private static final String PICTURE = "select sealed from photo where service_id = $1 and id = $2";
    private static final String PICTURES = """
            select id, sealed from (
              select id, sealed, sum(size_bytes) over (order by said_at, id) as so_far
              from photo where service_id = $1 and id = any ($2) and sealed is not null) p
            where so_far <= $3 order by id
            """;

    private final Database database;
    private final Keyring keyring;
    private final AuditTrail audit;

    public PhotoStore(Database database, Keyring keyring, InstantSource clock) {
        this.database = database;
        this.keyring = keyring;
        this.audit = new AuditTrail(database, clock);
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

    /**
     * The picture, a JPEG, for somebody who may see it: that they looked is on record before they do.
     *
     * @param address from where
     * @return empty where there is none any more
     */
    public Future<Optional<Buffer>> look(Scope scope, Photo photo, @Nullable String address) {
        return audit.record(scope, "view-photo", "photo:" + photo.id(), address)
                .compose(audited ->
                        database.pool().preparedQuery(PICTURE).execute(Tuple.of(scope.serviceId(), photo.id())))
                .map(rows -> rows.stream()
                        .findFirst()
                        .filter(row -> row.getBuffer(0) != null)
                        .map(row -> open(photo.id(), row.getBuffer(0))));
    }

    /**
     * Pictures of these, for a copy that somebody asked for and whose making is on record.
     *
     * @param mostBytes of all of them; those that were taken first are given first
     */
    public Future<Map<UUID, Buffer>> pictures(Scope scope, List<UUID> ids, long mostBytes) {
        return database.pool()
                .preparedQuery(PICTURES)
                .execute(Tuple.of(scope.serviceId(), ids.toArray(UUID[]::new), mostBytes))
                .map(this::opened);
    }

    private Map<UUID, Buffer> opened(RowSet<Row> rows) {
        Map<UUID, Buffer> pictures = new LinkedHashMap<>();
        rows.forEach(row -> pictures.put(row.getUUID(0), open(row.getUUID(0), row.getBuffer(1))));
        return pictures;
    }

    private Buffer open(UUID id, Buffer sealed) {
        return Buffer.buffer(keyring.open(purpose(id), sealed.getBytes()));
    }

    /** Each is sealed under a key of its own: one that is put in another's place does not open. */
    static String purpose(UUID id) {
        return "photo:" + id;
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
