package org.tocsin.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.gateway.Gateway;
import org.tocsin.gateway.TestGateway;
import org.tocsin.platform.Wakeup;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.CommandOp;
import org.tocsin.unit.Credential.Authentication;
import org.tocsin.unit.UnitCommandDesk;

/** Two gateways on one PostgreSQL, and units that go from one to the other. */
class SeveralGatewaysTest {
    private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-f-]{36})\"");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int TAKEN_OVER = 0x8E;

    private static TestGateway first;
    private static Gateway second;
    private static Wakeup wakeup;
    private static int next = 71_000_000;

    @BeforeAll
    static void start() {
        first = TestGateway.start();
        second = first.another(Map.of("TOCSIN_GATEWAY_ID", "second"), new SimpleMeterRegistry());
        wakeup = new Wakeup(first.vertx(), first.database());
    }

    @AfterAll
    static void stop() {
        wakeup.close();
        first.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void a_unit_that_comes_to_another_gateway_loses_its_older_connection_and_nobody_thinks_it_lost(int version)
            throws Exception {
        String cid = Integer.toString(next++);
        String secret = first.enrol(cid, Protocol.MQTT, Authentication.PASSWORD);
        try (PahoUnit before = PahoUnit.of(version, firstPort(), cid);
                PahoUnit after = PahoUnit.of(version, second.mqttPort(), cid)) {
            assertThat(before.connect(cid, secret)).isEqualTo(PahoUnit.ACCEPTED);
            await().atMost(PATIENCE).until(() -> holder(cid).equals("gateway-under-test"));
            assertThat(after.connect(cid, secret)).isEqualTo(PahoUnit.ACCEPTED);
            await().atMost(PATIENCE).until(() -> before.lost);
            assertThat(before.lostReason).isEqualTo(version == 5 ? TAKEN_OVER : PahoUnit.NO_ANSWER);
            await().atMost(PATIENCE).until(() -> holder(cid).equals("second"));
            assertThat(after.lost).isFalse();
            assertThat(first.state(cid)).isNotEqualTo("LOST");
            assertThat(first.signals(cid)).as("nobody was alarmed").isEmpty();
        }
    }

    @Test
    void a_command_reaches_the_unit_wherever_it_is_and_goes_along_with_it_under_the_same_id() throws Exception {
        String cid = Integer.toString(next++);
        String secret = first.enrol(cid, Protocol.MQTT, Authentication.PASSWORD);
        try (PahoUnit before = PahoUnit.of(5, second.mqttPort(), cid);
                PahoUnit after = PahoUnit.of(5, firstPort(), cid)) {
            listens(before, cid, secret);
            ask(cid, Duration.ofMinutes(5));
            String id = id(hears(before));
            await().atMost(PATIENCE).until(() -> state(cid).equals("SENT"));
            listens(after, cid, secret);
            assertThat(id(hears(after))).isEqualTo(id);
            String result = "{\"v\":1,\"id\":\"" + id + "\",\"ok\":%s,\"code\":%d}";
            String topic = MqttDeviceServerTest.up(cid, "result");
            assertThat(after.publish(topic, result.formatted(true, 0))).isEqualTo(PahoUnit.ACCEPTED);
            assertThat(state(cid)).isEqualTo("DONE");
            assertThat(after.publish(topic, result.formatted(false, 9))).isEqualTo(PahoUnit.ACCEPTED);
            assertThat(state(cid)).as("an answer counts once").isEqualTo("DONE");
        }
    }

    @Test
    void a_command_whose_time_is_over_is_not_sent_when_the_unit_returns() throws Exception {
        String cid = Integer.toString(next++);
        String secret = first.enrol(cid, Protocol.MQTT, Authentication.PASSWORD);
        ask(cid, Duration.ofSeconds(1));
        await().atMost(PATIENCE).until(() -> state(cid).equals("EXPIRED"));
        try (PahoUnit unit = PahoUnit.of(5, firstPort(), cid)) {
            listens(unit, cid, secret);
            // What is said later arrives later: then the expired one would have been heard.
            ask(cid, Duration.ofMinutes(5));
            assertThat(hears(unit).payload()).contains("\"op\":\"test\"");
            assertThat(unit.heardNothing()).isTrue();
            assertThat(first.rows(
                                    "select c.attempts from unit_command c join home_unit u on u.id = c.unit_id"
                                            + " where u.cid = $1 and c.state = 'EXPIRED'",
                                    cid)
                            .get(0)
                            .getInteger(0))
                    .isZero();
        }
    }

    @Test
    void a_press_that_is_repeated_at_another_gateway_is_one_alarm() throws Exception {
        String cid = Integer.toString(next++);
        String secret = first.enrol(cid, Protocol.MQTT, Authentication.PASSWORD);
        String press = "{\"v\":1,\"ref\":\"same\",\"cid\":\"%s\",\"dty\":\"0003\",\"stc\":\"0010\",\"try\":%d}";
        String topic = MqttDeviceServerTest.up(cid, "alarm");
        try (PahoUnit before = PahoUnit.of(5, firstPort(), cid);
                PahoUnit after = PahoUnit.of(5, second.mqttPort(), cid)) {
            before.connect(cid, secret);
            assertThat(before.publish(topic, press.formatted(cid, 0))).isEqualTo(PahoUnit.ACCEPTED);
            listens(after, cid, secret);
            assertThat(after.publish(topic, press.formatted(cid, 1))).isEqualTo(PahoUnit.ACCEPTED);
            assertThat(hears(after).payload()).contains("\"ref\":\"same\"", "\"snu\":0");
        }
        assertThat(first.signals(cid)).singleElement().satisfies(signal -> {
            assertThat(signal.repeats()).isOne();
            assertThat(signal.inAlarm()).isTrue();
        });
        assertThat(first.rows("select 1 from alarm where cid = $1", cid)).hasSize(1);
    }

    @Test
    void a_gateway_that_ends_leaves_its_units_to_the_other() throws Exception {
        Gateway third = first.another(Map.of("TOCSIN_GATEWAY_ID", "third"), new SimpleMeterRegistry());
        String cid = Integer.toString(next++);
        String secret = first.enrol(cid, Protocol.MQTT, Authentication.PASSWORD);
        try (PahoUnit before = PahoUnit.of(5, third.mqttPort(), cid);
                PahoUnit after = PahoUnit.of(5, second.mqttPort(), cid)) {
            listens(before, cid, secret);
            await().atMost(PATIENCE).until(() -> holder(cid).equals("third"));
            TestGateway.await(third.stop());
            assertThat(holder(cid)).as("released with its end").isEmpty();
            ask(cid, Duration.ofMinutes(5));
            listens(after, cid, secret);
            hears(after);
        }
    }

    private static int firstPort() {
        return first.gateway().mqttPort();
    }

    private static void listens(PahoUnit unit, String cid, @Nullable String secret) throws Exception {
        assertThat(unit.connect(cid, secret)).isEqualTo(PahoUnit.ACCEPTED);
        assertThat(unit.subscribe("tc/1/demo/" + cid + "/down/#")).isEqualTo(1);
    }

    private static void ask(String cid, Duration expiry) {
        UnitCommandDesk desk = new UnitCommandDesk(first.database(), InstantSource.system(), wakeup);
        UnitCommandDesk.Request request =
                new UnitCommandDesk.Request(cid, cid + expiry, CommandOp.TEST, Map.of(), expiry, null);
        assertThat(TestGateway.await(desk.ask(first.scope(), request))).isInstanceOf(UnitCommandDesk.Asked.class);
    }

    private static PahoUnit.Said hears(PahoUnit unit) {
        return await().atMost(PATIENCE).until(unit::hears, said -> said != null);
    }

    private static String id(PahoUnit.Said command) {
        Matcher id = ID.matcher(command.payload());
        assertThat(id.find()).as(command.payload()).isTrue();
        return id.group(1);
    }

    private static String state(String cid) {
        return text(
                "select c.state from unit_command c join home_unit u on u.id = c.unit_id where u.cid = $1"
                        + " order by c.id desc limit 1",
                cid);
    }

    /** The gateway that holds the unit's newest connection; empty for none. */
    private static String holder(String cid) {
        return text(
                "select k.gateway_id from unit_connection k join home_unit u on u.id = k.unit_id"
                        + " where u.cid = $1 and k.released_at is null order by k.claim desc limit 1",
                cid);
    }

    private static String text(String sql, String cid) {
        return first.rows(sql, cid).stream()
                .map(row -> row.getString(0))
                .findFirst()
                .orElse("");
    }
}
