package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VertxException;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.tocsin.console.Callers;
import org.tocsin.console.api.Api.Answer;

/** How what an address says becomes an answer, and what is thrown or fails a problem. */
final class Answers {
    private Answers() {}

    static Handler<RoutingContext> allowing(Consumer<Caller> check) {
        return refusing(context -> {
            check.accept(Callers.caller(context));
            context.next();
        });
    }

    /** For an answer that is written part by part: refusals that are thrown before it begins end as a problem. */
    static Handler<RoutingContext> refusing(Handler<RoutingContext> handler) {
        return context -> {
            try {
                handler.handle(context);
            } catch (Problem e) {
                context.fail(e.status(), e);
            }
        };
    }

    /** Refusals that are thrown, and stores that fail, end as a problem. */
    static Handler<RoutingContext> answering(Function<RoutingContext, Future<Answer>> handler) {
        return context -> {
            Future<Answer> answer;
            try {
                answer = handler.apply(context);
            } catch (Problem e) {
                context.fail(e.status(), e);
                return;
            }
            answer.onComplete(done -> {
                if (context.response().ended()) {
                    // Too late: a refusal has been sent, and says that the outcome is not known.
                    return;
                }
                if (done.succeeded()) {
                    Json.answer(context, done.result().status(), done.result().body());
                } else {
                    context.fail(status(done.cause()), done.cause());
                }
            });
        };
    }

    /** What the store and the way to it can say is 503; anything else is a fault of ours. */
    private static int status(Throwable failure) {
        if (failure instanceof Problem problem) {
            return problem.status();
        }
        boolean store = failure instanceof VertxException
                || failure instanceof IOException
                || failure instanceof TimeoutException;
        return store ? 503 : 500;
    }
}
