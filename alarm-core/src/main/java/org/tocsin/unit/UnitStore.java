package org.tocsin.unit;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;
import org.tocsin.signal.Protocol;

/** The home units on file, as people of their service see them. The way of a signal has its own, cached look. */
public final class UnitStore {
    private static final String SELECT = "select id, service_id, home_id, cid, protocol, status from home_unit where ";

    private final Database database;
    private final InstantSource clock;

    public UnitStore(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    public Future<Optional<HomeUnit>> find(Scope scope, String cid) {
        return database.pool()
                .preparedQuery(SELECT + "service_id = $1 and cid = $2")
                .execute(Tuple.of(scope.serviceId(), cid))
                .map(rows -> rows.stream().findFirst().map(UnitStore::read));
    }

    public Future<List<HomeUnit>> ofHome(Scope scope, UUID homeId) {
        return database.pool()
                .preparedQuery(SELECT + "service_id = $1 and home_id = $2 order by cid")
                .execute(Tuple.of(scope.serviceId(), homeId))
                .map(rows -> rows.stream().map(UnitStore::read).toList());
    }

    /** Suspends a unit or takes it back into service; false when it is not on file. */
    public Future<Boolean> setStatus(Scope scope, UUID unitId, HomeUnit.Status status) {
        return database.pool()
                .preparedQuery("update home_unit set status = $3 where service_id = $1 and id = $2")
                .execute(Tuple.of(scope.serviceId(), unitId, status.name()))
                .map(rows -> rows.rowCount() == 1);
    }

    /**
     * Puts a unit on file within a transaction of the caller's; false when its cid, the name in its certificate or its
     * external id is on file already.
     */
    Future<Boolean> insert(
            SqlClient client, HomeUnit unit, Credential credential, @Nullable UUID modelId, UnitFacts facts) {
        return client.preparedQuery("""
                        insert into home_unit (id, service_id, home_id, cid, protocol, authentication, status,
                          secret_hmac, secret_enc, secret_key_id, created_at, model_id, allowed_addresses,
                          certificate_name, external_id, serial, firmware, iccid, sim_network, paths)
                        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
                          $20)
                        on conflict do nothing""")
                .execute(Tuple.from(new @Nullable Object[] {
                    unit.id(),
                    unit.serviceId(),
                    unit.homeId(),
                    unit.cid(),
                    unit.protocol().name(),
                    credential.authentication().name(),
                    unit.status().name(),
                    buffer(credential.secretHmac()),
                    buffer(credential.secretSealed()),
                    credential.keyId(),
                    Times.toRow(now()),
                    modelId,
                    credential.addresses().texts().toArray(String[]::new),
                    credential.certificateName(),
                    facts.externalId(),
                    facts.serial(),
                    facts.firmware(),
                    facts.iccid(),
                    facts.simNetwork(),
                    facts.pathNames()
                }))
                .map(rows -> rows.rowCount() == 1);
    }

    Instant now() {
        return clock.instant();
    }

    private static @Nullable Buffer buffer(byte @Nullable [] bytes) {
        return bytes == null ? null : Buffer.buffer(bytes);
    }

    private static HomeUnit read(Row row) {
        return new HomeUnit(
                row.getUUID("id"),
                row.getUUID("service_id"),
                row.getUUID("home_id"),
                row.getString("cid"),
                Protocol.valueOf(row.getString("protocol")),
                HomeUnit.Status.valueOf(row.getString("status")));
    }
}
