package org.tocsin.gateway.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.tocsin.gateway.bridge.Fleet.PATIENCE;
import static org.tocsin.gateway.bridge.Fleet.press;
import static org.tocsin.gateway.bridge.Fleet.told;
import static org.tocsin.gateway.bridge.Fleet.up;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.gateway.TestGateway;
import org.tocsin.gateway.mqtt.PahoUnit;
import org.tocsin.gateway.mqtt.PahoUnit.Said;
import org.tocsin.platform.Metrics;

/** What units behind a real Mosquitto say is on file, and what they are told. */
class BrokerBridgeTest {
    @TempDir
    static Path directory;

    static Mosquitto broker;
    static TestGateway gateway;
    static Fleet fleet;

    @BeforeAll
    static void start() {
        broker = Mosquitto.start(directory);
        gateway = TestGateway.start(broker.settings());
        fleet = new Fleet(broker, gateway);
        fleet.awaitConnected();
    }

    @AfterAll
    static void stop() throws Exception {
        fleet.close();
        gateway.close();
        broker.close();
    }

    @Test
    void a_press_is_on_file_before_its_unit_is_told_and_the_broker_may_forget_it() throws Exception {
        PahoUnit unit = fleet.unit("70001");
        double acknowledged = fleet.count(Metrics.BRIDGE_ACKNOWLEDGED, "life");
        assertThat(unit.publish(up("70001", "alarm"), press("70001", "A1"))).isEqualTo(PahoUnit.ACCEPTED);

        Said said = told(unit);
        assertThat(gateway.signals("70001")).singleElement().satisfies(signal -> {
            assertThat(signal.kind()).isEqualTo("ALARM");
            assertThat(signal.inAlarm()).isTrue();
            assertThat(signal.doubts()).isEmpty();
        });
        assertThat(said.topic()).isEqualTo("tc/1/demo/70001/down/ack");
        assertThat(said.payload()).contains("\"ref\":\"A1\"", "\"snu\":0");
        assertThat(said.correlation()).isEqualTo("A1");
        await().atMost(PATIENCE).until(() -> fleet.count(Metrics.BRIDGE_ACKNOWLEDGED, "life") == acknowledged + 1);
        assertThat(fleet.warning()).isEmpty();
    }

    @Test
    void a_repeat_is_one_signal_and_gets_its_receipt_again() throws Exception {
        PahoUnit unit = fleet.unit("70002");
        for (int i = 0; i < 3; i++) {
            unit.publish(up("70002", "alarm"), press("70002", "A1"));
            assertThat(told(unit).payload()).contains("\"ref\":\"A1\"", "\"snu\":0");
        }
        assertThat(gateway.signals("70002"))
                .singleElement()
                .satisfies(signal -> assertThat(signal.repeats()).isEqualTo(2));
    }

    @Test
    void the_answer_goes_where_the_unit_wants_it_below_its_own_topics_only() throws Exception {
        PahoUnit unit = fleet.unit("70003");
        unit.publishFor(up("70003", "alarm"), press("70003", "A1").getBytes(UTF_8), "tc/1/demo/70003/down/mine");
        assertThat(told(unit).topic()).isEqualTo("tc/1/demo/70003/down/mine");
        unit.publishFor(up("70003", "alarm"), press("70003", "A2").getBytes(UTF_8), "tc/1/demo/70001/down/ack");
        assertThat(told(unit).topic()).isEqualTo("tc/1/demo/70003/down/ack");
    }

    @Test
    void what_cannot_be_read_is_kept_for_a_person_and_blocks_nobody() throws Exception {
        PahoUnit unit = fleet.unit("70004");
        unit.publish(up("70004", "alarm"), "{\"ref\":\"A1\",");
        unit.publish(up("70004", "alarm"), new byte[] {(byte) 0xc3, 0x28, 0});
        unit.publish(up("70004", "alarm"), press("70004", "A2"));
        assertThat(told(unit).payload()).contains("\"ref\":\"A1\"", "\"snu\":2");
        assertThat(told(unit).payload()).contains("\"ref\":\"A2\"", "\"snu\":0");
        assertThat(gateway.signals("70004")).hasSize(3).allMatch(TestGateway.OnFile::inAlarm);
        assertThat(gateway.signals("70004").stream()
                        .filter(signal -> signal.kind().equals("UNREADABLE")))
                .hasSize(2)
                .allMatch(signal -> signal.doubts().contains("UNREADABLE"));
    }

    @Test
    void another_unit_s_name_in_the_payload_is_marked_and_gets_no_receipt() throws Exception {
        PahoUnit unit = fleet.unit("70005");
        unit.publish(up("70005", "alarm"), press("70001", "A1"));
        unit.publish(up("70005", "alarm"), press("70005", "A2"));
        assertThat(told(unit).payload()).contains("\"ref\":\"A2\"");
        assertThat(gateway.signals("70005"))
                .hasSize(2)
                .filteredOn(signal -> signal.kind().equals("UNREADABLE"))
                .singleElement()
                .satisfies(signal -> assertThat(signal.doubts()).contains("SENDER_MISMATCH"));
    }

    @Test
    void a_unit_that_is_not_on_file_still_raises_an_alarm() throws Exception {
        PahoUnit unit = fleet.stranger("70006");
        unit.publish(up("70006", "alarm"), press("70006", "A1"));
        assertThat(told(unit).payload()).contains("\"ref\":\"A1\"", "\"snu\":0");
        assertThat(gateway.signals("70006")).singleElement().satisfies(signal -> {
            assertThat(signal.doubts()).contains("NOT_ON_FILE");
            assertThat(signal.inAlarm()).isTrue();
        });
    }

    @Test
    void the_broker_s_own_rules_keep_a_unit_to_its_own_topics() throws Exception {
        fleet.unit("70007");
        PahoUnit other = fleet.unit("70008");
        other.publish(up("70007", "alarm"), press("70007", "A1"));
        other.publish(up("70008", "alarm"), press("70008", "A1"));
        told(other);
        assertThat(gateway.signals("70007")).isEmpty();
    }

    @Test
    void every_kind_of_message_arrives_on_the_connection_it_belongs_to() throws Exception {
        PahoUnit unit = fleet.unit("70009");
        double life = fleet.count(Metrics.BRIDGE_RECEIVED, "life");
        double routine = fleet.count(Metrics.BRIDGE_RECEIVED, "routine");
        unit.publish(up("70009", "alarm"), press("70009", "A1"));
        unit.publish(up("70009", "reset"), press("70009", "A2"));
        unit.publish(up("70009", "info"), press("70009", "A3"));
        unit.publish(up("70009", "test"), "{\"ref\":\"A4\",\"cid\":\"70009\",\"dty\":\"0002\"}");
        unit.publish(up("70009", "heartbeat"), "{\"ref\":\"A5\",\"cid\":\"70009\",\"dty\":\"0002\"}");
        unit.publish(up("70009", "state"), "{\"v\":1,\"state\":\"ready\"}");
        for (int i = 0; i < 5; i++) {
            assertThat(told(unit).payload()).contains("\"snu\":0");
        }
        assertThat(gateway.signals("70009"))
                .extracting(TestGateway.OnFile::kind)
                .containsExactlyInAnyOrder("ALARM", "RESET", "INFORMATION", "TEST");
        await().atMost(PATIENCE).until(() -> gateway.signsOfLife("70009") == 1);
        assertThat(fleet.count(Metrics.BRIDGE_RECEIVED, "life") - life).isEqualTo(3);
        await().atMost(PATIENCE).until(() -> fleet.count(Metrics.BRIDGE_RECEIVED, "routine") - routine == 3);
    }

    @Test
    void a_slip_of_the_pen_in_the_topic_does_not_silence_a_home() throws Exception {
        PahoUnit unit = fleet.unit("70010");
        unit.publish("tc/1/Demo/70010/up/alarm", press("70010", "A1"));
        await().atMost(PATIENCE).until(() -> gateway.signals("70010").size() == 1);
        assertThat(gateway.signals("70010")).allMatch(signal -> signal.kind().equals("UNREADABLE") && signal.inAlarm());
    }
}
