package org.tocsin.console.report;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Role;
import org.tocsin.access.Scope;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.console.language.Tongue;
import org.tocsin.console.print.Pdf;
import org.tocsin.report.Switchover;
import org.tocsin.report.SwitchoverStore;

/** The switchover report on a page, and the committee's pack of it as HTML and PDF. For managers. */
public final class ReportPages {
    static final Set<Role> READERS = EnumSet.of(Role.MANAGER, Role.ADMIN);
    private static final Duration PRINTED_WITHIN = Duration.ofSeconds(10);

    private final Parts parts;
    private final Pages pages;
    private final SwitchoverStore store;
    private final AuditTrail audit;
    private final Pdf pdf = new Pdf(PRINTED_WITHIN);

    public ReportPages(Parts parts, Pages pages) {
        this.parts = parts;
        this.pages = pages;
        this.store = new SwitchoverStore(parts.database(), parts.clock());
        this.audit = new AuditTrail(parts.database(), parts.clock());
    }

    /** Adds the addresses of the reports, for people who are signed in. */
    public void mount(Router router) {
        router.route("/report*").handler(ReportPages::managersOnly);
        router.get("/report").handler(this::page);
        router.get("/report/committee").handler(this::html);
        router.get("/report/committee.pdf").handler(this::pdf);
        new NightPages(parts, pages).mount(router);
        new ProviderPages(parts, pages).mount(router);
    }

    private static void managersOnly(RoutingContext context) {
        if (READERS.contains(Login.signedIn(context).role())) {
            context.next();
        } else {
            context.fail(403, new Refusal("Reports are for managers."));
        }
    }

    private void page(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        paper(context, me.scope(), "read-switchover-report")
                .onSuccess(paper -> Pages.html(context, pages.render("report.jte", Map.of("me", me, "paper", paper))))
                .onFailure(context::fail);
    }

    private void html(RoutingContext context) {
        paper(context, Login.signedIn(context).scope(), "make-committee-pack")
                .onSuccess(paper -> {
                    PaperSheet.alone(context);
                    Pages.html(context, PaperSheet.html(pages, paper, false));
                })
                .onFailure(context::fail);
    }

    private void pdf(RoutingContext context) {
        Vertx vertx = context.vertx();
        Tongue tongue = Tongue.of(context);
        paper(context, Login.signedIn(context).scope(), "make-committee-pack")
                .compose(paper -> pdf.of(vertx, tongue.paper(PaperSheet.html(pages, paper, true))))
                .onSuccess(file -> file(context, "application/pdf", "committee-pack.pdf", file))
                .onFailure(e -> context.fail(
                        503, e instanceof Pdf.NotPrinted ? new Refusal(String.valueOf(e.getMessage())) : e));
    }

    /** Each reading is on the audit trail before anything is shown; pictures are drawn off the event loop. */
    private Future<Paper> paper(RoutingContext context, Scope scope, String action) {
        Vertx vertx = context.vertx();
        Tongue tongue = Tongue.of(context);
        return audit.record(scope, action, "service:" + scope.serviceId(), Pages.address(context))
                .compose(audited -> store.read(scope))
                .compose(report -> vertx.executeBlocking(() -> drawn(report, tongue), false));
    }

    private static Paper drawn(Switchover report, Tongue tongue) {
        return new SwitchoverWriter(report, new Charts(tongue)).paper();
    }

    static void file(RoutingContext context, String type, String name, Buffer file) {
        if (!context.response().ended()) {
            context.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, type)
                    .putHeader("Content-Disposition", "attachment; filename=\"" + name + "\"")
                    .end(file);
        }
    }
}
