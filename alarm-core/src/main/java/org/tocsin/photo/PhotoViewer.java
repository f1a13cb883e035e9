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

/**
 * Opens pictures, within one service; nobody sees one without a line of the audit. A few at a time: a future fails with
 * {@link Darkroom.Full} where too many are asked for at once.
 */
public final class PhotoViewer {
    private static final int LOOKS_AT_ONCE = 8;

    /** Of many pictures each: while one is put together the next is asked to come again. */
    private static final int COPIES_AT_ONCE = 1;

    private static final String PICTURE = "select sealed from photo where service_id = $1 and id = $2";
    private static final String PICTURES = """
            select id, sealed from (
              select id, sealed, sum(size_bytes) over (order by said_at, id) as so_far
              from photo where service_id = $1 and id = any ($2) and sealed is not null) p
            where so_far <= $3 order by id
            """;

    private final Database database;
    private final Darkroom darkroom;
    private final AuditTrail audit;
    private final Darkroom.Places looks = new Darkroom.Places(LOOKS_AT_ONCE);
    private final Darkroom.Places copies = new Darkroom.Places(COPIES_AT_ONCE);

    public PhotoViewer(Database database, Darkroom darkroom, InstantSource clock) {
        this.database = database;
        this.darkroom = darkroom;
        this.audit = new AuditTrail(database, clock);
    }

    /**
     * The picture, a JPEG, for somebody who may see it: that they looked is on record before they do.
     *
     * @param address from where
     * @return empty where there is none any more
     */
    public Future<Optional<Buffer>> look(Scope scope, Photo photo, @Nullable String address) {
        return looks.take(() -> audit.record(scope, "view-photo", "photo:" + photo.id(), address)
                .compose(audited ->
                        database.pool().preparedQuery(PICTURE).execute(Tuple.of(scope.serviceId(), photo.id())))
                .compose(rows -> {
                    Optional<Buffer> sealed = rows.stream().findFirst().map(row -> row.getBuffer(0));
                    return sealed.isEmpty()
                            ? Future.succeededFuture(Optional.empty())
                            : darkroom.open(photo.id(), sealed.get()).map(Optional::of);
                }));
    }

    /**
     * Pictures of these, for a copy that somebody asked for and whose making is on record.
     *
     * @param mostBytes of all of them; those that were taken first are given first
     */
    public Future<Map<UUID, Buffer>> pictures(Scope scope, List<UUID> ids, long mostBytes) {
        return copies.take(() -> database.pool()
                .preparedQuery(PICTURES)
                .execute(Tuple.of(scope.serviceId(), ids.toArray(UUID[]::new), mostBytes))
                .compose(rows -> darkroom.openAll(sealed(rows))));
    }

    private static Map<UUID, Buffer> sealed(RowSet<Row> rows) {
        Map<UUID, Buffer> sealed = new LinkedHashMap<>();
        rows.forEach(row -> sealed.put(row.getUUID(0), row.getBuffer(1)));
        return sealed;
    }
}
