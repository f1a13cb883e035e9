package org.tocsin.unit;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;

/**
 * Keeps where units have registered themselves: one contact for each unit on file, the newest, so there are never more
 * than units. Read with the unit itself, by {@link UnitDirectory}.
 */
public final class ContactStore {
    private static final long ANSWER_WITHIN_MS = 1_000;
    private static final String PUT = "insert into sip_contact (unit_id, service_id, uri, host, port, transport,"
            + " source_address, gateway_id, proven, registered_at, expires_at)"
            + " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (unit_id) do update"
            + " set uri = excluded.uri, host = excluded.host, port = excluded.port, transport = excluded.transport,"
            + " source_address = excluded.source_address, gateway_id = excluded.gateway_id, proven = excluded.proven,"
            + " registered_at = excluded.registered_at, expires_at = excluded.expires_at";
    private static final String END = "update sip_contact set expires_at = $2 where unit_id = $1 and expires_at > $2";

    private final Database database;
    private final InstantSource clock;
    private final String gatewayId;

    public ContactStore(Database database, InstantSource clock, String gatewayId) {
        this.database = database;
        this.clock = clock;
        this.gatewayId = gatewayId;
    }

    /** Replaces the unit's contact; fails when the store cannot be asked in time. */
    public Future<Void> put(HomeUnit unit, RegisteredContact contact) {
        Tuple row = Tuple.tuple()
                .addValue(unit.id())
                .addValue(unit.serviceId())
                .addValue(contact.uri())
                .addValue(contact.host())
                .addValue(contact.host() == null ? null : contact.port())
                .addValue(contact.transport())
                .addValue(contact.sourceAddress())
                .addValue(gatewayId)
                .addValue(contact.proven())
                .addValue(Times.toRow(clock.instant()))
                .addValue(Times.toRow(contact.expiresAt()));
        return database.pool()
                .preparedQuery(PUT)
                .execute(row)
                .timeout(ANSWER_WITHIN_MS, TimeUnit.MILLISECONDS)
                .mapEmpty();
    }

    /** The unit takes its contact back. */
    public Future<Void> end(HomeUnit unit) {
        return database.pool()
                .preparedQuery(END)
                .execute(Tuple.of(unit.id(), Times.toRow(clock.instant())))
                .timeout(ANSWER_WITHIN_MS, TimeUnit.MILLISECONDS)
                .mapEmpty();
    }
}
