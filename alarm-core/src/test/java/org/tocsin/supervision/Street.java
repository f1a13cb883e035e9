package org.tocsin.supervision;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.alarm.Town;
import org.tocsin.platform.Ids;
import org.tocsin.platform.LastCommit;
import org.tocsin.platform.Readiness;
import org.tocsin.signal.SignalIntake;

/** A town whose units are watched: what is heard, when we listen, and rounds of the worker by hand. */
final class Street implements AutoCloseable {
    final Town town = new Town();
    final UUID service = town.service("demo");
    final Scope olive = town.person(service, "olive", "Olive Green", "OPERATOR");
    final SignalIntake intake =
            Town.await(SignalIntake.open(town.vertx, town.database, town.clock, new LastCommit(), town.wakeup));
    private @Nullable UUID span;
    private boolean clockAgrees = true;

    SupervisionWorker worker(String processId) {
        Readiness clock = new Readiness(
                "clock",
                () -> clockAgrees
                        ? Future.succeededFuture()
                        : Future.failedFuture("this clock and the database's are an hour apart"));
        return new SupervisionWorker(town.vertx, town.database, town.clock, clock, intake, processId);
    }

    void clockAgrees(boolean agrees) {
        clockAgrees = agrees;
    }

    /** A unit of a home of its own that sends a heartbeat each hour; its id on the wire. */
    String unit(String tier) {
        UUID home = town.home(service, "1 Quiet Lane");
        town.sql("update home set risk_tier = '%s' where id = '%s'", tier, home);
        String cid = town.unit(service, home);
        town.sql("update home_unit set heartbeat_s = 3600 where cid = '%s'", cid);
        return cid;
    }

    /** As a flush of the signs of life does. */
    void beat(String cid) {
        town.sql(
                "insert into sign_of_life (unit_id, service_id, last_seen_at) select id, service_id, '%s' from home_unit"
                        + " where cid = '%s' on conflict (unit_id) do update set last_seen_at = excluded.last_seen_at",
                town.clock.instant(), cid);
    }

    /** Time passes, and a gateway listens: what its flushes twice a second write down in the end. */
    void listen(Duration time) {
        if (span == null) {
            span = Ids.next();
            town.sql(
                    "insert into listening_span (id, process_id, protocols, since, until)"
                            + " values ('%s', 'gateway-1', '{SCAIP,MQTT}', '%s', '%s')",
                    span, town.clock.instant(), town.clock.instant());
        }
        town.pass(time);
        town.sql("update listening_span set until = '%s' where id = '%s'", town.clock.instant(), span);
    }

    /** Time passes, and nobody listens. */
    void out(Duration time) {
        span = null;
        town.pass(time);
    }

    Row watch(String cid) {
        return row("select w.* from unit_watch w join home_unit u on u.id = w.unit_id where u.cid = $1", cid);
    }

    String state(String cid) {
        return watch(cid).getString("state");
    }

    List<Row> rows(String sql, Object... parameters) {
        return Town.await(town.database.pool().preparedQuery(sql).execute(Tuple.from(List.of(parameters)))).stream()
                .toList();
    }

    Row row(String sql, Object... parameters) {
        List<Row> rows = rows(sql, parameters);
        if (rows.size() != 1) {
            throw new AssertionError(rows.size() + " rows");
        }
        return rows.get(0);
    }

    long count(String sql, Object... parameters) {
        return row(sql, parameters).getLong(0);
    }

    @Override
    public void close() {
        Town.await(intake.close());
        town.close();
    }
}
