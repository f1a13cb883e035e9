package org.tocsin.console.closing;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Role;
import org.tocsin.alarm.ActResult;
import org.tocsin.alarm.OutcomeCode;
import org.tocsin.alarm.OutcomeDesk;
import org.tocsin.alarm.OutcomeLetters;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.service.ServiceStore;

/** A service's outcomes, for its managers. */
public final class OutcomePages {
    private final Pages pages;
    private final OutcomeDesk desk;
    private final ServiceStore services;

    public OutcomePages(Parts parts, Pages pages) {
        this.pages = pages;
        this.desk = new OutcomeDesk(parts.database(), parts.clock());
        this.services = new ServiceStore(parts.database(), parts.clock());
    }

    /** @param key that chooses it now */
    public record Line(OutcomeCode code, String key, int position, String rule) {}

    /** Adds the addresses of outcomes, for people who are signed in. */
    public void mount(Router router) {
        router.route("/outcomes*").handler(OutcomePages::managersOnly);
        router.get("/outcomes").handler(context -> show(context, ""));
        router.post("/outcomes").handler(this::save);
        router.post("/outcomes/:code/retire").handler(context -> retire(context, true));
        router.post("/outcomes/:code/restore").handler(context -> retire(context, false));
    }

    private static void managersOnly(RoutingContext context) {
        Role role = Login.signedIn(context).role();
        if (role == Role.MANAGER || role == Role.ADMIN) {
            context.next();
        } else {
            context.fail(403, new Refusal("Outcomes are kept by managers."));
        }
    }

    private void show(RoutingContext context, String problem) {
        SignedIn me = Login.signedIn(context);
        services.outcomeCodes(me.scope())
                .onSuccess(codes -> Pages.html(
                        context,
                        pages.render("outcomes.jte", Map.of("me", me, "lines", lines(codes), "problem", problem))))
                .onFailure(context::fail);
    }

    private static List<Line> lines(List<OutcomeCode> codes) {
        List<OutcomeCode> offered =
                codes.stream().filter(code -> !code.retired()).toList();
        Map<String, String> letters = OutcomeLetters.of(offered);
        return codes.stream()
                .map(code -> new Line(
                        code, letters.getOrDefault(code.code(), ""), codes.indexOf(code) + 1, rule(code.rule())))
                .toList();
    }

    private static String rule(OutcomeCode.Rule rule) {
        return switch (rule) {
            case NONE -> "";
            case RESTORED -> "Not for a fault that came back three times within a day.";
            case RELEASED -> "Only for a door, and only once it is said who stands there.";
            case USER_TEST -> "Only for a press, and only with the name of who was spoken to; it proves the trigger.";
        };
    }

    private void save(RoutingContext context) {
        String position = Pages.text(context, "position");
        OutcomeDesk.Wanted wanted = new OutcomeDesk.Wanted(
                Pages.text(context, "code"),
                Pages.text(context, "label"),
                Pages.field(context, "helpSent") != null,
                Pages.field(context, "attended") != null,
                Pages.field(context, "emergency") != null,
                Pages.field(context, "letter"),
                position.matches("[0-9]{1,3}") ? Integer.valueOf(position) : null);
        answer(context, desk.save(Login.signedIn(context).scope(), wanted));
    }

    private void retire(RoutingContext context, boolean retired) {
        answer(context, desk.retire(Login.signedIn(context).scope(), context.pathParam("code"), retired));
    }

    private void answer(RoutingContext context, Future<Optional<ActResult>> act) {
        act.onSuccess(no -> {
                    @Nullable ActResult why = no.orElse(null);
                    if (why == null) {
                        Pages.seeOther(context, "/outcomes");
                    } else if (why instanceof ActResult.Invalid invalid) {
                        show(context, invalid.why());
                    } else {
                        context.fail(404);
                    }
                })
                .onFailure(context::fail);
    }
}
