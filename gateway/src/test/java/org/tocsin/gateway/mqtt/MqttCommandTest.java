package org.tocsin.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.gateway.TestGateway;
import org.tocsin.platform.Wakeup;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.CommandOp;
import org.tocsin.unit.Credential.Authentication;
import org.tocsin.unit.UnitCommand;
import org.tocsin.unit.UnitCommandDesk;

/** What a unit is asked to do reaches it, also when it was not there at first, and its answer is on file. */
class MqttCommandTest {
    static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-f-]{36})\"");

    static TestGateway gateway;
    static Wakeup wakeup;
    static int next = 70_000_000;

    @BeforeAll
    static void start() {
        gateway = TestGateway.start();
        wakeup = new Wakeup(gateway.vertx(), gateway.database());
    }

    @AfterAll
    static void stop() {
        wakeup.close();
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void a_command_waits_until_the_unit_listens_and_its_answer_is_kept(int version) throws Exception {
        String cid = Integer.toString(next++);
        String secret = gateway.enrol(cid, Protocol.MQTT, Authentication.PASSWORD);
        UnitCommand asked = ask(cid, CommandOp.HEARTBEAT_INTERVAL, Map.of("seconds", 600));
        try (PahoUnit unit = PahoUnit.of(version, gateway.gateway().mqttPort(), cid)) {
            assertThat(unit.connect(cid, secret)).isEqualTo(PahoUnit.ACCEPTED);
            assertThat(unit.subscribe("tc/1/demo/" + cid + "/down/#")).isEqualTo(1);
            PahoUnit.Said command = hears(unit);
            assertThat(command.topic()).isEqualTo("tc/1/demo/" + cid + "/down/cmd");
            assertThat(command.payload())
                    .contains("\"op\":\"heartbeat.interval\"", "\"args\":{\"seconds\":600}", "\"exp\":\"");
            if (version == 5) {
                assertThat(command.expiry()).as("what is left of five minutes").isBetween(1L, 300L);
            }
            assertThat(id(command)).isEqualTo(asked.id().toString());
            String result = "{\"v\":1,\"id\":\"%s\",\"ok\":true,\"code\":0,\"text\":\"every 600 s\"}";
            assertThat(unit.publish(MqttDeviceServerTest.up(cid, "result"), result.formatted(id(command))))
                    .isEqualTo(PahoUnit.ACCEPTED);
            assertThat(state(cid)).isEqualTo("DONE every 600 s");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void a_unit_that_is_connected_hears_at_once_and_may_fail(int version) throws Exception {
        String cid = Integer.toString(next++);
        String secret = gateway.enrol(cid, Protocol.MQTT, Authentication.PASSWORD);
        try (PahoUnit unit = PahoUnit.of(version, gateway.gateway().mqttPort(), cid)) {
            assertThat(unit.connect(cid, secret)).isEqualTo(PahoUnit.ACCEPTED);
            unit.subscribe("tc/1/demo/" + cid + "/down/cmd");
            ask(cid, CommandOp.TEST, Map.of());
            String id = id(hears(unit));
            String result = "{\"id\":\"%s\",\"ok\":false,\"code\":7,\"text\":\"no radio\"}".formatted(id);
            assertThat(unit.publish(MqttDeviceServerTest.up(cid, "result"), result))
                    .isEqualTo(PahoUnit.ACCEPTED);
            await().untilAsserted(() -> assertThat(state(cid)).isEqualTo("FAILED no radio"));
            assertThat(unit.publish(MqttDeviceServerTest.up(cid, "result"), "{\"id\":7}"))
                    .isEqualTo(version == 5 ? 0x99 : PahoUnit.ACCEPTED);
        }
    }

    private static UnitCommand ask(String cid, CommandOp op, Map<String, ?> args) {
        UnitCommandDesk desk = new UnitCommandDesk(gateway.database(), InstantSource.system(), wakeup);
        UnitCommandDesk.Result result = TestGateway.await(desk.ask(
                gateway.scope(), new UnitCommandDesk.Request(cid, "r" + cid, op, args, Duration.ofMinutes(5), null)));
        return ((UnitCommandDesk.Asked) result).command();
    }

    private static String state(String cid) {
        return gateway.rows(
                        "select c.state || ' ' || coalesce(c.answer, '') from unit_command c"
                                + " join home_unit u on u.id = c.unit_id where u.cid = $1",
                        cid)
                .get(0)
                .getString(0);
    }

    /** Sent again after a while, a command may be heard twice. */
    private static PahoUnit.Said hears(PahoUnit unit) {
        return await().atMost(Duration.ofSeconds(30)).until(unit::hears, said -> said != null);
    }

    private static String id(PahoUnit.Said command) {
        Matcher id = ID.matcher(command.payload());
        assertThat(id.find()).isTrue();
        return id.group(1);
    }
}
