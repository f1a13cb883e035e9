package org.tocsin.console.imports;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.estate.EstateExport;
import org.tocsin.platform.LoggedError;

/** Sends what is made while it is sent, as fast as its receiver takes it; nothing of it is held in memory. */
final class Sending {
    private static final Logger LOG = LoggerFactory.getLogger(Sending.class);
    private static final int AT_ONCE = 64 * 1024;
    private static final int PATIENCE_S = 60;

    private final Vertx vertx;
    private final EstateExport export;

    Sending(Vertx vertx, Parts parts) {
        this.vertx = vertx;
        this.export = new EstateExport(vertx, parts.database(), parts.keyring(), parts.clock());
    }

    /** Writes on a thread that may wait. */
    interface Writing {
        void to(OutputStream out) throws IOException;
    }

    Future<Void> table(RoutingContext context, String name, Writing writing) {
        ImportPages.attachment(context, "text/csv; charset=utf-8", name);
        OutputStream out = stream(context.response());
        return over(
                context,
                vertx.executeBlocking(
                        () -> {
                            writing.to(out);
                            out.flush();
                            return null;
                        },
                        false));
    }

    /** Everything of the service. */
    Future<Void> everything(RoutingContext context, String name) {
        ImportPages.attachment(context, "application/zip", name);
        OutputStream out = stream(context.response());
        return over(context, export.write(Login.signedIn(context).scope(), out, Pages.address(context)));
    }

    /** A half-sent file must not look like a whole one. */
    private static Future<Void> over(RoutingContext context, Future<Void> sent) {
        return sent.compose(done -> context.response().end(), e -> {
            LOG.atWarn().addKeyValue("error", LoggedError.of(e)).log("a file was not sent to its end");
            context.response().reset();
            return Future.failedFuture(e);
        });
    }

    private static OutputStream stream(HttpServerResponse response) {
        return new BufferedOutputStream(
                new OutputStream() {
                    @Override
                    public void write(int one) throws IOException {
                        write(new byte[] {(byte) one}, 0, 1);
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        try {
                            response.write(Buffer.buffer(length).appendBytes(bytes, offset, length))
                                    .toCompletionStage()
                                    .toCompletableFuture()
                                    .get(PATIENCE_S, TimeUnit.SECONDS);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                            throw new IOException(e);
                        } catch (ExecutionException | TimeoutException e) {
                            throw new IOException(e);
                        }
                    }
                },
                AT_ONCE);
    }
}
