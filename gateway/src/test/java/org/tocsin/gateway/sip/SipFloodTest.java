package org.tocsin.gateway.sip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RX-37: more heartbeats than can be served, and one press among them. */
class SipFloodTest {
    private static final int HEARTBEATS = 300;
    /** All of them together take three times as long as a heartbeat may wait. */
    private static final long WORK_NANOS = Duration.ofMillis(3).toNanos();

    private final Vertx vertx = Vertx.vertx();

    @SuppressWarnings("NullAway.Init")
    private SipEndpoint endpoint;

    @SuppressWarnings("NullAway.Init")
    private DatagramSocket units;

    @BeforeEach
    void open() throws Exception {
        endpoint = get(SipEndpoint.start(
                vertx,
                SipConfig.of("127.0.0.1", 0, "arc", "gw1"),
                (client, loop) -> new Laborious(),
                new SimpleMeterRegistry()));
        units = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        units.setReceiveBufferSize(1 << 20);
        units.setSoTimeout(10_000);
    }

    @AfterEach
    void close() throws Exception {
        units.close();
        get(endpoint.stop());
        get(vertx.close());
    }

    @Test
    void RX37_aPressIsServedBeforeTheHeartbeatsThatCameBeforeItAndThoseThatWaitTooLongAreRefused() throws Exception {
        for (int i = 0; i < HEARTBEATS; i++) {
            send(message("PI", i));
        }
        send(message("ME", HEARTBEATS));

        List<String> answers = new ArrayList<>();
        while (answers.size() <= HEARTBEATS) {
            answers.add(receive());
        }
        int press = indexOf(answers, HEARTBEATS);
        assertThat(answers.get(press)).startsWith("SIP/2.0 200 ");
        assertThat(press).as("heartbeats answered before the press").isLessThan(HEARTBEATS / 2);
        assertThat(answers.get(HEARTBEATS)).startsWith("SIP/2.0 503 ").contains("Retry-After: ");
        assertThat(answers)
                .filteredOn(answer -> answer.startsWith("SIP/2.0 200 "))
                .hasSizeGreaterThan(1);
    }

    @Test
    void aHeartbeatIsToldByItsTypeWhateverStandsAroundIt() {
        assertThat(HeartbeatMark.in("x<mrq><mty> PI</mty></mrq>".getBytes(ISO_8859_1)))
                .isTrue();
        for (String other : List.of("", "<mty>", "<mty>P", "<mty>ME</mty>", "<mtyy>PI", "mty>PI", "<mty>ME<mty>PI")) {
            assertThat(HeartbeatMark.in(other.getBytes(ISO_8859_1))).as(other).isFalse();
        }
    }

    private static int indexOf(List<String> answers, int number) {
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i).contains("Call-ID: c" + number + "\r\n")) {
                return i;
            }
        }
        throw new AssertionError("the press was not answered");
    }

    private static String message(String type, int number) {
        String body = "<mrq><ref>r" + number + "</ref><mty>" + type + "</mty><cid>1</cid><dty>0002</dty></mrq>";
        return "MESSAGE sip:alarm@arc SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKb" + number
                + ";rport\r\nMax-Forwards: 70\r\nFrom: <sip:1@arc>;tag=a\r\nTo: <sip:alarm@arc>\r\nCall-ID: c" + number
                + "\r\nCSeq: 1 MESSAGE\r\nContent-Type: application/scaip+xml\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body;
    }

    private void send(String text) throws IOException {
        byte[] bytes = text.getBytes(ISO_8859_1);
        units.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), endpoint.port()));
    }

    private String receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[4_096], 4_096);
        units.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), ISO_8859_1);
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** Needs its time for each message. */
    private static final class Laborious implements SipApplication {
        @Override
        public void message(SipRequest request, SipFlow flow, Consumer<SipReply> reply) {
            long until = System.nanoTime() + WORK_NANOS;
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            reply.accept(SipReply.OK);
        }

        @Override
        public void unreadable(byte[] frame, SipFlow flow) {}

        @Override
        public Future<Void> drain() {
            return Future.succeededFuture();
        }
    }
}
