package org.tocsin.notify;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Posts to providers, within a time and with an answer of bounded length. Certificates are checked. */
final class HttpPost {
    private static final int MOST_CONNECTIONS = 20;
    private static final int LARGEST_ANSWER = 16 * 1024;

    private final Vertx vertx;
    private final ProviderReach reach;
    private final HttpClient client;

    HttpPost(Vertx vertx, ProviderReach reach) {
        this.vertx = vertx;
        this.reach = reach;
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(5_000).setIdleTimeout(60),
                new PoolOptions().setHttp1MaxSize(MOST_CONNECTIONS));
    }

    record Answer(int status, String body) {}

    Future<Answer> send(String address, Map<String, String> headers, Buffer body) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(address)
                .setIdleTimeout(NotificationRules.WITHIN.toMillis());
        headers.forEach(options::addHeader);
        // The answer is listened to on the request's own thread: it may have ended for whoever comes later.
        return reached(options)
                .compose(client::request)
                .compose(request -> request.send(body).compose(HttpPost::answer))
                .timeout(NotificationRules.WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** With the very address that was looked at: a name may lead elsewhere a moment later. */
    private Future<RequestOptions> reached(RequestOptions options) {
        if (reach.anywhere()) {
            return Future.succeededFuture(options);
        }
        int port = options.getPort() != null ? options.getPort() : Boolean.TRUE.equals(options.isSsl()) ? 443 : 80;
        return vertx.executeBlocking(() -> reach.find(options.getHost()), false)
                .map(found -> options.setServer(SocketAddress.inetSocketAddress(port, found.getHostAddress())));
    }

    Future<Void> close() {
        return client.close();
    }

    /** As much of the answer as is read by anybody. */
    private static Future<Answer> answer(HttpClientResponse response) {
        Promise<Answer> read = Promise.promise();
        Buffer body = Buffer.buffer();
        response.handler(part -> {
            if (body.length() + part.length() <= LARGEST_ANSWER) {
                body.appendBuffer(part);
            } else {
                read.tryFail("the answer is too long");
                response.request().reset();
            }
        });
        response.exceptionHandler(read::tryFail);
        response.endHandler(end -> read.tryComplete(new Answer(response.statusCode(), body.toString())));
        return read.future();
    }
}
