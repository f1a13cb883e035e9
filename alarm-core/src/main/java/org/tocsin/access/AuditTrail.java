package org.tocsin.access;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Database;

/** Who saw or changed what. Append-only: the run-time role can neither change nor delete a line. */
public final class AuditTrail {
    private final Database database;
    private final InstantSource clock;

    public AuditTrail(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Writes one line. Personal data is shown only after this succeeded.
     *
     * @param action what was done, a word or two with hyphens: {@code read-alarm}, {@code read-key-safe}
     * @param subject of what: kind and id, {@code alarm:0197…}
     * @param address from where, without port; null for the platform itself
     */
    public Future<Void> record(Scope scope, String action, String subject, @Nullable String address) {
        return record(database.pool(), scope, action, subject, address);
    }

    /** The same within a transaction of the caller's. */
    public Future<Void> record(SqlClient client, Scope scope, String action, String subject, @Nullable String address) {
        return client.preparedQuery("insert into audit (service_id, at, actor, action, subject, address)"
                        + " values ($1, $2, $3, $4, $5, $6)")
                .execute(Tuple.of(
                        scope.serviceId(),
                        clock.instant().atOffset(ZoneOffset.UTC),
                        scope.actor(),
                        action,
                        subject,
                        address))
                .mapEmpty();
    }
}
