package org.tocsin.console.response;

import gg.jte.Content;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.SignedIn;
import org.tocsin.console.person.PersonCard;
import org.tocsin.home.HomeStore;
import org.tocsin.response.CalloutDesk;
import org.tocsin.response.CalloutResult;
import org.tocsin.service.ServiceStore;

/** What a responder sees and answers. A script asks for the call-outs alone, with {@code HX-Request}. */
public final class ResponderPages {
    private final Pages pages;
    private final CalloutDesk callouts;
    private final HomeStore homes;
    private final JobReader jobs;
    private final AuditTrail audit;

    public ResponderPages(Parts parts, Pages pages) {
        this.pages = pages;
        this.callouts = new CalloutDesk(parts.database(), parts.clock(), parts.wakeup());
        this.audit = new AuditTrail(parts.database(), parts.clock());
        this.homes = new HomeStore(parts.database(), parts.keyring(), audit, parts.clock());
        this.jobs = new JobReader(callouts, homes, new ServiceStore(parts.database(), parts.clock()));
    }

    /** Adds the responder's addresses, for people who are signed in. */
    public void mount(Router router) {
        router.get("/respond").handler(context -> show(context, "", ""));
        answer(router, "accept", "", (context, id) -> callouts.accept(scope(context), id));
        answer(router, "en-route", "", (context, id) -> callouts.enRoute(scope(context), id));
        answer(router, "arrived", "", (context, id) -> callouts.arrived(scope(context), id));
        answer(
                router,
                "decline",
                "Received: you cannot go. The next contact is asked.",
                (context, id) -> callouts.decline(scope(context), id, Pages.text(context, "reason")));
        answer(
                router,
                "left",
                "Received. The alarm centre closes the alarm.",
                (context, id) -> callouts.left(scope(context), id, Pages.text(context, "done")));
        router.post("/respond/:callout/key-safe").handler(this::wayIn);
    }

    private void show(RoutingContext context, String problem, String said) {
        SignedIn me = Login.signedIn(context);
        boolean fragment = Pages.fragment(context);
        // A window that opens is put on record; the same window looking again every few seconds is not.
        Future<Void> audited = fragment
                ? Future.succeededFuture()
                : audit.record(me.scope(), "read-jobs", "operator:" + me.operatorId(), Pages.address(context));
        audited.compose(v -> jobs.mine(me))
                .onSuccess(mine -> {
                    String html = list(me, mine, problem, said);
                    if (!fragment) {
                        Content content = output -> output.writeContent(html);
                        ResponderPage page = new ResponderPage(me.displayName(), me.csrf());
                        Pages.html(context, pages.render("respond.jte", Map.of("page", page, "jobs", content)));
                    } else {
                        Pages.html(context, html);
                    }
                })
                .onFailure(context::fail);
    }

    private String list(SignedIn me, List<Job> mine, String problem, String said) {
        return pages.render("jobs.jte", Map.of("jobs", mine, "csrf", me.csrf(), "problem", problem, "said", said));
    }

    private void answer(
            Router router, String name, String said, BiFunction<RoutingContext, UUID, Future<CalloutResult>> answer) {
        router.post("/respond/:callout/" + name).handler(context -> {
            UUID callout = Pages.id(context, "callout");
            if (callout == null) {
                context.fail(404);
                return;
            }
            answer.apply(context, callout)
                    .onSuccess(result -> answered(context, problem(result), said))
                    .onFailure(context::fail);
        });
    }

    private void answered(RoutingContext context, Optional<String> problem, String said) {
        if (problem.isEmpty() && !Pages.fragment(context)) {
            Pages.seeOther(context, "/respond");
        } else {
            show(context, problem.orElse(""), problem.isPresent() ? "" : said);
        }
    }

    private static Optional<String> problem(CalloutResult result) {
        if (result instanceof CalloutResult.NotAllowed no) {
            return Optional.of(no.why());
        }
        if (result instanceof CalloutResult.Invalid invalid) {
            return Optional.of(invalid.why());
        }
        return result instanceof CalloutResult.NotFound
                ? Optional.of("This call-out is not there any more.")
                : Optional.empty();
    }

    private void wayIn(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        UUID callout = Pages.id(context, "callout");
        if (callout == null) {
            context.fail(404);
            return;
        }
        callouts.job(me.scope(), callout)
                .compose(job -> job.isEmpty()
                        ? Future.succeededFuture(new HomeStore.AccessResult.NotFound())
                        : homes.access(me.scope(), job.get().alarm().alarm().id(), Pages.address(context)))
                .onSuccess(result -> Pages.html(context, pages.render("wayin.jte", words(result))))
                .onFailure(context::fail);
    }

    private static Map<String, @Nullable Object> words(HomeStore.AccessResult result) {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("access", null);
        values.put("problem", "Nothing is on file.");
        if (result instanceof HomeStore.AccessResult.Shown shown) {
            HomeStore.Secrets secrets = shown.secrets();
            values.put("access", new PersonCard.Access(secrets.keySafe(), secrets.accessNote()));
        } else if (result instanceof HomeStore.AccessResult.NotAllowed no) {
            values.put("problem", no.why());
        }
        return values;
    }

    private static Scope scope(RoutingContext context) {
        return Login.signedIn(context).scope();
    }
}
