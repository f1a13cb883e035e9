package org.tocsin.console.notify;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.OpenPageLimit;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.notify.ReceivedTexts;
import org.tocsin.notify.ReceivedTexts.Read;
import org.tocsin.response.TextAnswers;

/**
 * Where GOV.UK Notify hands on the texts people send; it proves itself with the token it was given. What is not answered
 * with 2xx it sends again. Nobody guesses tokens for long from one address.
 */
public final class TextDoor {
    private static final String BEARER = "Bearer ";

    private final ReceivedTexts texts;
    private final TextAnswers answers;
    private final OpenPageLimit wrong;

    public TextDoor(Parts parts) {
        this.texts = new ReceivedTexts(parts.database(), parts.keyring(), parts.clock());
        this.answers = new TextAnswers(parts.database(), parts.clock(), parts.wakeup());
        this.wrong = new OpenPageLimit(parts.clock());
    }

    /** Adds the address, for everybody; what is not proven is refused. */
    public void mountOpen(Router router) {
        router.post("/notify/texts/:provider").handler(this::receive);
    }

    private void receive(RoutingContext context) {
        String address = Pages.address(context);
        UUID provider = Pages.id(context, "provider");
        JsonObject body = body(context);
        if (provider == null) {
            context.fail(404);
            return;
        }
        String proof = context.request().getHeader(HttpHeaders.AUTHORIZATION);
        String token = proof != null && proof.startsWith(BEARER) ? proof.substring(BEARER.length()) : null;
        texts.read(provider, token, body == null ? new JsonObject() : body)
                .compose(read -> status(read, address))
                .onSuccess(status -> context.response().setStatusCode(status).end())
                // Sent again later.
                .onFailure(e -> context.fail(503, e));
    }

    private Future<Integer> status(Read read, String address) {
        if (read instanceof Read.Taken taken) {
            return answers.take(taken.text()).map(204);
        }
        if (read instanceof Read.Unreadable) {
            return Future.succeededFuture(400);
        }
        // Whoever has the right token is always heard: strangers must not be able to shut the door to the provider.
        return Future.succeededFuture(wrong.allows(address) ? 403 : 429);
    }

    private static @Nullable JsonObject body(RoutingContext context) {
        Buffer body = context.body().buffer();
        try {
            return body == null ? null : new JsonObject(body);
        } catch (DecodeException e) {
            return null;
        }
    }
}
