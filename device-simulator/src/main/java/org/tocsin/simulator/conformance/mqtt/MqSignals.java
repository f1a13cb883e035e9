package org.tocsin.simulator.conformance.mqtt;

import static org.tocsin.simulator.conformance.Wrong.unless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tocsin.simulator.conformance.Case;
import org.tocsin.simulator.conformance.Wrong;
import org.tocsin.simulator.conformance.mqtt.MqttBench.Ack;

/** Signals that can be read, and how their receipt is told. */
final class MqSignals {
    private MqSignals() {}

    static List<Case<MqttBench>> cases() {
        return List.of(
                Case.of(
                        "MQ-01",
                        "an alarm",
                        "PUBACK 0x00, then down/ack with the same ref and snu 0; in MQTT 5 its"
                                + " Correlation Data is the ref.",
                        MqSignals::alarm),
                Case.of(
                        "MQ-02",
                        "the other kinds",
                        "up/reset, up/info, up/heartbeat and up/test: PUBACK 0x00 and snu 0" + " each.",
                        MqSignals::kinds),
                Case.of(
                        "MQ-03",
                        "a repeat on the same connection",
                        "The same ref once more: PUBACK 0x00 and snu 0" + " again.",
                        MqSignals::repeat),
                Case.of(
                        "MQ-04",
                        "a repeat after the line was lost",
                        "Cut off right after the PUBLISH, connected again,"
                                + " the same ref with DUP: PUBACK 0x00 and snu 0.",
                        MqSignals::repeatAfterLoss),
                Case.of(
                        "MQ-05",
                        "every QoS",
                        "QoS 0: down/ack. QoS 2: PUBREC, PUBCOMP and down/ack.",
                        MqSignals::everyQos),
                Case.of(
                        "MQ-06",
                        "where the answer goes",
                        "MQTT 5: to the Response Topic where it lies below the unit's"
                                + " down/, else to down/ack; never to another unit's.",
                        MqSignals::responseTopic),
                Case.of(
                        "MQ-07",
                        "a burst",
                        "Twenty alarms in one go: each has its PUBACK and its snu 0, in order.",
                        MqSignals::burst),
                Case.of(
                        "MQ-08",
                        "forms a reader must bear",
                        "Codes as numbers and without zeros, null for absent,"
                                + " unknown keys, letters beyond ASCII: snu 0 each.",
                        MqSignals::forms),
                Case.of("MQ-09", "a state", "up/state, retained: PUBACK 0x00, no down/ack.", MqSignals::state));
    }

    private static String alarm(MqttBench bench) throws IOException {
        MqttLine line = bench.signIn();
        ObjectNode alarm = bench.alarm();
        Ack ack = bench.acknowledged(line, "alarm", alarm);
        unless(ack.topic().equals(bench.subject().unit().prefix() + "/down/ack"), "the ack came on " + ack.topic());
        if (bench.five()) {
            byte[] correlation = ack.correlation();
            unless(
                    correlation != null && new String(correlation, StandardCharsets.UTF_8).equals(MqttBench.ref(alarm)),
                    "Correlation Data is not the ref");
        }
        return "PUBACK 0x0; " + ack.inShort();
    }

    private static String kinds(MqttBench bench) throws IOException {
        MqttLine line = bench.signIn();
        for (String kind : List.of("reset", "info", "heartbeat", "test")) {
            ObjectNode message = bench.alarm();
            message.remove("stc");
            try {
                bench.acknowledged(line, kind, message);
            } catch (Wrong e) {
                throw new Wrong("up/" + kind + ": " + e.getMessage());
            }
        }
        return "reset, info, heartbeat, test: PUBACK 0x0 and snu 0 each";
    }

    private static String repeat(MqttBench bench) throws IOException {
        MqttLine line = bench.signIn();
        ObjectNode alarm = bench.alarm().put("try", 0);
        bench.acknowledged(line, "alarm", alarm);
        int reason = bench.publish(line, bench.up("alarm"), MqttBench.bytes(alarm.put("try", 1)));
        unless(reason == 0, "the repeat: " + MqttBench.reason(reason));
        String ref = MqttBench.ref(alarm);
        line.await(packet -> bench.ack(line, ref, 2).isPresent());
        Optional<Ack> second = bench.ack(line, ref, 2);
        unless(second.isPresent() && second.get().snu() == 0, "no second down/ack with snu 0");
        return "snu 0 both times; that it is one event only the receiver can show";
    }

    private static String repeatAfterLoss(MqttBench bench) throws IOException {
        ObjectNode alarm = bench.alarm();
        MqttLine first = bench.signIn();
        first.publish(bench.up("alarm"), MqttBench.bytes(alarm), 1, new PacketWriter());
        first.close();
        MqttLine second = bench.signIn();
        second.publish(bench.up("alarm"), MqttBench.bytes(alarm), 77, 0x08 | 0x02, new PacketWriter());
        int reason = second.puback(77);
        unless(reason == 0, MqttBench.reason(reason) + second.ending());
        return "PUBACK 0x0; "
                + bench.acknowledgement(second, MqttBench.ref(alarm), 0).inShort();
    }

    private static String everyQos(MqttBench bench) throws IOException {
        MqttLine line = bench.signIn();
        ObjectNode zero = bench.alarm();
        line.publish(bench.up("alarm"), MqttBench.bytes(zero), 0, new PacketWriter());
        bench.acknowledgement(line, MqttBench.ref(zero), 0);
        ObjectNode two = bench.alarm();
        int id = line.publish(bench.up("alarm"), MqttBench.bytes(two), 2, new PacketWriter());
        int received = line.reason(Packet.PUBREC, id);
        unless(received == 0, "QoS 2: " + (received < 0 ? "no PUBREC" : "PUBREC 0x" + Integer.toHexString(received)));
        line.send(new PacketWriter().u16(id).packet(Packet.PUBREL, 2));
        unless(line.reason(Packet.PUBCOMP, id) == 0, "QoS 2: no PUBCOMP");
        bench.acknowledgement(line, MqttBench.ref(two), 0);
        return "QoS 0: ack; QoS 2: PUBREC, PUBCOMP, ack";
    }

    private static String responseTopic(MqttBench bench) throws IOException {
        bench.needsFive();
        MqttLine line = bench.signIn();
        String prefix = bench.subject().unit().prefix();
        String mine = answeredOn(bench, line, prefix + "/down/mine");
        unless(mine.equals(prefix + "/down/mine"), "asked for down/mine, came on " + mine);
        String foreign =
                answeredOn(bench, line, "tc/1/" + bench.subject().unit().service() + "/1/down/ack");
        unless(foreign.equals(prefix + "/down/ack"), "asked for another unit's topic, came on " + foreign);
        return "to down/mine; another unit's topic is not used";
    }

    private static String answeredOn(MqttBench bench, MqttLine line, String topic) throws IOException {
        ObjectNode alarm = bench.alarm();
        PacketWriter properties = new PacketWriter().u8(Packet.RESPONSE_TOPIC).text(topic);
        int id = line.publish(bench.up("alarm"), MqttBench.bytes(alarm), 1, properties);
        int reason = line.puback(id);
        unless(reason == 0, "with a Response Topic: " + MqttBench.reason(reason));
        return bench.acknowledgement(line, MqttBench.ref(alarm), 0).topic();
    }

    private static String burst(MqttBench bench) throws IOException {
        MqttLine line = bench.signIn();
        List<Integer> ids = new ArrayList<>();
        List<String> refs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ObjectNode alarm = bench.alarm();
            refs.add(MqttBench.ref(alarm));
            ids.add(line.publish(bench.up("alarm"), MqttBench.bytes(alarm), 1, new PacketWriter()));
        }
        for (int id : ids) {
            int reason = line.puback(id);
            unless(reason == 0, MqttBench.reason(reason) + line.ending());
        }
        for (String ref : refs) {
            bench.acknowledgement(line, ref, 0);
        }
        List<String> order = bench.acks(line).stream()
                .map(ack -> ack.json().path("ref").asText())
                .toList();
        unless(order.equals(refs), "the answers came in another order");
        return "20 alarms, 20 PUBACKs, 20 acks in order";
    }

    private static String forms(MqttBench bench) throws IOException {
        MqttLine line = bench.signIn();
        bench.acknowledged(line, "alarm", bench.alarm().put("dty", 3).put("stc", "10"));
        bench.acknowledged(line, "alarm", bench.alarm().putNull("stt").putNull("lva"));
        bench.acknowledged(line, "alarm", bench.alarm().put("colour", "red").put("dte", "Pförtner, 5 €"));
        ObjectNode several = bench.alarm();
        several.putArray("crd").add("sip:").add("gsm:+447700900123");
        bench.acknowledged(line, "alarm", several);
        ObjectNode place = bench.alarm();
        place.putObject("lge").put("lat", 52.4862).put("lon", -1.8904);
        bench.acknowledged(line, "alarm", place);
        return "five forms, snu 0 each";
    }

    private static String state(MqttBench bench) throws IOException {
        MqttLine line = bench.signIn();
        byte[] state = "{\"v\":1,\"state\":\"ready\",\"battery\":96}".getBytes(StandardCharsets.UTF_8);
        line.publish(bench.up("state"), state, 9, 0x02 | 0x01, new PacketWriter());
        int reason = line.puback(9);
        unless(reason == 0, MqttBench.reason(reason) + line.ending());
        unless(bench.staysAt(line, 0), "a down/ack for a state");
        return "PUBACK 0x0";
    }
}
