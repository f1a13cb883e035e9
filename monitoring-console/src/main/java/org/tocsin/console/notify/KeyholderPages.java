package org.tocsin.console.notify;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.OpenPageLimit;
import org.tocsin.console.Origins;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.notify.AnswerLink;
import org.tocsin.platform.Keyring;
import org.tocsin.response.KeyholderDesk;

/**
 * The page behind the signed link in a message: "I am going", or "I can't". Open to whoever has the link, so it says no
 * more than a first name, and nobody tries links for long. Looking at it answers nothing: programs look at links too.
 */
public final class KeyholderPages {
    private final Pages pages;
    private final KeyholderDesk desk;
    private final Keyring keyring;
    private final OpenPageLimit tries;
    private final OpenPageLimit answers;

    public KeyholderPages(Parts parts, Pages pages) {
        this.pages = pages;
        this.desk = new KeyholderDesk(parts.database(), parts.keyring(), parts.clock(), parts.wakeup());
        this.keyring = parts.keyring();
        this.tries = new OpenPageLimit(parts.clock());
        this.answers = new OpenPageLimit(parts.clock());
    }

    /** Adds the addresses, for everybody. */
    public void mountOpen(Router router) {
        router.route("/k/:token").handler(this::notTooOften);
        router.get("/k/:token").handler(context -> shown(context, desk.look(context.pathParam("token"))));
        router.post("/k/:token").handler(this::answer);
    }

    /**
     * A link of ours is counted by itself: many keyholders share one address, that of their phone company or of the proxy
     * in front of us, and whoever tries links from there keeps none of them from answering.
     */
    private void notTooOften(RoutingContext context) {
        String token = context.pathParam("token");
        boolean ours = AnswerLink.read(keyring, token).isPresent();
        if (ours ? answers.allows(token) : tries.allows(Pages.address(context))) {
            context.next();
            return;
        }
        context.response().setStatusCode(429).putHeader("Retry-After", "300");
        page(context, null, "Too many tries. Wait five minutes, or ring us.");
    }

    private void answer(RoutingContext context) {
        if (Origins.foreign(context.request())) {
            context.fail(403, new Refusal("Answer on this site only."));
            return;
        }
        String answer = Pages.text(context, "answer");
        String token = context.pathParam("token");
        if (answer.equals("going") || answer.equals("cannot")) {
            shown(context, desk.answer(token, answer.equals("going")));
        } else {
            shown(context, desk.look(token));
        }
    }

    private void shown(RoutingContext context, Future<Optional<KeyholderDesk.View>> looked) {
        looked.onSuccess(found -> {
                    if (found.isEmpty()) {
                        context.response().setStatusCode(404);
                        page(context, null, "This link is not complete, or is none of ours. Open it from the message.");
                    } else {
                        page(context, found.get(), "");
                    }
                })
                .onFailure(e -> context.fail(503, e));
    }

    private void page(RoutingContext context, KeyholderDesk.@Nullable View view, String problem) {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("view", view);
        values.put("problem", problem);
        Pages.html(context, pages.render("keyholder.jte", values));
    }
}
