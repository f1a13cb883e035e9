package org.tocsin.gateway.sip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Transactions over real sockets, with timers quick enough to see their end. */
class SipEndpointTest {
    private static final SipTimers QUICK =
            new SipTimers(Duration.ofMillis(40), Duration.ofMillis(160), Duration.ofMillis(2_500));
    private static final SipLimits TWO_CONNECTIONS = new SipLimits(
            64 * 1024, 2, Duration.ofMinutes(1), new SipLimits.Handshakes(2, 2, Duration.ofSeconds(1)), 100, 100);

    private static final int PATIENCE_MS = 20_000;

    private final Vertx vertx = Vertx.vertx();
    private final Slow application = new Slow();

    @SuppressWarnings("NullAway.Init")
    private SipEndpoint endpoint;

    @SuppressWarnings("NullAway.Init")
    private DatagramSocket unit;

    @BeforeEach
    void open() throws Exception {
        SipConfig.Tuning tuning = new SipConfig.Tuning(QUICK, TWO_CONNECTIONS, Duration.ofSeconds(1));
        endpoint = get(SipEndpoint.start(
                vertx,
                new SipConfig("127.0.0.1", 0, "arc", "gw1", Optional.empty(), tuning),
                (client, loop) -> {
                    application.client = client;
                    application.loop = loop;
                    return application;
                },
                new SimpleMeterRegistry()));
        unit = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws Exception {
        unit.close();
        application.drained.tryComplete();
        get(endpoint.stop());
        get(vertx.close());
    }

    @Test
    void aRetransmissionIsDroppedWhileTheAnswerIsPending() throws Exception {
        send(Frames.text("full-alarm"));
        await().until(() -> application.calls.size() == 1);
        send(Frames.text("full-alarm"));
        assertThat(receive(200)).isEmpty();

        application.calls.get(0).reply().accept(SipReply.OK);
        String ok = receive(PATIENCE_MS);
        send(Frames.text("full-alarm"));

        assertThat(ok).startsWith("SIP/2.0 200 OK");
        assertThat(receive(PATIENCE_MS)).isEqualTo(ok);
        assertThat(application.calls).hasSize(1);
    }

    @Test
    void anAnswerIsGivenOnce() throws Exception {
        send(Frames.text("full-alarm"));
        await().until(() -> application.calls.size() == 1);
        application.calls.get(0).reply().accept(SipReply.UNAVAILABLE);
        application.calls.get(0).reply().accept(SipReply.OK);

        assertThat(receive(PATIENCE_MS)).startsWith("SIP/2.0 503 ").contains("Retry-After");
        assertThat(receive(200)).isEmpty();
    }

    @Test
    void aUnitThatRepeatsTheSameBytesAfterARefusalIsTriedAgain() throws Exception {
        send(Frames.text("full-alarm"));
        await().until(() -> application.calls.size() == 1);
        application.calls.get(0).reply().accept(SipReply.UNAVAILABLE);
        receive(PATIENCE_MS);
        send(Frames.text("full-alarm"));
        await().until(() -> application.calls.size() == 2);
        application.calls.get(1).reply().accept(SipReply.OK);

        assertThat(receive(PATIENCE_MS)).startsWith("SIP/2.0 200 ");
    }

    @Test
    void ourMessageEndsWithTheUnitsFinalAnswer() throws Exception {
        List<SipClient.Outcome> outcomes = message();
        String message = receive(PATIENCE_MS);
        send(answer(message, "100 Trying"));
        assertThat(receive(PATIENCE_MS)).isEqualTo(message);
        send(answer(message, "200 OK"));

        await().until(() -> List.of(new SipClient.Answered(200)).equals(outcomes));
        // What was repeated before the answer had been read lies here still; nothing is repeated from now on.
        while (receive(1).equals(message)) {
            // until there is no more of it
        }
        assertThat(receive(300)).isEmpty();
    }

    @Test
    void ourMessageIsGivenUpAfterTimerF() throws Exception {
        List<SipClient.Outcome> outcomes = message();

        await().until(() -> List.of(SipClient.Unanswered.TIMED_OUT).equals(outcomes));
    }

    @Test
    void overTcpOurMessageIsSentOnce() throws Exception {
        try (Socket stream = new Socket(InetAddress.getLoopbackAddress(), endpoint.port())) {
            stream.getOutputStream().write(Frames.bytes("full-alarm"));
            await().until(() -> application.calls.size() == 1);
            List<SipClient.Outcome> outcomes = message(application.calls.get(0).flow());
            await().until(() -> List.of(SipClient.Unanswered.TIMED_OUT).equals(outcomes));

            byte[] read = new byte[64 * 1024];
            int length = stream.getInputStream().read(read);
            String text = new String(read, 0, length, ISO_8859_1);
            assertThat(text).containsOnlyOnce("MESSAGE sip:").contains("Via: SIP/2.0/TCP 127.0.0.1:");
        }
    }

    @Test
    void aPingIsAnsweredAndTheThirdConnectionRefused() throws Exception {
        try (Socket first = connected();
                Socket second = connected();
                Socket third = new Socket(InetAddress.getLoopbackAddress(), endpoint.port())) {
            third.setSoTimeout(PATIENCE_MS);
            assertThat(third.getInputStream().read()).isEqualTo(-1);
            first.close();
            isAnswered(second);
        }
    }

    @Test
    void atTheEndWhatWasTakenIsAnsweredAndWhatIsNewRefused() throws Exception {
        send(Frames.text("full-alarm"));
        await().until(() -> application.calls.size() == 1);
        Future<Void> stopped = endpoint.stop();
        await().until(() -> application.draining);
        send(Frames.text("essence-alarm"));
        assertThat(receive(PATIENCE_MS)).startsWith("SIP/2.0 503 ");

        application.calls.get(0).reply().accept(SipReply.OK);
        application.drained.complete();

        assertThat(receive(PATIENCE_MS)).startsWith("SIP/2.0 200 ");
        get(stopped);
    }

    @Test
    void aTakenPortIsAClearFailure() {
        SipConfig same = SipConfig.of("127.0.0.1", endpoint.port(), "arc", "gw2");

        assertThat(SipEndpoint.start(vertx, same, (client, loop) -> application, new SimpleMeterRegistry()))
                .satisfies(start -> await().until(start::failed));
    }

    private Socket connected() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), endpoint.port());
        socket.setSoTimeout(PATIENCE_MS);
        isAnswered(socket);
        return socket;
    }

    private static void isAnswered(Socket socket) throws IOException {
        socket.getOutputStream().write("\r\n\r\n".getBytes(ISO_8859_1));
        assertThat(socket.getInputStream().readNBytes(2)).isEqualTo("\r\n".getBytes(ISO_8859_1));
    }

    private List<SipClient.Outcome> message() throws Exception {
        send(Frames.text("full-alarm"));
        await().until(() -> application.calls.size() == 1);
        return message(application.calls.get(0).flow());
    }

    private List<SipClient.Outcome> message(SipFlow flow) {
        List<SipClient.Outcome> outcomes = new CopyOnWriteArrayList<>();
        byte[] body = "<mrs/>".getBytes(ISO_8859_1);
        SipMessageOut message = new SipMessageOut("sip:u@127.0.0.1", "<sip:a@b>", "<sip:u@b>", "text/plain", body);
        EventLoop loop = Objects.requireNonNull(application.loop);
        loop.execute(() -> Objects.requireNonNull(application.client).send(message, flow, outcomes::add));
        return outcomes;
    }

    private static String answer(String message, String status) {
        return message.replaceFirst("MESSAGE .*", "SIP/2.0 " + status).replaceFirst("(?s)Content-Type.*", "\r\n");
    }

    private void send(String text) throws IOException {
        byte[] bytes = text.getBytes(ISO_8859_1);
        unit.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), endpoint.port()));
    }

    private String receive(int patienceMs) throws IOException {
        unit.setSoTimeout(patienceMs);
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        try {
            unit.receive(packet);
            return new String(packet.getData(), 0, packet.getLength(), ISO_8859_1);
        } catch (SocketTimeoutException e) {
            return "";
        }
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** Answers when the test says so. */
    private static final class Slow implements SipApplication {
        private final List<Call> calls = new CopyOnWriteArrayList<>();
        private final Promise<Void> drained = Promise.promise();
        private volatile @Nullable SipClient client;
        private volatile @Nullable EventLoop loop;
        private volatile boolean draining;

        private record Call(SipFlow flow, Consumer<SipReply> reply) {}

        @Override
        public void message(SipRequest request, SipFlow flow, Consumer<SipReply> reply) {
            calls.add(new Call(flow, reply));
        }

        @Override
        public void unreadable(byte[] frame, SipFlow flow) {}

        @Override
        public Future<Void> drain() {
            draining = true;
            return drained.future();
        }
    }
}
