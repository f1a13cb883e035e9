package org.tocsin.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OpsEndpointTest {
    static final HttpClient HTTP = HttpClient.newHttpClient();
    static Vertx vertx;
    static TestDatabase test;
    static Database database;

    @BeforeAll
    static void open() {
        test = TestDatabase.create();
        vertx = Vertx.vertx();
        database = Database.open(vertx, test.url(), 2);
    }

    @AfterAll
    static void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void is_live_and_ready_and_shows_its_metrics() throws Exception {
        int port = start(Readiness.store(database.pool()), Readiness.clock(database.pool(), InstantSource.system()));
        assertThat(get(port, "/live").statusCode()).isEqualTo(200);
        HttpResponse<String> ready = get(port, "/ready");
        assertThat(ready.statusCode()).as(ready.body()).isEqualTo(200);
        assertThat(get(port, "/metrics").body()).isEqualTo("tocsin_up 1\n");
        assertThat(get(port, "/metrics").headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        assertThat(get(port, "/other").statusCode()).isEqualTo(404);
    }

    @Test
    void is_not_ready_while_the_store_cannot_be_reached() throws Exception {
        Database nowhere = Database.open(vertx, new DatabaseUrl("postgresql://a:b@localhost:1/c"), 1);
        HttpResponse<String> ready = get(start(Readiness.store(nowhere.pool())), "/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).contains("\"check\":\"store\"").contains("did not answer within 1 s");
    }

    @Test
    void is_not_ready_when_its_clock_is_off_by_more_than_two_seconds() throws Exception {
        InstantSource ahead = () -> Instant.now().plusSeconds(3);
        HttpResponse<String> ready = get(start(Readiness.clock(database.pool(), ahead)), "/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).contains("\"check\":\"clock\"");
    }

    @Test
    void names_every_failing_check_also_one_that_never_answers() throws Exception {
        Readiness silent = new Readiness("silent", () -> Promise.<Void>promise().future());
        Readiness bad = new Readiness("bad", () -> Future.failedFuture("it is bad"));
        Readiness good = new Readiness("good", Future::succeededFuture);
        HttpResponse<String> ready = get(start(silent, good, bad), "/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).contains("silent", "it is bad").doesNotContain("good");
    }

    private static int start(Readiness... checks) throws Exception {
        return OpsEndpoint.start(vertx, "127.0.0.1", 0, () -> "tocsin_up 1\n", List.of(checks))
                .toCompletionStage()
                .toCompletableFuture()
                .get()
                .port();
    }

    private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
