package org.tocsin.simulator.estate;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The platform's REST interface, {@code /api/v1}, with the bearer token of one service. */
public final class PlatformApi {
    private static final int CONNECTIONS = 16;
    private static final int MOST_TRIES = 12;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final Vertx vertx;
    private final HttpClient client;
    private final String base;
    private final String token;

    /** @param base the root of the console, for instance {@code http://localhost:8080} */
    public PlatformApi(Vertx vertx, URI base, String token) {
        this.vertx = vertx;
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(5_000),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS).setMaxWaitQueueSize(10_000));
        String text = base.toString();
        this.base = (text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + "/api/v1";
        this.token = token;
    }

    /** An answer of whatever status, except those that say "later". */
    public record Answer(int status, String body) {
        @Override
        public String toString() {
            return status + " " + body.substring(0, Math.min(300, body.length()));
        }
    }

    /** A conflict after a repeat means our first try was heard; the caller cannot tell, and need not. */
    public Future<Answer> post(String path, String json) {
        return call(HttpMethod.POST, path, json, 1);
    }

    public Future<Answer> get(String pathAndQuery) {
        return call(HttpMethod.GET, pathAndQuery, null, 1);
    }

    /** Tries again, with longer and longer pauses, while the platform is not there or says it is too busy. */
    private Future<Answer> call(HttpMethod method, String path, @Nullable String json, int attempt) {
        return once(method, path, json)
                .compose(
                        answer -> later(answer.status()) && attempt < MOST_TRIES
                                ? pause(attempt).compose(v -> call(method, path, json, attempt + 1))
                                : Future.succeededFuture(answer),
                        failure -> attempt < MOST_TRIES
                                ? pause(attempt).compose(v -> call(method, path, json, attempt + 1))
                                : Future.failedFuture(failure));
    }

    private Future<Answer> once(HttpMethod method, String path, @Nullable String json) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setAbsoluteURI(base + path)
                .setIdleTimeout(20_000)
                .putHeader("Authorization", "Bearer " + token)
                .putHeader("Accept", "application/json");
        if (json != null) {
            options.putHeader("Content-Type", "application/json");
        }
        // The body is asked for on the request's own thread: to whoever asks after its end, it is empty.
        return client.request(options)
                .compose(request -> (json == null ? request.send() : request.send(Buffer.buffer(json)))
                        .compose(response ->
                                response.body().map(body -> new Answer(response.statusCode(), body.toString()))));
    }

    private static boolean later(int status) {
        return status == 429 || status == 502 || status == 503 || status == 504;
    }

    private Future<Void> pause(int attempt) {
        long millis = Math.min(LONGEST_PAUSE_MILLIS, 100L << Math.min(attempt, 10));
        return vertx.timer(millis, TimeUnit.MILLISECONDS).mapEmpty();
    }

    public Future<Void> close() {
        return client.close();
    }
}
