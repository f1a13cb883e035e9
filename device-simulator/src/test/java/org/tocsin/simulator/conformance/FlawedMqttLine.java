package org.tocsin.simulator.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.conformance.mqtt.Packet;
import org.tocsin.simulator.conformance.mqtt.PacketWriter;

/** One connection to the receiver with a flaw; everything it hears is handled on its own thread. */
final class FlawedMqttLine {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> KINDS = Set.of("alarm", "reset", "info", "heartbeat", "test", "state");
    private static final Pattern REF = Pattern.compile("\"ref\":\"([^\"]*)\"");
    private static final String PREFIX = "tc/1/" + FlawedMqttReceiver.SERVICE + '/' + FlawedMqttReceiver.CID;
    private static final int LARGEST_PACKET = 16 * 1024;
    private static final int LONGEST = 8 * 1024;

    private final FlawedMqttReceiver receiver;
    private final Socket socket;
    private final InputStream in;
    private final Deque<byte[]> held = new ArrayDeque<>();
    private boolean five;
    private int published;

    /** What a unit said, and how it wants to hear of it. */
    private record Said(int qos, int id, Map<Integer, Object> properties, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    FlawedMqttLine(FlawedMqttReceiver receiver, Socket socket) throws IOException {
        this.receiver = receiver;
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        socket.setTcpNoDelay(true);
    }

    private boolean has(MqttFlaw flaw) {
        return receiver.has(flaw);
    }

    /** Until the line ends, or should. */
    void converse() throws IOException {
        Packet packet = next(true);
        boolean goesOn = packet.type() == Packet.CONNECT && hello(packet.cursor());
        while (goesOn) {
            packet = next(false);
            switch (packet.type()) {
                case Packet.PINGREQ -> {
                    if (!has(MqttFlaw.NO_PINGRESP)) {
                        send(new PacketWriter().packet(Packet.PINGRESP, 0));
                    }
                }
                case Packet.SUBSCRIBE -> subscribe(packet.cursor());
                case Packet.PUBLISH -> goesOn = published(packet);
                case Packet.PUBREL -> {
                    if (!has(MqttFlaw.NO_PUBCOMP)) {
                        send(new PacketWriter().u16(packet.cursor().u16()).packet(Packet.PUBCOMP, 0));
                    }
                }
                case Packet.DISCONNECT -> goesOn = false;
                default -> {}
            }
        }
    }

    private Packet next(boolean first) throws IOException {
        int type = in.read();
        if (type < 0) {
            throw new EOFException();
        }
        if (first && type >> 4 != Packet.CONNECT || type >> 4 == 15) {
            boolean borne = has(first ? MqttFlaw.BEARS_HTTP : MqttFlaw.BEARS_RUBBISH);
            while (borne && in.read() >= 0) {
                // Read and not understood, for as long as somebody talks.
            }
            throw new EOFException();
        }
        int length = 0;
        int digit = 0x80;
        for (int shift = 0; digit >= 0x80; shift += 7) {
            digit = in.read();
            length |= (digit & 0x7f) << shift;
        }
        if (length > LARGEST_PACKET && !has(MqttFlaw.ANY_SIZE)) {
            end(0x95);
            throw new EOFException();
        }
        return new Packet(type >> 4, type & 15, in.readNBytes(length));
    }

    private boolean hello(Packet.Cursor packet) throws IOException {
        String protocol = packet.text();
        int level = packet.u8();
        int flags = packet.u8();
        int keepAlive = packet.u16();
        boolean known = protocol.equals("MQTT") && (level == 4 || level == 5);
        if (!known) {
            return has(MqttFlaw.ANY_PROTOCOL) && welcome(0);
        }
        five = level == 5;
        skipProperties(packet);
        String clientId = packet.text();
        if ((flags & 4) != 0) {
            skipProperties(packet);
            packet.text();
            packet.binary();
        }
        String user = (flags & 0x80) != 0 ? packet.text() : "";
        String password = (flags & 0x40) != 0 ? packet.text() : "";
        boolean proven = user.equals(FlawedMqttReceiver.CID) && password.equals(FlawedMqttReceiver.SECRET);
        if (!proven && !has(MqttFlaw.ANY_PASSWORD)) {
            return welcome(refusal());
        }
        FlawedMqttLine older = receiver.connects(clientId, this);
        if (older != null && has(MqttFlaw.LOST_UNITS_STAY_OUT)) {
            return welcome(0x97);
        }
        if (older != null && !has(MqttFlaw.OLDER_LINE_STANDS)) {
            older.end(0x8e);
        }
        socket.setSoTimeout(has(MqttFlaw.BEARS_SILENCE) ? 0 : keepAlive * 1_500);
        return welcome(0);
    }

    private int refusal() {
        if (has(MqttFlaw.ANOTHER_REASON_FOR_A_PASSWORD)) {
            return 0x87;
        }
        return has(MqttFlaw.ANOTHER_REASON_FOR_A_PASSWORD_IN_3) ? 5 : five ? 0x86 : 4;
    }

    private void skipProperties(Packet.Cursor packet) {
        if (five) {
            packet.properties();
        }
    }

    private boolean welcome(int reason) throws IOException {
        PacketWriter packet =
                new PacketWriter().u8(has(MqttFlaw.KEEPS_A_SESSION) ? 1 : 0).u8(reason);
        if (five) {
            packet.properties(new PacketWriter()
                    .u8(Packet.SESSION_EXPIRY)
                    .u16(0)
                    .u16(has(MqttFlaw.SESSION_OF_AN_HOUR) ? 3_600 : 0)
                    .u8(Packet.MAXIMUM_PACKET_SIZE)
                    .u16(0)
                    .u16(LARGEST_PACKET));
        }
        send(packet.packet(Packet.CONNACK, 0));
        return reason == 0;
    }

    private void subscribe(Packet.Cursor packet) throws IOException {
        int id = packet.u16();
        skipProperties(packet);
        boolean own = packet.text().startsWith(PREFIX + "/down/") && !has(MqttFlaw.OWN_TOPIC_REFUSED);
        boolean granted = own || has(MqttFlaw.LISTENS_ANYWHERE);
        send(answer(id).u8(granted ? 1 : five ? 0x87 : 0x80).packet(Packet.SUBACK, 0));
    }

    private PacketWriter answer(int id) {
        PacketWriter answer = new PacketWriter().u16(id);
        return five ? answer.properties(new PacketWriter()) : answer;
    }

    private boolean published(Packet packet) throws IOException {
        Packet.Cursor cursor = packet.cursor();
        String topic = cursor.text();
        int qos = packet.flags() >> 1 & 3;
        int id = qos > 0 ? cursor.u16() : 0;
        Said said = new Said(qos, id, five ? cursor.properties() : Map.of(), cursor.rest());
        String kind = topic.substring(topic.lastIndexOf('/') + 1);
        if ((packet.flags() & 8) != 0 && has(MqttFlaw.CLOSES_ON_A_DUPLICATE)) {
            return false;
        }
        boolean anywhere = has(MqttFlaw.SPEAKS_ANYWHERE) || has(MqttFlaw.SPEAKS_ANYWHERE_IN_3);
        if (!topic.startsWith(PREFIX + "/up/") && !anywhere) {
            return refused(said, 0x87);
        }
        if (!KINDS.contains(kind) && !has(MqttFlaw.ANY_TOPIC) && !has(MqttFlaw.ANY_TOPIC_IN_3)) {
            return refused(said, 0x90);
        }
        if (kind.equals("state")) {
            taken(said, has(MqttFlaw.STATE_REFUSED) ? 0x90 : 0);
            if (has(MqttFlaw.STATE_ACKNOWLEDGED)) {
                acknowledge(said, "", 0, "");
            }
        } else if (kind.equals("alarm") || !has(MqttFlaw.ALARMS_ONLY)) {
            judge(said);
        } else {
            return refused(said, 0x90);
        }
        return true;
    }

    /** MQTT 3.1.1 has no way to say no but to end the line. */
    private boolean refused(Said said, int reason) throws IOException {
        if (five) {
            taken(said, reason);
        }
        return five;
    }

    private void judge(Said said) throws IOException {
        JsonNode json = read(said.text());
        Matcher found = REF.matcher(said.text());
        String ref = found.find() ? found.group(1) : "";
        boolean heardBefore = !ref.isEmpty() && receiver.again(ref);
        if (said.payload().length > LONGEST && !has(MqttFlaw.ANY_LENGTH)) {
            answer(said, 0x99, ref, 1, "");
        } else if (json == null) {
            int reason = has(MqttFlaw.NO_JSON_IS_FINE) ? 0 : 0x99;
            answer(said, reason, ref, has(MqttFlaw.BROKEN_JSON_IS_FINE) ? 0 : 2, "");
        } else if (!json.path("cid").asText(FlawedMqttReceiver.CID).equals(FlawedMqttReceiver.CID) && !anyCid()) {
            taken(said, 0x87);
        } else if (heardBefore && has(MqttFlaw.REPEAT_REFUSED)) {
            taken(said, 0x91);
        } else if (heardBefore && has(MqttFlaw.NO_ACK_FOR_A_REPEAT)) {
            taken(said, 0);
        } else {
            String missing = (json.hasNonNull("cid") ? "" : " cid") + (json.hasNonNull("dty") ? "" : " dty");
            answer(said, 0, ref, verdict(json, missing), has(MqttFlaw.NAMES_NOTHING) ? "" : missing.strip());
        }
    }

    private boolean anyCid() {
        return has(MqttFlaw.ANY_CID)
                || has(MqttFlaw.ANY_CID_IN_3)
                || has(MqttFlaw.SPEAKS_ANYWHERE)
                || has(MqttFlaw.SPEAKS_ANYWHERE_IN_3);
    }

    private int verdict(JsonNode json, String missing) {
        if (!missing.isEmpty() && !has(MqttFlaw.NOTHING_IS_MANDATORY)) {
            return 7;
        }
        return has(MqttFlaw.CODES_AS_TEXT_ONLY) && json.path("dty").isNumber() ? 3 : 0;
    }

    private static @Nullable JsonNode read(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            return json != null && json.isObject() ? json : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private void answer(Said said, int reason, String ref, int snu, String why) throws IOException {
        published++;
        if (said.qos() == 0 && has(MqttFlaw.QOS_1_ONLY) || published == 15 && has(MqttFlaw.LOSES_IN_A_BURST)) {
            return;
        }
        if (!has(MqttFlaw.ACK_AND_NO_PUBACK)) {
            taken(said, has(MqttFlaw.PUBACK_THAT_REFUSES) ? 0x83 : reason);
        }
        if ((!ref.isEmpty() || has(MqttFlaw.ACKNOWLEDGES_NOBODY)) && !has(MqttFlaw.PUBACK_AND_NO_ACK)) {
            acknowledge(said, has(MqttFlaw.ANOTHER_REFERENCE) ? "x1" : ref, snu, why);
        }
    }

    /** PUBACK or PUBREC. */
    private void taken(Said said, int reason) throws IOException {
        PacketWriter answer = new PacketWriter().u16(said.id());
        if (five) {
            answer.u8(reason);
        }
        if (said.qos() > 0) {
            send(answer.packet(said.qos() == 1 ? Packet.PUBACK : Packet.PUBREC, 0));
        }
    }

    private void acknowledge(Said said, String ref, int snu, String why) throws IOException {
        String own = PREFIX + (has(MqttFlaw.ANOTHER_TOPIC) ? "/down/answer" : "/down/ack");
        String asked = String.valueOf(said.properties().getOrDefault(Packet.RESPONSE_TOPIC, own));
        boolean allowed = asked.startsWith(PREFIX + "/down/") || has(MqttFlaw.RESPONSE_TOPIC_ANYWHERE);
        PacketWriter packet = new PacketWriter().text(allowed && !has(MqttFlaw.RESPONSE_TOPIC_IGNORED) ? asked : own);
        if (five) {
            packet.properties(
                    has(MqttFlaw.NO_CORRELATION)
                            ? new PacketWriter()
                            : new PacketWriter().u8(Packet.CORRELATION_DATA).text(ref));
        }
        String body = "{\"v\":1,\"ref\":\"" + ref + "\",\"snu\":" + snu + ",\"ste\":\"" + why + "\"}";
        byte[] ack = packet.raw(body.getBytes(StandardCharsets.UTF_8)).packet(Packet.PUBLISH, 0);
        if (has(MqttFlaw.OUT_OF_ORDER) && published % 2 == 1) {
            held.add(ack);
            return;
        }
        send(ack);
        while (!held.isEmpty()) {
            send(held.remove());
        }
    }

    private synchronized void send(byte[] packet) throws IOException {
        socket.getOutputStream().write(packet);
        socket.getOutputStream().flush();
    }

    /** Ends the line with a reason where the version has a way to say it. */
    private void end(int reason) {
        try {
            if (five && !has(MqttFlaw.TAKEN_OVER_WITHOUT_A_WORD)) {
                send(new PacketWriter().u8(reason).packet(Packet.DISCONNECT, 0));
            }
        } catch (IOException e) {
            // It has ended already.
        }
        close();
    }

    void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
