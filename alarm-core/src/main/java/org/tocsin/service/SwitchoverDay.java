package org.tocsin.service;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;

/**
 * The day on which analogue telephone lines end where a service is: its readiness is counted towards it. A service begins
 * with 31 January 2027, when the United Kingdom's are withdrawn.
 */
public final class SwitchoverDay {
    public static final LocalDate EARLIEST = LocalDate.of(2020, 1, 1);
    public static final LocalDate LATEST = LocalDate.of(2040, 12, 31);
    public static final String RULE = "A day from 1 January 2020 to 31 December 2040.";

    private final Pool pool;
    private final AuditTrail audit;

    public SwitchoverDay(Database database, InstantSource clock) {
        this.pool = database.pool();
        this.audit = new AuditTrail(database, clock);
    }

    public static boolean can(LocalDate day) {
        return !day.isBefore(EARLIEST) && !day.isAfter(LATEST);
    }

    /** That of the scope's service. */
    public Future<LocalDate> find(Scope scope) {
        return pool.preparedQuery("select switchover_on from service where id = $1")
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> rows.iterator().next().getLocalDate(0));
    }

    /** Sets it, from the next look at the figures on; fails with {@link IllegalArgumentException} past its limits. */
    public Future<Void> change(Scope scope, LocalDate day, @Nullable String address) {
        if (!can(day)) {
            return Future.failedFuture(new IllegalArgumentException(RULE));
        }
        return pool.withTransaction((SqlConnection client) -> client.preparedQuery(
                        "update service set switchover_on = $2 where id = $1 and switchover_on <> $2")
                .execute(Tuple.of(scope.serviceId(), day))
                .compose(rows -> rows.rowCount() == 0
                        ? Future.succeededFuture()
                        : audit.record(
                                client, scope, "change-switchover-day", "setting:switchoverOn -> " + day, address)));
    }
}
