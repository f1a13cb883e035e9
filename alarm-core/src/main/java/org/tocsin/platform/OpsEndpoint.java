package org.tocsin.platform;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What those who run a process ask it: {@code /live} (200 while it runs), {@code /ready} (200, or 503 with the failing
 * checks; what is only a warning is named and changes no code) and {@code /metrics} (Prometheus text). No sign-in: bind it where only they can reach it.
 */
public final class OpsEndpoint {
    private static final long CHECK_WITHIN_MS = 2_000;
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;
    private final Supplier<String> scrape;
    private final List<Readiness> checks;

    private OpsEndpoint(HttpServer server, Supplier<String> scrape, List<Readiness> checks) {
        this.server = server;
        this.scrape = scrape;
        this.checks = List.copyOf(checks);
    }

    /**
     * Listens; fails when the port is taken.
     *
     * @param port 0 for any free one, see {@link #port}
     * @param scrape all metrics as Prometheus text
     * @param checks what {@code /ready} asks, all at once, each time it is asked
     */
    public static Future<OpsEndpoint> start(
            Vertx vertx, String bind, int port, Supplier<String> scrape, List<Readiness> checks) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(bind)
                .setPort(port)
                .setIdleTimeout(30)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        OpsEndpoint endpoint = new OpsEndpoint(vertx.createHttpServer(options), scrape, checks);
        return endpoint.server.requestHandler(endpoint::answer).listen().map(endpoint);
    }

    public int port() {
        return server.actualPort();
    }

    public Future<Void> stop() {
        return server.close();
    }

    private void answer(HttpServerRequest request) {
        if (request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD) {
            request.response()
                    .setStatusCode(405)
                    .putHeader("Allow", "GET, HEAD")
                    .end();
            return;
        }
        switch (request.path()) {
            case "/live" -> text(request, "text/plain; charset=utf-8", "live\n");
            case "/ready" -> ready(request);
            case "/metrics" -> text(request, PROMETHEUS_TEXT, scrape.get());
            default -> request.response().setStatusCode(404).end();
        }
    }

    private static void text(HttpServerRequest request, String type, String body) {
        request.response().putHeader("Content-Type", type).end(body);
    }

    private void ready(HttpServerRequest request) {
        List<Future<Void>> asked = checks.stream().map(OpsEndpoint::ask).toList();
        Future.join(asked).onComplete(all -> {
            List<JsonObject> failing = new ArrayList<>();
            List<JsonObject> warnings = new ArrayList<>();
            for (int i = 0; i < asked.size(); i++) {
                if (asked.get(i).failed()) {
                    (checks.get(i).required() ? failing : warnings)
                            .add(new JsonObject()
                                    .put("check", checks.get(i).name())
                                    .put("reason", asked.get(i).cause().getMessage()));
                }
            }
            JsonObject body = new JsonObject()
                    .put("ready", failing.isEmpty())
                    .put("failing", new JsonArray(failing))
                    .put("warnings", new JsonArray(warnings));
            request.response()
                    .setStatusCode(failing.isEmpty() ? 200 : 503)
                    .putHeader("Content-Type", "application/json")
                    .end(body.encode() + "\n");
        });
    }

    private static Future<Void> ask(Readiness readiness) {
        try {
            return readiness.check().get().timeout(CHECK_WITHIN_MS, TimeUnit.MILLISECONDS);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }
}
