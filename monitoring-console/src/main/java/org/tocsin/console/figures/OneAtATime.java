package org.tocsin.console.figures;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicBoolean;
import org.tocsin.console.Refusal;

/**
 * Lets one request in at a time. A long table holds a connection to the database until its file is written: files that are
 * asked for together must leave those connections to whoever takes an alarm.
 */
final class OneAtATime implements Handler<RoutingContext> {
    private final AtomicBoolean inside = new AtomicBoolean();

    @Override
    public void handle(RoutingContext context) {
        if (!inside.compareAndSet(false, true)) {
            context.fail(503, new Refusal("Another file is being written just now: try again in a moment."));
            return;
        }
        context.addEndHandler(ended -> inside.set(false));
        // Whoever has left already ends nothing any more.
        if (context.response().closed()) {
            inside.set(false);
            return;
        }
        context.next();
    }
}
