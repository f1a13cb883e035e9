package org.tocsin.simulator.conformance.mqtt;

import static org.tocsin.simulator.conformance.Wrong.unless;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import org.tocsin.simulator.conformance.CannotTell;
import org.tocsin.simulator.conformance.Case;
import org.tocsin.simulator.conformance.Wrong;
import org.tocsin.simulator.conformance.mqtt.MqttLine.Accepted;
import org.tocsin.simulator.conformance.mqtt.MqttLine.Hello;
import org.tocsin.simulator.conformance.sip.Connecting;

/** How a line begins and ends. */
final class MqConnections {
    private MqConnections() {}

    static List<Case<MqttBench>> cases() {
        return List.of(
                Case.of(
                        "MQ-20",
                        "hello",
                        "CONNECT with the cid as client id and user name: accepted, no session present;"
                                + " in MQTT 5 Session Expiry 0 is said. The own down/# is granted.",
                        MqConnections::hello),
                Case.of("MQ-21", "a wrong password", "CONNACK 4 (3.1.1) or 0x86 (5).", MqConnections::wrongPassword),
                Case.of(
                        "MQ-22",
                        "taken over",
                        "The same client id connects again: the older line ends (DISCONNECT 0x8E),"
                                + " the newer one is served.",
                        MqConnections::takeOver),
                Case.of(
                        "MQ-23",
                        "cut off with a Will",
                        "A line that breaks without DISCONNECT, a Will set: the unit comes" + " back and is served.",
                        MqConnections::will),
                Case.of(
                        "MQ-24",
                        "signs of life",
                        "PINGREQ gets PINGRESP; silence of 1.5 times the keep-alive ends the" + " line.",
                        MqConnections::keepAlive),
                Case.of(
                        "MQ-25",
                        "TLS",
                        "TLS 1.2 and 1.3 are spoken with a certificate that names the host.",
                        MqConnections::tls),
                Case.of(
                        "MQ-26",
                        "foreign protocols",
                        "A CONNECT of an unknown version or with another protocol name is" + " refused or cut off.",
                        MqConnections::foreign),
                Case.unseen(
                        "MQ-27",
                        "storage that is down",
                        "While the receiver cannot store: no PUBACK, the line ends"
                                + " (DISCONNECT 0x89); CONNECT: 3 (3.1.1) or 0x88 (5), never a wrong password.",
                        "its storage has to be stopped meanwhile: ask MQ-01 then by hand"));
    }

    private static String hello(MqttBench bench) throws IOException {
        MqttLine line = bench.open();
        Accepted accepted = line.connect(bench.hello());
        unless(accepted.reason() == 0, "CONNACK 0x" + Integer.toHexString(accepted.reason()));
        unless(!accepted.sessionPresent(), "a session is said to be present");
        Map<Integer, Object> properties = accepted.properties();
        Object expiry = properties.getOrDefault(Packet.SESSION_EXPIRY, 0L);
        unless(!bench.five() || Long.valueOf(0).equals(expiry), "Session Expiry " + expiry);
        int granted = line.subscribe(bench.subject().unit().prefix() + "/down/#");
        unless(granted < 0x80, "SUBACK 0x" + Integer.toHexString(granted));
        return "accepted"
                + (bench.five()
                        ? ", Receive Maximum " + properties.getOrDefault(Packet.RECEIVE_MAXIMUM, "not said")
                                + ", Maximum Packet Size "
                                + properties.getOrDefault(Packet.MAXIMUM_PACKET_SIZE, "not said")
                        : "");
    }

    private static String wrongPassword(MqttBench bench) throws IOException {
        String secret = bench.subject().unit().secret();
        if (secret == null) {
            throw new CannotTell("needs --secret");
        }
        Hello right = bench.hello();
        MqttLine line = bench.open();
        int reason = line.connect(new Hello(right.clientId(), right.user(), secret + "x", 60, null))
                .reason();
        unless(reason == (bench.five() ? 0x86 : 4), "CONNACK 0x" + Integer.toHexString(reason));
        return "CONNACK 0x" + Integer.toHexString(reason);
    }

    private static String takeOver(MqttBench bench) throws IOException {
        MqttLine older = bench.signIn();
        MqttLine newer = bench.signIn();
        unless(older.awaitClosed(bench.subject().patience().toMillis()), "the older line stands");
        Integer reason = older.disconnectReason();
        unless(
                !bench.five() || reason != null && reason == 0x8e,
                "the older line ended without DISCONNECT 0x8e" + older.ending());
        bench.acknowledged(newer, "alarm", bench.alarm());
        return "the older line" + older.ending().replaceFirst("^,", ":") + "; the newer is served";
    }

    private static String will(MqttBench bench) throws IOException {
        MqttLine line = bench.signIn();
        bench.acknowledged(line, "alarm", bench.alarm());
        line.close();
        bench.acknowledged(bench.signIn(), "alarm", bench.alarm());
        return "served again; what became of the Will only the receiver can show";
    }

    private static String keepAlive(MqttBench bench) throws IOException {
        MqttLine line = bench.open();
        Hello hello = bench.hello();
        line.connect(new Hello(hello.clientId(), hello.user(), hello.password(), 1, null));
        line.send(new PacketWriter().packet(Packet.PINGREQ, 0));
        unless(line.await(packet -> packet.type() == Packet.PINGRESP).isPresent(), "no PINGRESP" + line.ending());
        long began = System.nanoTime();
        boolean closed = line.awaitClosed(4_000 + bench.subject().patience().toMillis());
        double seconds = Math.round((System.nanoTime() - began) / 1e8) / 10.0;
        unless(closed, "silent for " + seconds + " s with a keep-alive of 1 s, and the line stands");
        unless(seconds >= 1, "the line ended after " + seconds + " s already");
        return "PINGRESP; the line ended after " + seconds + " s of silence" + line.ending();
    }

    private static String tls(MqttBench bench) throws IOException, GeneralSecurityException {
        MqttTarget target = bench.subject().target();
        if (!target.secure()) {
            throw new CannotTell("only over mqtts");
        }
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            try {
                Connecting.secure(
                                target.host(),
                                target.address(),
                                bench.subject().tls(),
                                bench.subject().patience(),
                                version)
                        .close();
            } catch (javax.net.ssl.SSLException e) {
                throw new Wrong(version + ": " + e.getMessage());
            }
        }
        return "TLS 1.2 and 1.3, the certificate names " + target.host();
    }

    private static String foreign(MqttBench bench) throws IOException {
        for (int level : new int[] {3, 99}) {
            MqttLine line = bench.open();
            line.send(new PacketWriter()
                    .text(level == 3 ? "MQXX" : "MQTT")
                    .u8(level)
                    .u8(2)
                    .u16(60)
                    .text("x")
                    .packet(Packet.CONNECT, 0));
            boolean accepted = line.await(packet -> packet.type() == Packet.CONNACK && packet.body()[1] == 0)
                    .isPresent();
            unless(!accepted, "a CONNECT of " + (level == 3 ? "protocol MQXX" : "version 99") + " was accepted");
            unless(line.awaitClosed(bench.subject().patience().toMillis()), "the line stands");
        }
        return "neither was accepted";
    }
}
