package org.tocsin.console.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One file at a time: the next is asked to come again, and whoever leaves holds nobody up. */
class OneAtATimeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final BlockingQueue<RoutingContext> inside = new LinkedBlockingQueue<>();
    private final BlockingQueue<RoutingContext> atTheDoor = new LinkedBlockingQueue<>();
    private HttpServer server;

    @BeforeEach
    void open() throws Exception {
        OneAtATime one = new OneAtATime();
        Router router = Router.router(vertx);
        router.get("/file").handler(one).handler(inside::add);
        // Whoever asks here has left before it is their turn.
        router.get("/left")
                .handler(context -> {
                    context.response().closeHandler(left -> context.next());
                    atTheDoor.add(context);
                })
                .handler(one)
                .handler(inside::add);
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void while_one_is_written_the_next_is_told_to_come_again_and_then_let_in() throws Exception {
        CompletableFuture<HttpResponse<String>> first = ask();
        RoutingContext writing = entered();
        assertThat(answer(ask()).statusCode()).isEqualTo(503);
        assertThat(answer(ask()).statusCode()).as("and takes nobody's place").isEqualTo(503);
        end(writing);
        assertThat(answer(first).body()).isEqualTo("written");
        CompletableFuture<HttpResponse<String>> next = ask();
        end(entered());
        assertThat(answer(next).body()).isEqualTo("written");
    }

    @Test
    void whoever_leaves_in_the_middle_or_before_it_begins_makes_room() throws Exception {
        try (Socket leaves = asked("/file")) {
            entered();
        }
        letIn();
        try (Socket leaves = asked("/left")) {
            assertThat(atTheDoor.poll(20, TimeUnit.SECONDS)).isNotNull();
        }
        letIn();
    }

    /** As soon as the platform has seen that the other one is gone. */
    private void letIn() {
        await().atMost(PATIENCE).until(() -> {
            CompletableFuture<HttpResponse<String>> asked = ask();
            RoutingContext entered = null;
            while (entered == null && !asked.isDone()) {
                entered = inside.poll(50, TimeUnit.MILLISECONDS);
            }
            if (entered != null) {
                end(entered);
            }
            return answer(asked).statusCode() == 200;
        });
    }

    private CompletableFuture<HttpResponse<String>> ask() {
        URI address = URI.create("http://127.0.0.1:" + server.actualPort() + "/file");
        return client.sendAsync(
                HttpRequest.newBuilder(address).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
    }

    private Socket asked(String path) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private RoutingContext entered() throws InterruptedException {
        RoutingContext context = inside.poll(20, TimeUnit.SECONDS);
        assertThat(context).isNotNull();
        return Objects.requireNonNull(context);
    }

    private static void end(RoutingContext context) {
        context.vertx().runOnContext(v -> context.response().end("written"));
    }

    private static HttpResponse<String> answer(CompletableFuture<HttpResponse<String>> asked) throws Exception {
        return asked.get(20, TimeUnit.SECONDS);
    }
}
