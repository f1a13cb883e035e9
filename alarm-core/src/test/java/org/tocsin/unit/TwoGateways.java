package org.tocsin.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.tocsin.access.Scope;
import org.tocsin.alarm.Town;
import org.tocsin.platform.Ids;
import org.tocsin.signal.Protocol;

/** Two gateways on one database, the units that connect to either, and the people who ask something of them. */
final class TwoGateways implements AutoCloseable {
    final Town town = new Town();
    final UUID service = town.service("demo");
    final Scope scope = town.person(service, "alice", "Alice", "MANAGER");
    final Scope elsewhere = town.person(town.service("other"), "eve", "Eve", "MANAGER");
    final UnitCommandDesk desk = new UnitCommandDesk(town.database, town.clock, town.wakeup);
    final UnitCommandStore store = new UnitCommandStore(town.database);
    final UnitConnectionStore connections = new UnitConnectionStore(town.database, town.clock);

    /** The commands' part of a gateway. */
    final class Gateway {
        final String id;
        final UnitConnections connections;
        final UnitCommandQueue queue;
        final AtomicInteger taken = new AtomicInteger();

        private Gateway(String id) throws Exception {
            this.id = id;
            connections = new UnitConnections(town.vertx, TwoGateways.this.connections, town.clock, town.wakeup, id);
            queue = new UnitCommandQueue(town.database, town.clock, id);
            get(connections.start(units -> {}));
            alive();
        }

        void alive() {
            town.sql(
                    "insert into process values ('%s', 'gateway', '%s', '%s') on conflict (id) do update set"
                            + " last_seen_at = excluded.last_seen_at",
                    id, town.clock.instant(), town.clock.instant());
        }

        UnitConnections.Held connect(HomeUnit unit, String clientId) throws Exception {
            String before = holder(unit);
            UnitConnections.Held held =
                    connections.claim(unit, clientId, Protocol.MQTT, "192.0.2.1", taken::incrementAndGet);
            await().until(() -> !holder(unit).equals(before));
            return held;
        }

        List<UnitCommandQueue.Due> due() throws Exception {
            return get(queue.claim(50, true));
        }
    }

    Gateway gateway(String id) throws Exception {
        return new Gateway(id);
    }

    HomeUnit unit(Protocol protocol) {
        UUID id = Ids.next();
        String cid = Long.toString(Math.abs(id.getLeastSignificantBits()));
        town.sql(
                "insert into home_unit (id, service_id, cid, protocol, authentication, created_at)"
                        + " values ('%s', '%s', '%s', '%s', 'NONE', '%s')",
                id, service, cid, protocol, Town.MORNING);
        return new HomeUnit(id, service, null, cid, protocol, HomeUnit.Status.IN_SERVICE);
    }

    UnitCommand ask(HomeUnit unit, CommandOp op, Map<String, ?> args) throws Exception {
        return ((UnitCommandDesk.Asked) ask(unit, scope, Ids.next().toString(), op, args)).command();
    }

    UnitCommandDesk.Result ask(HomeUnit unit, Scope asker, String requestId, CommandOp op, Map<String, ?> args)
            throws Exception {
        return get(desk.ask(
                asker, new UnitCommandDesk.Request(unit.cid(), requestId, op, args, CommandRules.USUAL_EXPIRY, null)));
    }

    UnitCommand find(UnitCommand command) throws Exception {
        return get(store.find(scope, command.id())).orElseThrow();
    }

    static UnitCommandQueue.Said said(boolean ok, int code) {
        return new UnitCommandQueue.Said(ok, code, null);
    }

    static <T> T only(List<T> all) {
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    /** Which claim holds the unit now; empty for none. */
    private String holder(HomeUnit unit) throws Exception {
        return get(town.database
                .pool()
                .query("select coalesce(max(claim), 0)::text from unit_connection where released_at is null"
                        + " and unit_id = '" + unit.id() + "'")
                .execute()
                .map(rows -> rows.iterator().next().getString(0)));
    }

    static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        town.close();
    }
}
