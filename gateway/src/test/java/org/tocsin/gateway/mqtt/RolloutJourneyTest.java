package org.tocsin.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.gateway.TestGateway;
import org.tocsin.healthtest.AskingHours;
import org.tocsin.healthtest.Selection;
import org.tocsin.platform.Wakeup;
import org.tocsin.rollout.Rollout;
import org.tocsin.rollout.RolloutDesk;
import org.tocsin.rollout.RolloutWorker;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.CommandOp;
import org.tocsin.unit.Credential.Authentication;

/** New firmware over real connections: ordered, carried out, believed by what the unit bears, and tested again. */
class RolloutJourneyTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String CALM = "73000001";
    private static final String BUSY = "73000002";

    static TestGateway gateway;
    static Wakeup wakeup;
    static RolloutWorker worker;

    @BeforeAll
    static void start() {
        gateway = TestGateway.start();
        wakeup = new Wakeup(gateway.vertx(), gateway.database());
        worker = new RolloutWorker(gateway.vertx(), gateway.database(), InstantSource.system(), wakeup);
        worker.start();
    }

    @AfterAll
    static void stop() {
        TestGateway.await(worker.stop());
        wakeup.close();
        gateway.close();
    }

    @Test
    void from_the_order_to_the_test_after_it_and_not_while_the_home_has_an_alarm() throws Exception {
        String calmSecret = gateway.enrol(CALM, Protocol.MQTT, Authentication.PASSWORD);
        String busySecret = gateway.enrol(BUSY, Protocol.MQTT, Authentication.PASSWORD);
        gateway.model(CALM, "hold_until_taken", false);
        gateway.execute("update home_unit set model_id = (select model_id from home_unit where cid = '" + CALM
                + "') where cid = '" + BUSY + "'");
        try (PahoUnit calm = PahoUnit.of(5, gateway.gateway().mqttPort(), CALM);
                PahoUnit busy = PahoUnit.of(3, gateway.gateway().mqttPort(), BUSY)) {
            connect(calm, CALM, calmSecret);
            connect(busy, BUSY, busySecret);
            UUID rollout = order();
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(units()).containsExactly("ASKED", "ASKED"));
            assertThat(busy.publish(MqttDeviceServerTest.up(BUSY, "alarm"), MqttDeviceServerTest.press(BUSY, "A1")))
                    .isEqualTo(PahoUnit.ACCEPTED);

            // Who has only just connected may have come to say something: a minute passes.
            gateway.execute("update unit_connection set connected_at = connected_at - interval '2 minutes'");
            String firmware = command(calm, "firmware.update");
            assertThat(attempts(BUSY)).as("its home has an alarm").isZero();
            gateway.execute("update alarm set state = 'CLOSED', sounding = false, closed_at = clock_timestamp()");
            carryOut(calm, CALM, firmware);
            carryOut(busy, BUSY, command(busy, "firmware.update"));
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(units()).containsExactly("HEARD", "HEARD"));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    gateway.rows("select state from rollout where id::text = $1", rollout.toString())
                                            .get(0)
                                            .getString(0))
                            .isEqualTo("DONE"));
            assertThat(gateway.rows(
                            "select kind from proof where asked_by = 'rollout:' || $1::text", rollout.toString()))
                    .hasSize(2);
        }
    }

    private static void connect(PahoUnit unit, String cid, String secret) throws Exception {
        assertThat(unit.connect(cid, secret)).isEqualTo(PahoUnit.ACCEPTED);
        unit.subscribe("tc/1/demo/" + cid + "/down/cmd");
    }

    private static UUID order() {
        UUID model = gateway.rows("select model_id from home_unit where cid = $1", CALM)
                .get(0)
                .getUUID(0);
        Rollout.Order order = new Rollout.Order(
                "Two",
                new Rollout.Change(CommandOp.FIRMWARE_UPDATE, Map.of("version", "2.0")),
                new Selection(null, model, null, null, null, null),
                new Rollout.Waves(2, 2, null, AskingHours.ALWAYS, Duration.ofHours(1), Duration.ZERO, 0));
        RolloutDesk desk = new RolloutDesk(gateway.database(), InstantSource.system());
        return ((RolloutDesk.Done) TestGateway.await(desk.create(gateway.scope(), order, null, null))).rolloutId();
    }

    /** It says yes, bears the new firmware, and sends a test when it is asked for one. */
    private static void carryOut(PahoUnit unit, String cid, String id) throws Exception {
        say(unit, cid, "result", result(id));
        say(unit, cid, "state", "{\"v\":1,\"state\":\"ready\",\"fw\":\"2.0\"}");
        String test = command(unit, "test");
        say(unit, cid, "result", result(test));
        say(unit, cid, "test", "{\"v\":1,\"ref\":\"t1\",\"cid\":\"" + cid + "\",\"dty\":\"0002\",\"stc\":\"0102\"}");
    }

    private static String result(String id) {
        return "{\"v\":1,\"id\":\"" + id + "\",\"ok\":true,\"code\":0,\"text\":null}";
    }

    private static void say(PahoUnit unit, String cid, String what, String words) throws Exception {
        assertThat(unit.publish(MqttDeviceServerTest.up(cid, what), words)).isEqualTo(PahoUnit.ACCEPTED);
    }

    /** The id of the next command of this kind; sent again after a while, one may be heard twice. */
    private static String command(PahoUnit unit, String op) {
        PahoUnit.Said command = await().atMost(PATIENCE)
                .until(unit::hears, said -> said != null && said.payload().contains("\"op\":\"" + op + "\""));
        return command.payload().replaceAll(".*\"id\":\"([0-9a-f-]{36})\".*", "$1");
    }

    private static List<String> units() {
        return gateway.rows("select state from rollout_unit where service_id::text = $1", serviceId()).stream()
                .map(row -> row.getString(0))
                .toList();
    }

    private static String serviceId() {
        return gateway.scope().serviceId().toString();
    }

    private static int attempts(String cid) {
        return gateway.rows(
                        "select c.attempts from unit_command c join home_unit u on u.id = c.unit_id where u.cid = $1"
                                + " and c.op = 'firmware.update'",
                        cid)
                .get(0)
                .getInteger(0);
    }
}
