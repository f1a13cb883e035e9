package org.tocsin.console.readiness;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.console.OpenPageLimit;
import org.tocsin.console.Origins;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.board.WallClock;
import org.tocsin.readiness.ProveDesk;

/**
 * The page at which a phone company's engineer tests a home: a code, a press, pass or fail with a reference. Open to
 * everybody, so it says nothing about who lives there or where, takes the same time whether a code is right or wrong,
 * and lets nobody try for long. Needs no script: while a press is awaited the page asks for itself again.
 */
public final class ProvePages {
    private static final Logger LOG = LoggerFactory.getLogger(ProvePages.class);
    private static final String AT = "/prove";
    private static final String TOKEN = "[A-Za-z0-9_-]{43}";
    private static final String REFERENCE = "[2-9A-HJ-NP-Z]{8}";
    private static final int LONGEST_CODE = 40;
    /** Every answer to a code takes so long, right or wrong. */
    private static final long ANSWER_AFTER_MS = 400;
    /** For phone companies there is one zone. */
    private static final WallClock CLOCK = new WallClock(ZoneId.of("Europe/London"));

    private final Pages pages;
    private final ProveDesk desk;
    private final OpenPageLimit limit;

    public ProvePages(Parts parts, Pages pages) {
        this.pages = pages;
        this.desk = new ProveDesk(parts.database(), parts.keyring(), parts.clock());
        this.limit = new OpenPageLimit(parts.clock());
    }

    /** Adds the addresses, for everybody. */
    public void mountOpen(Router router) {
        router.get(AT).handler(context -> form(context, 200, ""));
        router.post(AT).handler(this::enter);
        router.get(AT + "/test/:token").handler(this::test);
        router.get(AT + "/:reference").handler(this::result);
    }

    private void enter(RoutingContext context) {
        if (Origins.foreign(context.request())) {
            context.fail(403, new Refusal("Enter the code on this site only."));
            return;
        }
        if (tooOften(context)) {
            return;
        }
        String code = Pages.text(context, "code");
        Future<Optional<String>> entered =
                desk.enter(code.length() > LONGEST_CODE ? code.substring(0, LONGEST_CODE) : code);
        Future.join(entered, context.vertx().timer(ANSWER_AFTER_MS, TimeUnit.MILLISECONDS))
                .onSuccess(both -> {
                    Optional<String> token = entered.result();
                    if (token.isEmpty()) {
                        LOG.atInfo()
                                .addKeyValue("remoteAddress", Pages.address(context))
                                .log("a code for a test at the door was not valid");
                        form(context, 422, "This code is not valid now. Look at it again, or ask who gave it to you.");
                    } else {
                        Pages.seeOther(context, AT + "/test/" + token.get());
                    }
                })
                .onFailure(e -> context.fail(503, e));
    }

    /** The engineer's own page: asks for itself again while a press is awaited. */
    private void test(RoutingContext context) {
        String token = context.pathParam("token");
        if (!token.matches(TOKEN)) {
            context.fail(404);
            return;
        }
        desk.find(token)
                .onSuccess(test -> {
                    if (test.isPresent() && test.get().state() == ProveDesk.State.WAITING) {
                        context.response().putHeader("Refresh", "2");
                    }
                    shown(context, test.orElse(null));
                })
                .onFailure(e -> context.fail(503, e));
    }

    /** What became of a test, for whoever has its reference. */
    private void result(RoutingContext context) {
        String reference = context.pathParam("reference").toUpperCase(Locale.ROOT);
        if (!reference.matches(REFERENCE)) {
            context.fail(404);
            return;
        }
        if (tooOften(context)) {
            return;
        }
        desk.byReference(reference)
                .onSuccess(test -> shown(context, test.orElse(null)))
                .onFailure(e -> context.fail(503, e));
    }

    private boolean tooOften(RoutingContext context) {
        if (limit.allows(Pages.address(context))) {
            return false;
        }
        context.response().putHeader("Retry-After", "300");
        form(context, 429, "Too many tries. Wait five minutes and try again.");
        return true;
    }

    private void form(RoutingContext context, int status, String problem) {
        context.response().setStatusCode(status);
        Pages.html(context, pages.render("prove.jte", Map.of("problem", problem)));
    }

    private void shown(RoutingContext context, ProveDesk.@Nullable Test test) {
        if (test == null) {
            context.fail(404);
            return;
        }
        Map<String, Object> values = new HashMap<>();
        values.put("state", test.state().name());
        values.put("reference", test.reference());
        values.put("begun", CLOCK.full(test.startedAt()));
        values.put("until", CLOCK.time(test.endsAt()));
        values.put("decided", test.decidedAt() == null ? "" : CLOCK.full(test.decidedAt()));
        Pages.html(context, pages.render("provetest.jte", values));
    }
}
