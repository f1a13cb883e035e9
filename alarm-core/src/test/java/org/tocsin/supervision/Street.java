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
    private boolean broker;
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

    /** Makes the unit a scheme's controller; gives the home of the dwelling behind it, known to it by this device id. */
    UUID behind(String cid, String did, String tier) {
        UUID scheme = Ids.next();
        UUID flat = town.home(service, "Flat " + did);
        town.sql("update home set risk_tier = '%s' where id = '%s'", tier, flat);
        town.sql(
                "insert into scheme (id, service_id, name, created_at) values ('%s', '%s', 'Court %s', '2026-01-01Z')",
                scheme, service, scheme);
        town.sql("update home_unit set home_id = null, scheme_id = '%s' where cid = '%s'", scheme, cid);
        town.sql(
                "insert into scheme_point values ('%s', '%s', '%s', '%s', 'DWELLING', 'Flat', '%s')",
                Ids.next(), service, scheme, did, flat);
        return flat;
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
                    "insert into listening_span (id, process_id, protocols, broker, since, until)"
                            + " values ('%s', 'gateway-1', '{SCAIP,MQTT}', %s, '%s', '%s')",
                    span, broker, town.clock.instant(), town.clock.instant());
        }
        town.pass(time);
        town.sql("update listening_span set until = '%s' where id = '%s'", town.clock.instant(), span);
    }

    /** Whether the gateway also hears units behind a broker, from now on. */
    void broker(boolean heard) {
        broker = heard;
        span = null;
        // Until nobody waits for the line before any more.
        listen(Listening.STANDSTILL.plusSeconds(1));
    }

    /** A silence that somebody who is no more was about to tell. */
    UUID dead(String cid) {
        UUID id = UUID.randomUUID();
        town.sql(
                "insert into silence (id, service_id, unit_id, home_id, cid, number, heard_at, began_at, noticed_at,"
                        + " noticed_by, lease_until) select '%s', u.service_id, u.id, u.home_id, u.cid, 1, l.last_seen_at,"
                        + " '%s', '%s', 'dead', clock_timestamp() + interval '1 hour'"
                        + " from home_unit u join sign_of_life l on l.unit_id = u.id where cid = '%s'",
                id, town.clock.instant(), town.clock.instant(), cid);
        return id;
    }

    /** It speaks MQTT, over a connection of this name. */
    void mqtt(String cid, String connection) {
        town.sql("update home_unit set protocol = 'MQTT' where cid = '%s'", cid);
        town.sql(
                "insert into unit_connection (unit_id, connection_id, service_id, claim, gateway_id, protocol,"
                        + " remote_address, connected_at) select id, '%s', service_id, 1, 'gateway-1', 'MQTT', '', '%s'"
                        + " from home_unit where cid = '%s'",
                connection, town.clock.instant(), cid);
    }

    /** A pendant is pressed now. */
    void pressed(String cid, String doubts) {
        town.sql(
                "insert into signal (id, service_id, unit_id, cid, ref, protocol, kind, body_hash, received_at, recorded_at,"
                        + " remote_address, gateway_id, doubts, body, raw) select gen_random_uuid(), service_id, id, cid, 'A1',"
                        + " 'SCAIP', 'ALARM', '', '%s', '%s', '', '', '%s', '{}', '' from home_unit where cid = '%s'",
                town.clock.instant(), town.clock.instant(), doubts, cid);
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
