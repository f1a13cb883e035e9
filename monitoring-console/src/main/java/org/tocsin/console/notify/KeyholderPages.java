package org.tocsin.console.notify;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.OpenPageLimit;
import org.tocsin.console.Origins;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.board.WallClock;
import org.tocsin.console.language.Language;
import org.tocsin.notify.AnswerLink;
import org.tocsin.platform.Keyring;
import org.tocsin.response.Contact;
import org.tocsin.response.Eta;
import org.tocsin.response.KeyholderDesk;

/**
 * The page behind the signed link in a message: "I am going", or "I can't", and when. Open to whoever has the link, so it says no
 * more than a first name, and nobody tries links for long. Looking at it answers nothing: programs look at links too.
 */
public final class KeyholderPages {
    /** Offered at once; any other can be written. */
    public static final List<Integer> MINUTES = List.of(10, 20, 30, 45);

    private final Pages pages;
    private final KeyholderDesk desk;
    private final Keyring keyring;
    private final InstantSource clock;
    private final OpenPageLimit tries;
    private final OpenPageLimit answers;

    public KeyholderPages(Parts parts, Pages pages) {
        this.pages = pages;
        this.desk = new KeyholderDesk(parts.database(), parts.keyring(), parts.clock(), parts.wakeup());
        this.keyring = parts.keyring();
        this.clock = parts.clock();
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

    /**
     * When they will be there.
     *
     * @param time "03:40:00"; null while they have not said
     * @param late it has come, and they are still awaited
     * @param after that it is later than it must be, in a sentence; null where it is not
     */
    public record When(
            @Nullable String time, boolean late, @Nullable String after) {
        static When of(KeyholderDesk.Going going, Instant now) {
            Eta eta = going.eta();
            WallClock wall = new WallClock(going.zone());
            Instant limit = eta == null ? null : eta.limit();
            return new When(
                    eta == null ? null : wall.time(eta.at()),
                    eta != null && eta.late(now),
                    eta == null || limit == null || !eta.afterLimit()
                            ? null
                            : "You were to be there by " + wall.time(limit)
                                    + ". The centre has been told, and may ask somebody else too.");
        }
    }

    private void answer(RoutingContext context) {
        if (Origins.foreign(context.request())) {
            context.fail(403, new Refusal("Answer on this site only."));
            return;
        }
        String answer = Pages.text(context, "answer");
        String token = context.pathParam("token");
        String minutes = Pages.text(context, "minutes");
        if (!minutes.isEmpty()) {
            expect(context, token, minutes);
        } else if (answer.equals("going") || answer.equals("cannot")) {
            shown(context, desk.answer(token, answer.equals("going")));
        } else {
            shown(context, desk.look(token));
        }
    }

    /** Shown by an address of its own: whoever reloads that page has not said the same minutes again, later. */
    private void expect(RoutingContext context, String token, String minutes) {
        Optional<Duration> within = Eta.minutes(minutes);
        if (within.isEmpty()) {
            context.response().setStatusCode(422);
            shown(context, desk.look(token), Eta.ASK);
            return;
        }
        desk.expect(token, within.get())
                .onSuccess(known -> Pages.seeOther(context, "/k/" + token + Language.kept(context)))
                .onFailure(e -> context.fail(503, e));
    }

    private void shown(RoutingContext context, Future<Optional<KeyholderDesk.View>> looked) {
        shown(context, looked, "");
    }

    /** @param problem why what was said was not kept; empty when there is nothing to say */
    private void shown(RoutingContext context, Future<Optional<KeyholderDesk.View>> looked, String problem) {
        looked.onSuccess(found -> {
                    if (found.isEmpty()) {
                        context.response().setStatusCode(404);
                        page(context, null, "This link is not complete, or is none of ours. Open it from the message.");
                    } else {
                        page(context, found.get(), problem);
                    }
                })
                .onFailure(e -> context.fail(503, e));
    }

    private void page(RoutingContext context, KeyholderDesk.@Nullable View view, String problem) {
        Map<String, @Nullable Object> values = new HashMap<>();
        KeyholderDesk.Going going = view == null ? null : view.going();
        if (view != null && view.language() != null) {
            Language.known(context, view.language() == Contact.Language.CY);
        }
        values.put("view", view);
        values.put("when", going == null ? null : When.of(going, clock.instant()));
        values.put("problem", problem);
        Pages.html(context, pages.render("keyholder.jte", values));
    }
}
