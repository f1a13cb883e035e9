package org.tocsin.simulator.conformance.mqtt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.conformance.Busy;
import org.tocsin.simulator.conformance.CannotTell;
import org.tocsin.simulator.conformance.Wrong;
import org.tocsin.simulator.conformance.mqtt.MqttLine.Accepted;
import org.tocsin.simulator.conformance.mqtt.MqttLine.Hello;
import org.tocsin.simulator.conformance.mqtt.MqttSubject.Version;

/** What one case has in hand: connections as it needs them, and the words of a unit. */
public final class MqttBench implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final ObjectMapper JSON = new ObjectMapper();
    /** How long nothing must come before we believe that nothing comes. */
    private static final long QUIET_MILLIS = 700;

    private final MqttSubject subject;
    private final List<MqttLine> lines = new ArrayList<>();

    /** An acknowledgement of the receiver. */
    record Ack(String topic, JsonNode json, byte @Nullable [] correlation) {
        int snu() {
            return json.path("snu").asInt(-1);
        }

        String inShort() {
            String why = json.path("ste").asText("");
            return "ack snu " + snu() + (why.isEmpty() || why.equals("null") ? "" : ", \"" + why + "\"");
        }
    }

    public MqttBench(MqttSubject subject) {
        this.subject = subject;
    }

    /** What keeps us from asking anything at all, or null. */
    public static @Nullable String whatIsWrong(MqttSubject subject) {
        try (MqttBench bench = new MqttBench(subject)) {
            bench.signIn();
            return null;
        } catch (IOException | Wrong | Busy e) {
            return subject.target().hostPort() + ": " + e.getMessage();
        }
    }

    MqttSubject subject() {
        return subject;
    }

    boolean five() {
        return subject.version() == Version.V5;
    }

    void needsFive() {
        if (!five()) {
            throw new CannotTell("only in MQTT 5");
        }
    }

    MqttLine open() throws IOException {
        MqttLine line = MqttLine.open(subject);
        lines.add(line);
        return line;
    }

    Hello hello() {
        MqttSubject.Unit unit = subject.unit();
        return new Hello(unit.cid(), unit.cid(), unit.secret(), 60, unit.prefix() + "/up/state");
    }

    /** Connected and subscribed, as a unit is before it says anything. */
    MqttLine signIn() throws IOException {
        MqttLine line = open();
        Accepted accepted = line.connect(hello());
        if (accepted.reason() == (five() ? 0x88 : 3)) {
            throw new Busy("CONNACK \"unavailable\", every time it was asked");
        }
        Wrong.unless(accepted.reason() == 0, "CONNACK 0x" + Integer.toHexString(accepted.reason()));
        int granted = line.subscribe(subject.unit().prefix() + "/down/#");
        Wrong.unless(granted < 0x80, "SUBACK 0x" + Integer.toHexString(granted) + " for our own down/#");
        return line;
    }

    static String freshRef() {
        StringBuilder ref = new StringBuilder("m");
        for (int i = 0; i < 15; i++) {
            ref.append(Character.forDigit(RANDOM.nextInt(36), 36));
        }
        return ref.toString();
    }

    /** An alarm that says what it is for. */
    ObjectNode alarm() {
        return JSON.createObjectNode()
                .put("v", 1)
                .put("ref", freshRef())
                .put("cid", subject.unit().cid())
                .put("dty", "0003")
                .put("dte", "Conformance test")
                .put("stc", "0010");
    }

    static String ref(ObjectNode message) {
        return message.path("ref").asText();
    }

    String up(String kind) {
        return subject.unit().prefix() + "/up/" + kind;
    }

    static byte[] bytes(JsonNode message) {
        return message.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Publishes at QoS 1 and gives the reason of the PUBACK. */
    int publish(MqttLine line, String topic, byte[] payload) throws IOException {
        int id = line.publish(topic, payload, 1, new PacketWriter());
        return line.puback(id);
    }

    /** Publishes at QoS 1 and demands PUBACK 0 and an acknowledgement with snu 0. */
    Ack acknowledged(MqttLine line, String kind, ObjectNode message) throws IOException {
        int reason = publish(line, up(kind), bytes(message));
        if (reason < 0 && line.closed() && !five()) {
            throw new Busy("no PUBACK, the connection was closed, every time it was asked");
        }
        Wrong.unless(reason == 0, kind + ": " + reason(reason) + line.ending());
        return acknowledgement(line, ref(message), 0);
    }

    static String reason(int reason) {
        return reason < 0 ? "no PUBACK" : "PUBACK 0x" + Integer.toHexString(reason);
    }

    /** The acknowledgement with that reference; its snu must be the expected one. */
    Ack acknowledgement(MqttLine line, String ref, int snu) throws IOException {
        line.await(packet -> ack(line, ref, 1).isPresent());
        Ack ack = ack(line, ref, 1)
                .orElseThrow(() -> new Wrong("no down/ack for " + ref + " within "
                        + subject.patience().toSeconds() + " s" + line.ending()));
        Wrong.unless(ack.snu() == snu, ack.inShort() + ", expected " + snu);
        return ack;
    }

    /** The n-th acknowledgement of that reference so far. */
    Optional<Ack> ack(MqttLine line, String ref, int number) {
        return acks(line).stream()
                .filter(ack -> ack.json().path("ref").asText().equals(ref))
                .skip(number - 1L)
                .findFirst();
    }

    List<Ack> acks(MqttLine line) {
        List<Ack> acks = new ArrayList<>();
        for (MqttLine.Publish one : line.published()) {
            JsonNode json;
            try {
                json = JSON.readTree(one.text());
            } catch (JsonProcessingException e) {
                throw new Wrong("what came on " + one.topic() + " is no JSON: " + one.text());
            }
            if (json.has("snu")) {
                acks.add(new Ack(one.topic(), json, (byte[]) one.properties().get(Packet.CORRELATION_DATA)));
            }
        }
        return acks;
    }

    /** Whether no acknowledgement of that reference comes for a while. */
    boolean staysWithoutAck(MqttLine line, String ref) throws IOException {
        line.await(packet -> ack(line, ref, 1).isPresent(), QUIET_MILLIS);
        return ack(line, ref, 1).isEmpty();
    }

    /** Whether for a while no acknowledgement comes beyond so many. */
    boolean staysAt(MqttLine line, int count) throws IOException {
        line.await(packet -> acks(line).size() > count, QUIET_MILLIS);
        return acks(line).size() <= count;
    }

    @Override
    public void close() throws IOException {
        for (MqttLine line : lines) {
            line.close();
        }
    }
}
