package org.tocsin.simulator.scaip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.simulator.estate.Credentials;
import org.tocsin.simulator.estate.Room;
import org.tocsin.simulator.estate.Trigger;
import org.tocsin.simulator.ledger.Ledger;
import org.tocsin.simulator.ledger.Line;
import org.tocsin.simulator.ledger.Tally;
import org.tocsin.simulator.unit.Faults;
import org.tocsin.simulator.unit.Refs;
import org.tocsin.simulator.unit.Scheduler;
import org.tocsin.simulator.unit.Surroundings;
import org.tocsin.simulator.unit.Timing;

/** A unit on a connection of its own, against a plain server socket. */
class ScaipOverTcpTest {
    private static final Timing FAST = new Timing(50, 400, 2_000, List.of(0L, 50L), 50, 100);
    private static final Pattern HEADER = Pattern.compile("(?m)^(Via|From|To|Call-ID|CSeq): .*$");
    private static final Pattern REF = Pattern.compile("<ref>(\\w+)</ref>");

    private final Vertx vertx = Vertx.vertx();
    private final Tally tally = new Tally();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private Ledger ledger;

    @SuppressWarnings("NullAway.Init") // every test opens its own
    private SipLine line;

    @SuppressWarnings("NullAway.Init") // every test opens its own
    private ScaipUnit unit;

    @BeforeEach
    void aLedgerInMemory() throws IOException {
        ledger = new Ledger(null);
    }

    @AfterEach
    void close() throws Exception {
        onLoop(() -> unit.stop());
        line.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        ledger.close();
    }

    @Test
    void twoMessagesInOneSegmentAreTwo() throws Exception {
        try (ServerSocket server = listen(0)) {
            serve(server, (text, out) -> out.write(bytes(ok(text) + reply(text))));
            open(server.getLocalPort());
            press();
            press();
            await().untilAsserted(() -> assertThat(tally.acknowledged.sum()).isEqualTo(2));

            assertThat(heard.stream().filter(text -> text.startsWith("MESSAGE ")))
                    .hasSize(2);
            await().untilAsserted(() -> assertThat(heard.stream().filter(text -> text.startsWith("SIP/2.0 200 ")))
                    .hasSize(2));
            assertThat(heard.get(0)).contains("\r\nVia: SIP/2.0/TCP ");
            assertThat(tally.retransmitted.sum()).isZero();
        }
    }

    @Test
    void oneMessageInManySegmentsIsOne() throws Exception {
        try (ServerSocket server = listen(0)) {
            serve(server, (text, out) -> {
                for (byte part : bytes(ok(text) + reply(text))) {
                    out.write(part);
                    out.flush();
                }
            });
            open(server.getLocalPort());
            press();
            await().untilAsserted(() -> assertThat(line(0).acknowledged()).isTrue());

            assertThat(line(0).attempts()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionThatBreaksIsMadeAnew() throws Exception {
        try (ServerSocket server = listen(0)) {
            serve(server, (text, out) -> {
                if (heard.size() == 1) {
                    throw new IOException("hangs up");
                }
                out.write(bytes(ok(text) + reply(text)));
            });
            open(server.getLocalPort());
            press();
            await().untilAsserted(() -> assertThat(line(0).acknowledged()).isTrue());

            assertThat(heard.get(1)).contains("<ref>" + line(0).ref() + "</ref>");
            assertThat(line(0).attempts()).isEqualTo(2);
        }
    }

    @Test
    void nobodyThereIsTriedUntilSomebodyIs() throws Exception {
        int port;
        try (ServerSocket closedAgain = listen(0)) {
            port = closedAgain.getLocalPort();
        }
        open(port);
        press();
        await().untilAsserted(() -> assertThat(line(0).attempts()).isGreaterThan(2));
        try (ServerSocket server = listen(port)) {
            serve(server, (text, out) -> out.write(bytes(ok(text) + reply(text))));
            await().untilAsserted(() -> assertThat(line(0).acknowledged()).isTrue());

            assertThat(heard.get(0)).contains("<ref>" + line(0).ref() + "</ref>");
        }
    }

    private interface Answer {
        void to(String request, OutputStream out) throws IOException;
    }

    private static ServerSocket listen(int port) throws IOException {
        ServerSocket server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return server;
    }

    /** One connection after the other, on a thread that ends with the server socket. */
    private void serve(ServerSocket server, Answer answer) {
        Thread thread = new Thread(
                () -> {
                    while (!server.isClosed()) {
                        try (Socket socket = server.accept()) {
                            converse(socket, answer);
                        } catch (IOException e) {
                            // hung up, by the test or by the unit
                        }
                    }
                },
                "stand-in receiver");
        thread.setDaemon(true);
        thread.start();
    }

    private void converse(Socket socket, Answer answer) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder gathered = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            gathered.append((char) next);
            int end = gathered.indexOf("\r\n\r\n");
            if (end >= 0 && gathered.length() == end + 4 + length(gathered.substring(0, end))) {
                String text = gathered.toString();
                gathered.setLength(0);
                heard.add(text);
                if (text.startsWith("MESSAGE ")) {
                    answer.to(text, socket.getOutputStream());
                }
            }
        }
    }

    private static int length(String head) {
        Matcher matcher = Pattern.compile("Content-Length: (\\d+)").matcher(head);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    private static String ok(String request) {
        StringBuilder text = new StringBuilder("SIP/2.0 200 OK\r\n");
        Matcher matcher = HEADER.matcher(request);
        while (matcher.find()) {
            text.append(matcher.group()).append("\r\n");
        }
        return text + "l: 0\r\n\r\n";
    }

    private static String reply(String request) {
        Matcher ref = REF.matcher(request);
        String body = "<mrs><ref>" + (ref.find() ? ref.group(1) : "") + "</ref><snu>0</snu></mrs>";
        return "MESSAGE sip:x@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\n"
                + "To: <sip:x@127.0.0.1>\r\nCall-ID: c\r\nCSeq: 1 MESSAGE\r\nContent-Type: application/scaip+xml\r\n"
                + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void open(int port) throws Exception {
        ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
        Surroundings around = new Surroundings(
                Scheduler.of(context.nettyEventLoop()),
                FAST,
                new Faults(Faults.Shares.NONE, 1),
                new Refs(1_773_567_000_120L, 0),
                ledger,
                tally);
        InetSocketAddress target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        line = SipLine.open(context, List.of(target), around)
                .toCompletionStage()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
        Credentials credentials = new Credentials(0, "10000000", null, "sip:alarm@127.0.0.1", null, null);
        unit = new ScaipUnit(credentials, line, ScaipUnit.Habits.TCP, Duration.ofMinutes(15));
    }

    private void press() throws Exception {
        onLoop(() -> unit.raise(Trigger.PENDANT, Room.BEDROOM, () -> {}));
    }

    private void onLoop(Runnable task) throws Exception {
        CompletableFuture<Void> ran = new CompletableFuture<>();
        line.around().scheduler().after(0, () -> {
            task.run();
            ran.complete(null);
        });
        ran.get(5, TimeUnit.SECONDS);
    }

    private Line line(int index) {
        return ledger.lines().get(index);
    }
}
