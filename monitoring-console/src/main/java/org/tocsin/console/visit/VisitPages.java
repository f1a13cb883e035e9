package org.tocsin.console.visit;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Role;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.console.keeping.HoldBanner;
import org.tocsin.console.language.Tongue;
import org.tocsin.console.print.Pdf;
import org.tocsin.hold.LegalHold;
import org.tocsin.home.CardFact;
import org.tocsin.home.CardFacts;
import org.tocsin.platform.Ids;
import org.tocsin.service.ServiceStore;
import org.tocsin.service.TelecareService;
import org.tocsin.visit.TestModes;
import org.tocsin.visit.Visit;
import org.tocsin.visit.VisitDesk;
import org.tocsin.visit.VisitFile;
import org.tocsin.visit.VisitFiles;

/** An installer's visits: the day's list, the page of one, its papers; and the homes in test mode for every board. */
public final class VisitPages {
    private static final Duration PRINTED_WITHIN = Duration.ofSeconds(45);
    private static final Pattern WELSH = Pattern.compile("(?i)\\b(?:welsh|cymraeg|gymraeg)\\b");
    private static final int LONGEST_SEARCH = 100;

    private final Pages pages;
    private final VisitFiles files;
    private final VisitDesk desk;
    private final TestModes testModes;
    private final VisitPhone phone;
    private final ServiceStore services;
    private final AuditTrail audit;
    private final InstantSource clock;
    private final CardFacts facts;
    private final HoldBanner holds;
    private final Pdf pdf = new Pdf(PRINTED_WITHIN);

    public VisitPages(Parts parts, Pages pages) {
        this.pages = pages;
        this.clock = parts.clock();
        this.holds = new HoldBanner(parts, pages);
        this.facts = new CardFacts(parts.database(), clock);
        this.files = new VisitFiles(parts.database(), clock);
        this.desk = new VisitDesk(parts.database(), clock, parts.wakeup());
        this.testModes = new TestModes(parts.database(), clock);
        this.services = new ServiceStore(parts.database(), clock);
        this.audit = new AuditTrail(parts.database(), clock);
        this.phone = new VisitPhone(parts, desk, files, testModes);
    }

    /** Adds the installer's addresses, for people who are signed in. */
    public void mount(Router router) {
        router.get("/board/tests").handler(this::tests);
        router.route("/visits*").handler(VisitPages::notForOthers);
        router.route("/visit/*").handler(VisitPages::notForOthers);
        router.get("/visits").handler(context -> list(context, ""));
        router.post("/visits").handler(this::plan);
        router.get("/visit/:id").handler(this::show);
        router.get("/visit/:id/state").handler(phone::state);
        router.post("/visit/:id/acts").handler(phone::acts);
        router.post("/visit/:id/access").handler(phone::access);
        router.get("/visit/:id/leave-behind.pdf").handler(context -> paper(context, "leavebehind.jte", "leave-behind"));
        router.get("/visit/:id/evidence.pdf").handler(context -> paper(context, "visitevidence.jte", "evidence"));
    }

    private static void notForOthers(RoutingContext context) {
        Role role = Login.signedIn(context).role();
        if (role == Role.RESPONDER || role == Role.OPERATOR) {
            context.fail(403, new Refusal("Visits are the installers' and their managers'."));
        } else {
            context.next();
        }
    }

    /** For the strip at the top of a board. */
    private void tests(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        if (!me.role().worksOnAlarms()) {
            context.fail(403);
            return;
        }
        Future.all(testModes.ofService(me.scope()), service(me))
                .onSuccess(both -> {
                    WallClock wall =
                            new WallClock(both.<TelecareService>resultAt(1).zone());
                    Pages.html(
                            context,
                            pages.render(
                                    "teststrip.jte",
                                    Map.of("modes", both.resultAt(0), "wall", wall, "now", clock.instant())));
                })
                .onFailure(context::fail);
    }

    private void list(RoutingContext context, String problem) {
        SignedIn me = Login.signedIn(context);
        String words = search(context);
        service(me)
                .compose(service -> {
                    LocalDate today = LocalDate.ofInstant(clock.instant(), service.zone());
                    Future<List<VisitFiles.HomeLine>> homes = words.isEmpty()
                            ? Future.succeededFuture(List.of())
                            : audit.record(
                                            me.scope(),
                                            "search-homes",
                                            "service:" + me.serviceId(),
                                            Pages.address(context))
                                    .compose(audited -> files.homes(me.scope(), words));
                    return Future.all(files.ofDay(me.scope(), today), homes)
                            .map(both -> new VisitListPage(
                                    me.displayName(),
                                    me.csrf(),
                                    today,
                                    service.zone(),
                                    words,
                                    both.resultAt(0),
                                    both.resultAt(1)));
                })
                .onSuccess(page ->
                        Pages.html(context, pages.render("visits.jte", Map.of("page", page, "problem", problem))))
                .onFailure(context::fail);
    }

    private static String search(RoutingContext context) {
        String words = context.request().getParam("q");
        String clean = words == null ? "" : words.replace("\0", "").strip();
        return clean.length() > LONGEST_SEARCH ? clean.substring(0, LONGEST_SEARCH) : clean;
    }

    private void plan(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        UUID home = Pages.uuid(Pages.text(context, "home"));
        Visit.Kind kind = kind(Pages.text(context, "kind"));
        if (home == null || kind == null) {
            context.fail(400, new Refusal("Choose a home and what is to be done there."));
            return;
        }
        UUID id = Ids.next();
        service(me)
                .compose(service -> {
                    LocalDate today = LocalDate.ofInstant(clock.instant(), service.zone());
                    LocalDate on = date(Pages.field(context, "on"));
                    return desk.plan(me.scope(), id, home, kind, on == null ? today : on);
                })
                .onSuccess(result -> {
                    if (result instanceof VisitDesk.Refused refused) {
                        list(context, refused.why());
                    } else {
                        boolean later = Pages.field(context, "on") != null;
                        Pages.seeOther(context, later ? "/visits" : "/visit/" + id);
                    }
                })
                .onFailure(context::fail);
    }

    private static Visit.@Nullable Kind kind(String name) {
        for (Visit.Kind kind : Visit.Kind.values()) {
            if (kind.name().equals(name)) {
                return kind;
            }
        }
        return null;
    }

    private static @Nullable LocalDate date(@Nullable String text) {
        try {
            return text == null ? null : LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** The frame; what is in it comes from {@code state}, or from what the phone kept. */
    private void show(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        UUID id = Pages.id(context, "id");
        if (id == null) {
            context.fail(404);
            return;
        }
        files.find(me.scope(), id)
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(Optional.<String>empty())
                        : audit.record(me.scope(), "read-visit", "visit:" + id, Pages.address(context))
                                .compose(audited -> holds.render(me, LegalHold.Kind.VISIT, id))
                                .map(Optional::of))
                .onSuccess(held -> {
                    if (held.isEmpty()) {
                        context.fail(404);
                        return;
                    }
                    VisitShell shell =
                            new VisitShell(id.toString(), me.operatorId().toString(), me.displayName(), me.csrf());
                    Pages.html(context, pages.render("visit.jte", Map.of("page", shell, "held", held.get())));
                })
                .onFailure(context::fail);
    }

    private void paper(RoutingContext context, String template, String name) {
        SignedIn me = Login.signedIn(context);
        UUID id = Pages.id(context, "id");
        if (id == null) {
            context.fail(404);
            return;
        }
        Future<Optional<VisitFile>> file = files.find(me.scope(), id);
        Future.all(file, service(me))
                .compose(both -> file.result().isEmpty()
                        ? Future.<@Nullable Buffer>succeededFuture(null)
                        : audit.record(me.scope(), "print-" + name, "visit:" + id, Pages.address(context))
                                .compose(audited ->
                                        print(context, template, file.result().get(), both.resultAt(1))))
                .onSuccess(printed -> {
                    if (printed == null) {
                        context.fail(404);
                    } else if (!context.response().ended()) {
                        context.response()
                                .putHeader(HttpHeaders.CONTENT_TYPE, "application/pdf")
                                .putHeader("Content-Disposition", "inline; filename=\"" + name + ".pdf\"")
                                .end(printed);
                    }
                })
                .onFailure(e -> context.fail(
                        503, e instanceof Pdf.NotPrinted ? new Refusal(String.valueOf(e.getMessage())) : e));
    }

    private Future<@Nullable Buffer> print(
            RoutingContext context, String template, VisitFile file, TelecareService service) {
        VisitPaper paper = VisitPaper.of(file, service, clock.instant());
        String english = pages.render(template, Map.of("paper", paper));
        SignedIn me = Login.signedIn(context);
        Future<Tongue> tongue = template.equals("leavebehind.jte")
                ? facts.ofHome(me.scope(), file.visit().homeId()).map(card -> forTheHome(context, card))
                : Future.succeededFuture(Tongue.of(context));
        return tongue.compose(in -> pdf.of(context.vertx(), in.paper(english))).map(printed -> printed);
    }

    /** As they ask for it who print it; otherwise as the home's card says; where it says nothing, as they read themselves. */
    private static Tongue forTheHome(RoutingContext context, List<CardFact> card) {
        String asked = context.request().getParam("lang");
        if (asked != null) {
            return asked.equals("cy") ? Tongue.WELSH : Tongue.ENGLISH;
        }
        List<CardFact> spoken = card.stream()
                .filter(fact -> fact.kind() == CardFact.Kind.LANGUAGE)
                .toList();
        if (spoken.isEmpty()) {
            return Tongue.of(context);
        }
        return spoken.stream().anyMatch(fact -> WELSH.matcher(fact.words()).find()) ? Tongue.WELSH : Tongue.ENGLISH;
    }

    private Future<TelecareService> service(SignedIn me) {
        return services.findById(me.serviceId()).map(Optional::orElseThrow);
    }
}
