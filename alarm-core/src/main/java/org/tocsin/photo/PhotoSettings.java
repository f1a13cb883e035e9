package org.tocsin.photo;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;

/** Whether a service takes photos at all: not unless a manager says so. */
public final class PhotoSettings {
    private static final String FIND =
            "select allowed, changed_at, changed_by from photo_setting where service_id = $1";
    private static final String CHANGE = """
            insert into photo_setting (service_id, allowed, changed_at, changed_by) values ($1, $2, $3, $4)
            on conflict (service_id) do update set allowed = $2, changed_at = $3, changed_by = $4
            """;

    private final Database database;
    private final InstantSource clock;
    private final AuditTrail audit;

    public PhotoSettings(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.audit = new AuditTrail(database, clock);
    }

    /** @param changedAt null while nobody has ever said anything */
    public record Setting(
            boolean allowed,
            @Nullable Instant changedAt,
            @Nullable String changedBy) {
        static final Setting USUAL = new Setting(false, null, null);
    }

    /** That of the scope's service. */
    public Future<Setting> find(Scope scope) {
        return find(database.pool(), scope);
    }

    Future<Setting> find(SqlClient client, Scope scope) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> rows.stream()
                        .findFirst()
                        .map(row -> new Setting(
                                row.getBoolean(0), Times.fromRow(row.getOffsetDateTime(1)), row.getString(2)))
                        .orElse(Setting.USUAL));
    }

    /**
     * Sets it for the scope's service, with its line of the audit trail. What was taken before stays as long as it may.
     *
     * @param address from where
     */
    public Future<Void> change(Scope scope, boolean allowed, @Nullable String address) {
        return database.pool()
                .withTransaction(client -> client.preparedQuery(CHANGE)
                        .execute(Tuple.of(scope.serviceId(), allowed, Times.toRow(clock.instant()), scope.actor()))
                        .compose(changed -> audit.record(
                                client,
                                scope,
                                allowed ? "allow-photos" : "stop-photos",
                                "service:" + scope.serviceId(),
                                address)));
    }
}
