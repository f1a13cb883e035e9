package org.tocsin.simulator.conformance.mqtt;

import static org.tocsin.simulator.conformance.Wrong.unless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.tocsin.simulator.conformance.Case;
import org.tocsin.simulator.conformance.mqtt.MqttBench.Ack;

/** What cannot be taken as it is, and the reason that is given. MQTT 3.1.1 knows none: there the line ends, or only the ack says it. */
final class MqRefusals {
    private MqRefusals() {}

    static List<Case<MqttBench>> cases() {
        return List.of(
                Case.of(
                        "MQ-10",
                        "no JSON",
                        "A payload that is no JSON object: PUBACK 0x99, and snu 2 where a ref can be" + " read.",
                        MqRefusals::noJson),
                Case.of(
                        "MQ-11",
                        "too long",
                        "A payload of more than 8 KiB: PUBACK 0x99, and snu 1 where a ref can be" + " read.",
                        MqRefusals::tooLong),
                Case.of(
                        "MQ-12",
                        "another unit's topic",
                        "PUBLISH under another cid: PUBACK 0x87 and no ack; in MQTT"
                                + " 3.1.1 the line ends. SUBSCRIBE there: 0x80 or more.",
                        MqRefusals::anotherTopic),
                Case.of(
                        "MQ-13",
                        "another unit's cid",
                        "A payload whose cid is not the topic's: PUBACK 0x87, no ack with" + " snu 0.",
                        MqRefusals::anotherCid),
                Case.of(
                        "MQ-14",
                        "a mandatory element missing",
                        "No dty, no cid: PUBACK 0x00 and snu 7, ste names it. No" + " ref: PUBACK 0x00 and no ack.",
                        MqRefusals::missing),
                Case.of(
                        "MQ-15",
                        "a topic nobody knows",
                        "up/alram: PUBACK 0x90; in MQTT 3.1.1 the line ends. The next" + " connection is served.",
                        MqRefusals::unknownTopic),
                Case.of(
                        "MQ-16",
                        "a packet that is too large",
                        "Larger than the receiver said it takes: the line ends"
                                + " (DISCONNECT 0x95). The next connection is served.",
                        MqRefusals::hugePacket),
                Case.of(
                        "MQ-17",
                        "no MQTT at all",
                        "Bytes that are no packet end the line; the next connection is" + " served.",
                        MqRefusals::garbage));
    }

    private static String told(MqttBench bench, String what, int reason, int expected) {
        if (bench.five()) {
            unless(
                    reason == expected,
                    what + ": " + MqttBench.reason(reason) + ", expected 0x" + Integer.toHexString(expected));
        } else {
            unless(reason >= 0, what + ": no PUBACK");
        }
        return MqttBench.reason(reason);
    }

    private static String noJson(MqttBench bench) throws IOException {
        MqttLine line = bench.signIn();
        String seen = told(bench, "a text", bench.publish(line, bench.up("alarm"), text("help")), 0x99);
        told(bench, "a list", bench.publish(line, bench.up("alarm"), text("[1]")), 0x99);
        String ref = MqttBench.freshRef();
        byte[] broken = text(
                "{\"ref\":\"" + ref + "\",\"cid\":\"" + bench.subject().unit().cid() + "\",\"dty\":");
        told(bench, "broken after its ref", bench.publish(line, bench.up("alarm"), broken), 0x99);
        boolean silent = bench.staysWithoutAck(line, ref);
        Ack ack = silent ? null : bench.acknowledgement(line, ref, 2);
        return seen + "; broken after its ref: " + (ack == null ? "no ack" : ack.inShort());
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String tooLong(MqttBench bench) throws IOException {
        MqttLine line = bench.signIn();
        ObjectNode alarm = bench.alarm().put("x", "y".repeat(9_000));
        String seen = told(bench, "9,000 bytes", bench.publish(line, bench.up("alarm"), MqttBench.bytes(alarm)), 0x99);
        return seen + "; "
                + bench.acknowledgement(line, MqttBench.ref(alarm), 1).inShort();
    }

    private static String anotherTopic(MqttBench bench) throws IOException {
        String other = bench.subject().unit().otherCid() == null
                ? "99000000000001"
                : bench.subject().unit().otherCid();
        String theirs = "tc/1/" + bench.subject().unit().service() + '/' + other;
        MqttLine line = bench.signIn();
        int granted = line.subscribe(theirs + "/down/#");
        unless(granted >= 0x80, "SUBSCRIBE to another unit's down/#: 0x" + Integer.toHexString(granted));
        ObjectNode alarm = bench.alarm().put("cid", other);
        int reason = bench.publish(line, theirs + "/up/alarm", MqttBench.bytes(alarm));
        if (bench.five()) {
            unless(reason == 0x87, MqttBench.reason(reason) + line.ending());
        } else {
            unless(reason < 0 && line.awaitClosed(bench.subject().patience().toMillis()), "the line did not end");
        }
        unless(bench.ack(line, MqttBench.ref(alarm), 1).isEmpty(), "an ack came");
        return "SUBACK 0x" + Integer.toHexString(granted) + "; " + MqttBench.reason(reason) + line.ending();
    }

    private static String anotherCid(MqttBench bench) throws IOException {
        MqttLine line = bench.signIn();
        ObjectNode alarm = bench.alarm().put("cid", "99000000000002");
        String seen = told(bench, "another cid", bench.publish(line, bench.up("alarm"), MqttBench.bytes(alarm)), 0x87);
        bench.staysWithoutAck(line, MqttBench.ref(alarm));
        boolean positive = bench.ack(line, MqttBench.ref(alarm), 1)
                .filter(ack -> ack.snu() == 0)
                .isPresent();
        unless(!positive, "an ack with snu 0");
        return seen + ", no ack with snu 0";
    }

    private static String missing(MqttBench bench) throws IOException {
        MqttLine line = bench.signIn();
        for (String element : List.of("dty", "cid")) {
            ObjectNode alarm = bench.alarm();
            alarm.remove(element);
            told(bench, "no " + element, bench.publish(line, bench.up("alarm"), MqttBench.bytes(alarm)), 0);
            Ack ack = bench.acknowledgement(line, MqttBench.ref(alarm), 7);
            unless(ack.json().path("ste").asText().contains(element), "no " + element + ": " + ack.inShort());
        }
        ObjectNode nameless = bench.alarm();
        nameless.remove("ref");
        told(bench, "no ref", bench.publish(line, bench.up("alarm"), MqttBench.bytes(nameless)), 0);
        unless(bench.staysAt(line, 2), "an ack without a ref");
        return "PUBACK and snu 7, ste names it; without ref PUBACK alone";
    }

    private static String unknownTopic(MqttBench bench) throws IOException {
        MqttLine line = bench.signIn();
        ObjectNode alarm = bench.alarm();
        int reason = bench.publish(line, bench.up("alram"), MqttBench.bytes(alarm));
        if (bench.five()) {
            unless(reason == 0x90, MqttBench.reason(reason) + line.ending());
        } else {
            unless(reason < 0 && line.awaitClosed(bench.subject().patience().toMillis()), "the line did not end");
        }
        unless(bench.ack(line, MqttBench.ref(alarm), 1).isEmpty(), "an ack came");
        bench.acknowledged(bench.signIn(), "alarm", bench.alarm());
        return MqttBench.reason(reason) + line.ending() + "; the next is served";
    }

    private static String hugePacket(MqttBench bench) throws IOException {
        MqttLine line = bench.open();
        MqttLine.Accepted accepted = line.connect(bench.hello());
        Object told = accepted.properties().get(Packet.MAXIMUM_PACKET_SIZE);
        long limit = told instanceof Long size ? size : 16 * 1024;
        if (limit > 900_000) {
            return "takes up to " + limit + " bytes";
        }
        ObjectNode alarm = bench.alarm().put("x", "y".repeat((int) limit));
        int id = line.publish(bench.up("alarm"), MqttBench.bytes(alarm), 1, new PacketWriter());
        int reason = line.puback(id);
        boolean closed = line.awaitClosed(bench.subject().patience().toMillis());
        unless(reason != 0 && closed, MqttBench.reason(reason) + line.ending() + ", the line stands");
        bench.acknowledged(bench.signIn(), "alarm", bench.alarm());
        return "limit " + limit + line.ending() + "; the next is served";
    }

    private static String garbage(MqttBench bench) throws IOException {
        MqttLine line = bench.signIn();
        line.send(new byte[] {(byte) 0xf7, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 1, 2, 3, 4, 5});
        unless(line.awaitClosed(bench.subject().patience().toMillis()), "the line stands");
        MqttLine unheard = bench.open();
        unheard.send(text("GET / HTTP/1.1\r\n\r\n"));
        unless(unheard.awaitClosed(bench.subject().patience().toMillis()), "a line that began with HTTP stands");
        bench.acknowledged(bench.signIn(), "alarm", bench.alarm());
        return "both lines ended; the next is served";
    }
}
