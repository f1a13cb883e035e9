package org.tocsin.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmDesk;
import org.tocsin.gateway.TestGateway;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Wakeup;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.Credential.Authentication;

/** A unit whose model is held asks again with the same message until it is told whom to call. */
class MqttHoldTest {
    static TestGateway gateway;
    static Wakeup wakeup;
    static Scope olga;
    static int next = 86_000_000;

    @BeforeAll
    static void start() {
        gateway = TestGateway.start();
        wakeup = new Wakeup(gateway.vertx(), gateway.database());
        gateway.execute("update service set speech_reply = 62, speech_number = 'sip:desk@arc',"
                + " overflow_number = 'sip:staffed@arc'");
        UUID service = gateway.scope().serviceId();
        UUID id = Ids.next();
        gateway.execute(("insert into operator (id, service_id, username, display_name, role, password_hash, active,"
                        + " created_at, extension) values ('%s', '%s', 'olga', 'Olga Operator', 'OPERATOR', 'x', true,"
                        + " '2026-01-01Z', 'sip:olga@arc')")
                .formatted(id, service));
        olga = new Scope(service, id, "operator:olga");
    }

    @AfterAll
    static void stop() {
        wakeup.close();
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    @DisplayName("held: snu 4, snu 4, and once an operator has the alarm snu 0 with her own extension")
    void held_until_taken(int version) throws Exception {
        String cid = held();
        try (PahoUnit unit = listening(version, cid)) {
            assertThat(said(unit, cid)).contains("\"snu\":4", "\"mre\":0", "\"cre\":0", "\"tnu\":[]");
            assertThat(said(unit, cid)).contains("\"snu\":4");

            UUID alarm = gateway.rows("select id from alarm where cid = $1", cid)
                    .get(0)
                    .getUUID(0);
            TestGateway.await(new AlarmDesk(gateway.database(), InstantSource.system(), wakeup).take(olga, alarm));
            for (int i = 0; i < 2; i++) {
                assertThat(said(unit, cid))
                        .contains("\"snu\":0", "\"mre\":1", "\"cre\":62", "\"tnu\":[\"sip:olga@arc\"]");
            }
        }
        assertThat(gateway.signals(cid)).singleElement().matches(signal -> signal.repeats() == 3);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    @DisplayName("held until its time is over: snu 0 with the number where somebody always answers")
    void held_too_long(int version) throws Exception {
        String cid = held();
        try (PahoUnit unit = listening(version, cid)) {
            assertThat(said(unit, cid)).contains("\"snu\":4");

            // An hour passes.
            gateway.execute(("update speech_ask set asked_at = asked_at - interval '1 hour' where signal_id in"
                            + " (select id from signal where cid = '%s')")
                    .formatted(cid));
            assertThat(said(unit, cid)).contains("\"snu\":0", "\"cre\":62", "\"tnu\":[\"sip:staffed@arc\"]");
        }
    }

    private static String said(PahoUnit unit, String cid) throws Exception {
        assertThat(unit.publish(MqttDeviceServerTest.up(cid, "alarm"), MqttDeviceServerTest.press(cid, "A1")))
                .isEqualTo(PahoUnit.ACCEPTED);
        return MqttDeviceServerTest.hears(unit).payload();
    }

    /** A unit of a model that is held. */
    private static String held() {
        String cid = Integer.toString(next++);
        gateway.enrol(cid, Protocol.MQTT, Authentication.NONE);
        gateway.model(cid, "hold_until_taken", true);
        return cid;
    }

    private static PahoUnit listening(int version, String cid) throws Exception {
        PahoUnit unit = PahoUnit.of(version, gateway.gateway().mqttPort(), cid);
        assertThat(unit.connect(null, null)).isEqualTo(PahoUnit.ACCEPTED);
        assertThat(unit.subscribe("tc/1/demo/" + cid + "/down/#")).isEqualTo(1);
        return unit;
    }
}
