package org.tocsin.journey;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.awaitility.Awaitility;

/**
 * A home unit that speaks SCAIP over UDP: one request, its empty 200, then the receiver's own message with the answer,
 * which the unit answers with 200. Written apart from the gateway, so that one misunderstanding cannot cancel itself out.
 */
public final class ScaipPress implements AutoCloseable {
    private static final int PATIENCE_MS = 30_000;
    private static final Duration BUSY = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final DatagramSocket socket;
    private final int port;
    /** The Call-IDs of what the platform said and this unit has answered. */
    private final Set<String> answered = new HashSet<>();

    private int sequence;

    public ScaipPress(int port) {
        try {
            this.port = port;
            this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            socket.setSoTimeout(PATIENCE_MS);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Sends an alarm and waits until it is accepted: the 200 and the status 0.
     *
     * @param more elements beside ref and cid, by their short names
     */
    public void press(String cid, String ref, Map<String, String> more) {
        String answer = ask(cid, ref, more);
        check(answer.contains("<snu>0</snu>"), "not accepted", answer);
    }

    /**
     * As {@link #press}, whatever the answer's status; gives the answer's body. Where the platform is too busy to listen (503)
     * it is asked again, as a home's unit does.
     */
    public String ask(String cid, String ref, Map<String, String> more) {
        StringBuilder body = new StringBuilder("<mrq><ref>" + ref + "</ref><cid>" + cid + "</cid>");
        new TreeMap<>(more).forEach((name, value) -> body.append("<%s>%s</%s>".formatted(name, escape(value), name)));
        body.append("</mrq>");
        return Awaitility.await()
                .atMost(BUSY)
                .pollDelay(Duration.ZERO)
                .pollInterval(PAUSE)
                .until(() -> asked(cid, ref, body.toString()), Optional::isPresent)
                .orElseThrow();
    }

    private Optional<String> asked(String cid, String ref, String body) {
        try {
            send(request(cid, body));
            return await(ref);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the platform did not accept " + ref, e);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Empty: too busy. */
    private Optional<String> await(String ref) throws IOException {
        boolean received = false;
        while (true) {
            String message = receive();
            if (message.startsWith("SIP/2.0 200")) {
                received = true;
            } else if (message.startsWith("MESSAGE ")) {
                send(okTo(message));
                // A repeat of what was answered already, by a platform that had not read the answer yet, answers
                // nothing.
                if (answered.add(callId(message)) && message.contains("<ref>" + ref + "</ref>")) {
                    check(received, "the answer came before the 200", message);
                    return Optional.of(message.substring(message.indexOf("\r\n\r\n") + 4));
                }
            } else if (message.startsWith("SIP/2.0 503")) {
                return Optional.empty();
            } else {
                throw new AssertionError("unexpected: " + message);
            }
        }
    }

    private String request(String cid, String body) {
        sequence++;
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        String me = "127.0.0.1:" + socket.getLocalPort();
        return String.join(
                "\r\n",
                "MESSAGE sip:alarm@127.0.0.1:" + port + " SIP/2.0",
                "Via: SIP/2.0/UDP " + me + ";branch=z9hG4bK" + cid + "x" + sequence + ";rport",
                "Max-Forwards: 70",
                "From: <sip:" + cid + "@127.0.0.1>;tag=u" + sequence,
                "To: <sip:alarm@127.0.0.1>",
                "Call-ID: " + cid + "-" + sequence + "-" + socket.getLocalPort() + "@127.0.0.1",
                "CSeq: 1 MESSAGE",
                "Content-Type: application/scaip+xml",
                "Content-Length: " + length,
                "",
                body);
    }

    private static String okTo(String request) {
        StringBuilder ok = new StringBuilder("SIP/2.0 200 OK\r\n");
        for (String line : request.substring(0, request.indexOf("\r\n\r\n")).split("\r\n")) {
            if (line.matches("(?i)(via|from|to|call-id|cseq):.*")) {
                ok.append(line).append("\r\n");
            }
        }
        return ok.append("Content-Length: 0\r\n\r\n").toString();
    }

    private static String callId(String request) {
        return request.lines()
                .filter(line -> line.regionMatches(true, 0, "Call-ID:", 0, 8))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no Call-ID: " + request));
    }

    private void send(String message) throws IOException {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
    }

    private String receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    private static void check(boolean holds, String otherwise, String message) {
        if (!holds) {
            throw new AssertionError(otherwise + ": " + message);
        }
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    @Override
    public void close() {
        socket.close();
    }
}
