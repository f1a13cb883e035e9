package org.tocsin.console.live;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.tocsin.console.TestConsole;

/** A listener of the live link that keeps everything it hears. */
final class Listener {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 32 * 1024 * 1024;

    private final List<JsonNode> heard = new CopyOnWriteArrayList<>();
    private final WebSocket socket;

    private Listener(WebSocket socket) {
        this.socket = socket;
        socket.textMessageHandler(text -> heard.add(parse(text)));
    }

    /** Connects; fails with {@code UpgradeRejectedException} when refused. Header names and values alternate. */
    static Listener connect(TestConsole console, String path, String... headers) throws Exception {
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(console.port())
                .setURI(path);
        // Otherwise this client adds an Origin of its own.
        options.setAllowOriginHeader(List.of(headers).contains("Origin"));
        for (int i = 0; i < headers.length; i += 2) {
            options.addHeader(headers[i], headers[i + 1]);
        }
        Vertx vertx = console.vertx;
        WebSocketClient client = vertx.createWebSocketClient(new WebSocketClientOptions().setMaxMessageSize(LONGEST));
        // The handler is there before the first frame: both run on the connection's context.
        return TestConsole.await(client.connect(options).map(Listener::new));
    }

    static Listener withToken(TestConsole console, String token) throws Exception {
        return connect(console, "/api/v1/live", "Authorization", "Bearer " + token);
    }

    /** As a page of the console itself. */
    static Listener withCookie(TestConsole console, String cookie) throws Exception {
        return connect(console, "/live", "Cookie", cookie, "Origin", "http://127.0.0.1:" + console.port());
    }

    List<JsonNode> heard() {
        return heard;
    }

    /** The first message like this, waiting for it. */
    JsonNode next(Predicate<JsonNode> like) {
        return await().atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> heard.stream().filter(like).findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    /** The first change of an alarm of this unit, in this state. */
    JsonNode alarm(String cid, String state) {
        return next(message -> message.path("alarm").path("cid").asText().equals(cid)
                        && message.at("/alarm/state").asText().equals(state))
                .get("alarm");
    }

    boolean closed() {
        return socket.isClosed();
    }

    int closeCode() {
        Short code = socket.closeStatusCode();
        return code == null ? 0 : code;
    }

    void close() throws Exception {
        TestConsole.await(socket.close());
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(text, e);
        }
    }
}
