package org.tocsin.unit;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;
import org.tocsin.signal.Protocol;

/** Who holds the connections of units, in the database. Written for a gateway, read for people. */
public final class UnitConnectionStore {
    /** A gateway writes its sign of life twice a second; one that is silent for this long holds nothing any more. */
    public static final Duration GATEWAY_SILENT = Duration.ofSeconds(10);

    /** What nobody has read for so long was meant for a gateway that is gone for good. */
    private static final Duration FORGOTTEN = Duration.ofDays(1);

    private static final String WANTED = "unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[],"
            + " $6::timestamptz[]) as w(unit_id, connection_id, service_id, protocol, remote_address, connected_at)";

    /** What is over and is not about to come back; then a unit has one row a connection and no history. */
    private static final String CLEAR =
            "delete from unit_connection where released_at is not null" + " and unit_id = any($1::uuid[])";

    private static final String MAKE_ROOM = "insert into unit_connection (unit_id, connection_id, service_id, claim,"
            + " gateway_id, protocol, remote_address, connected_at)"
            + " select unit_id, connection_id, service_id, 0, $7, protocol, remote_address, connected_at from " + WANTED
            + " order by unit_id, connection_id on conflict do nothing";

    /** Sees and locks whatever another gateway has written meanwhile, so no claim passes unseen by the one before. */
    private static final String CLAIM = "with before as (select c.unit_id, c.connection_id, c.service_id, c.claim,"
            + " c.gateway_id, w.protocol, w.remote_address, w.connected_at"
            + " from unit_connection c join " + WANTED + " using (unit_id, connection_id)"
            + " order by c.unit_id, c.connection_id for update of c),"
            + " told as (insert into unit_takeover (gateway_id, unit_id, connection_id, service_id, claim, at)"
            + " select gateway_id, unit_id, connection_id, service_id, claim, connected_at from before"
            + " where gateway_id <> $7"
            + " on conflict (gateway_id, unit_id, connection_id) do update set claim = excluded.claim, at = excluded.at),"
            + " claimed as (update unit_connection c set claim = nextval('unit_connection_claim'), gateway_id = $7,"
            + " protocol = b.protocol, remote_address = b.remote_address, connected_at = b.connected_at,"
            + " released_at = null from before b"
            + " where c.unit_id = b.unit_id and c.connection_id = b.connection_id"
            + " returning c.unit_id, c.connection_id, c.claim)"
            + " select k.unit_id, k.connection_id, k.claim, b.gateway_id <> $7 as taken_over"
            + " from claimed k join before b using (unit_id, connection_id)";

    private static final String RELEASE = "update unit_connection c set released_at = r.at"
            + " from unnest($1::uuid[], $2::text[], $3::bigint[], $4::timestamptz[]) as r(unit_id, connection_id, claim, at)"
            + " where c.unit_id = r.unit_id and c.connection_id = r.connection_id and c.claim = r.claim";

    private static final String NEWEST = "select k.protocol, k.gateway_id, k.remote_address, k.connected_at,"
            + " k.released_at, coalesce(p.last_seen_at > $3, false) as alive"
            + " from unit_connection k left join process p on p.id = k.gateway_id"
            + " where k.service_id = $1 and k.unit_id = $2"
            + " order by k.released_at is null desc, k.claim desc limit 1";

    private final Database database;
    private final InstantSource clock;

    public UnitConnectionStore(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Which connection is meant: one of a unit at a time has this name. */
    record Key(UUID unitId, String connectionId) {}

    /** A connection to be written down. */
    record Wanted(Key key, UUID serviceId, Protocol protocol, String remoteAddress, Instant at) {}

    /** @param takenOver true when another gateway held it */
    record Claimed(Key key, long claim, boolean takenOver) {}

    /** A connection that is over; without effect when a later claim was written. */
    record Released(Key key, long claim, Instant at) {}

    /** @param claim what is over; a later claim of the same gateway is not meant */
    record Takeover(Key key, long claim) {}

    /** The unit's latest connection, an open one first; empty when it never had any that is remembered. */
    public Future<Optional<UnitConnection>> newest(Scope scope, UUID unitId) {
        return database.pool()
                .preparedQuery(NEWEST)
                .execute(Tuple.of(
                        scope.serviceId(), unitId, Times.toRow(clock.instant().minus(GATEWAY_SILENT))))
                .map(rows -> rows.stream().findFirst().map(UnitConnectionStore::connection));
    }

    /** Writes claims and releases of one gateway in one transaction. No connection may be claimed twice in it. */
    Future<List<Claimed>> write(String gatewayId, Collection<Wanted> wanted, Collection<Released> released) {
        return database.pool()
                .withTransaction(connection ->
                        release(connection, released).compose(done -> claim(connection, gatewayId, wanted)));
    }

    private static Future<Void> release(SqlConnection connection, Collection<Released> released) {
        if (released.isEmpty()) {
            return Future.succeededFuture();
        }
        Tuple columns = Tuple.of(
                released.stream().map(one -> one.key().unitId()).toArray(UUID[]::new),
                released.stream().map(one -> one.key().connectionId()).toArray(String[]::new),
                released.stream().map(Released::claim).toArray(Long[]::new),
                released.stream().map(one -> Times.toRow(one.at())).toArray(OffsetDateTime[]::new));
        return connection.preparedQuery(RELEASE).execute(columns).mapEmpty();
    }

    private static Future<List<Claimed>> claim(SqlConnection connection, String gatewayId, Collection<Wanted> wanted) {
        if (wanted.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        Tuple columns = Tuple.of(
                wanted.stream().map(one -> one.key().unitId()).toArray(UUID[]::new),
                wanted.stream().map(one -> one.key().connectionId()).toArray(String[]::new),
                wanted.stream().map(Wanted::serviceId).toArray(UUID[]::new),
                wanted.stream().map(one -> one.protocol().name()).toArray(String[]::new),
                wanted.stream().map(Wanted::remoteAddress).toArray(String[]::new),
                wanted.stream().map(one -> Times.toRow(one.at())).toArray(OffsetDateTime[]::new));
        columns.addString(gatewayId);
        return connection
                .preparedQuery(CLEAR)
                .execute(Tuple.of(columns.getValue(0)))
                .compose(cleared -> connection.preparedQuery(MAKE_ROOM).execute(columns))
                .compose(room -> connection.preparedQuery(CLAIM).execute(columns))
                .map(rows -> rows.stream().map(UnitConnectionStore::claimed).toList());
    }

    /** What this gateway should end; each is given once. */
    Future<List<Takeover>> takeovers(String gatewayId) {
        return database.pool()
                .preparedQuery(
                        "delete from unit_takeover where gateway_id = $1" + " returning unit_id, connection_id, claim")
                .execute(Tuple.of(gatewayId))
                .map(rows -> rows.stream()
                        .map(row -> new Takeover(key(row), row.getLong("claim")))
                        .toList());
    }

    /** Ends, in the database, whatever an earlier run of this gateway held: those connections died with it. */
    Future<Void> releaseAll(String gatewayId) {
        Instant now = clock.instant();
        return database.pool()
                .withTransaction(connection -> connection
                        .preparedQuery("update unit_connection set released_at = $2"
                                + " where gateway_id = $1 and released_at is null")
                        .execute(Tuple.of(gatewayId, Times.toRow(now)))
                        .compose(released -> connection
                                .preparedQuery("delete from unit_takeover where gateway_id = $1 or at < $2")
                                .execute(Tuple.of(gatewayId, Times.toRow(now.minus(FORGOTTEN)))))
                        .<Void>mapEmpty());
    }

    private static Key key(Row row) {
        return new Key(row.getUUID("unit_id"), row.getString("connection_id"));
    }

    private static Claimed claimed(Row row) {
        return new Claimed(key(row), row.getLong("claim"), row.getBoolean("taken_over"));
    }

    private static UnitConnection connection(Row row) {
        return new UnitConnection(
                Protocol.valueOf(row.getString("protocol")),
                row.getString("gateway_id"),
                row.getString("remote_address"),
                Times.fromRow(row.getOffsetDateTime("connected_at")),
                Times.fromRowOrNull(row.getOffsetDateTime("released_at")),
                row.getBoolean("alive"));
    }
}
