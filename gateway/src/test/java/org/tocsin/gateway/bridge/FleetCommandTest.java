package org.tocsin.gateway.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.tocsin.gateway.bridge.Fleet.PATIENCE;
import static org.tocsin.gateway.bridge.Fleet.press;
import static org.tocsin.gateway.bridge.Fleet.told;
import static org.tocsin.gateway.bridge.Fleet.up;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.gateway.TestGateway;
import org.tocsin.gateway.mqtt.PahoUnit;
import org.tocsin.gateway.mqtt.PahoUnit.Said;
import org.tocsin.platform.Wakeup;
import org.tocsin.unit.CommandOp;
import org.tocsin.unit.UnitCommandDesk;

/** What a unit behind a broker is asked to do reaches it there, and its answer is kept. */
class FleetCommandTest {
    @TempDir
    static Path directory;

    static Mosquitto broker;
    static TestGateway gateway;
    static Fleet fleet;
    static Wakeup wakeup;

    @BeforeAll
    static void start() {
        broker = Mosquitto.start(directory);
        gateway = TestGateway.start(broker.settings());
        wakeup = new Wakeup(gateway.vertx(), gateway.database());
        fleet = new Fleet(broker, gateway);
        fleet.awaitConnected();
    }

    @AfterAll
    static void stop() throws Exception {
        fleet.close();
        wakeup.close();
        gateway.close();
        broker.close();
    }

    @Test
    void a_command_goes_to_a_unit_that_was_heard_through_the_broker_and_its_result_is_kept() throws Exception {
        PahoUnit unit = fleet.unit("74001");
        unit.publish(up("74001", "alarm"), press("74001", "A1"));
        assertThat(told(unit).payload()).contains("\"snu\":0");
        ask("74001");
        Said command = told(unit);
        assertThat(command.topic()).isEqualTo("tc/1/demo/74001/down/cmd");
        assertThat(command.payload()).contains("\"op\":\"test\"");
        String id = command.payload().replaceAll(".*\"id\":\"([^\"]+)\".*", "$1");
        unit.publish(up("74001", "result"), "{\"id\":\"%s\",\"ok\":true,\"code\":0,\"text\":\"done\"}".formatted(id));
        await().atMost(PATIENCE).until(() -> state("74001").equals("DONE"));
    }

    @Test
    void a_command_waits_while_nobody_listens_at_the_broker() throws Exception {
        PahoUnit unit = fleet.unit("74002");
        unit.publish(up("74002", "alarm"), press("74002", "A1"));
        told(unit);
        unit.close();
        ask("74002");
        assertThat(state("74002")).isEqualTo("PENDING");
        PahoUnit back = fleet.connect("74002");
        back.publish(up("74002", "state"), "{\"v\":1,\"state\":\"ready\"}");
        assertThat(told(back).payload()).contains("\"op\":\"test\"");
        await().atMost(PATIENCE).until(() -> state("74002").equals("SENT"));
    }

    @Test
    void more_commands_than_the_broker_takes_at_a_time_all_go_at_the_first_attempt() throws Exception {
        PahoUnit unit = fleet.unit("74003");
        unit.publish(up("74003", "alarm"), press("74003", "A1"));
        told(unit);
        int many = 3 * Mosquitto.WINDOW;
        gateway.rows(
                "insert into unit_command (id, service_id, unit_id, request_id, op, args, urgent, state, requested_by,"
                        + " requested_at, expires_at) select gen_random_uuid(), service_id, id, 'many' || n, 'test', '{}',"
                        + " false, 'PENDING', 'test', now(), now() + interval '5 minutes'"
                        + " from home_unit, generate_series(1, %d) n where cid = $1".formatted(many),
                "74003");
        wakeup.ring();
        for (int i = 0; i < many; i++) {
            assertThat(told(unit).payload()).contains("\"op\":\"test\"");
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(gateway.rows(
                                        "select count(*) from unit_command c join home_unit u on u.id = c.unit_id"
                                                + " where u.cid = $1 and c.state = 'SENT' and c.attempts = 1",
                                        "74003")
                                .get(0)
                                .getLong(0))
                        .isEqualTo(many));
    }

    private static void ask(String cid) {
        UnitCommandDesk desk = new UnitCommandDesk(gateway.database(), InstantSource.system(), wakeup);
        TestGateway.await(desk.ask(
                gateway.scope(),
                new UnitCommandDesk.Request(cid, "r" + cid, CommandOp.TEST, Map.of(), Duration.ofMinutes(5), null)));
    }

    private static String state(String cid) {
        return gateway.rows(
                        "select c.state from unit_command c join home_unit u on u.id = c.unit_id where u.cid = $1", cid)
                .get(0)
                .getString(0);
    }
}
