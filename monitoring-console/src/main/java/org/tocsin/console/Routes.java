package org.tocsin.console;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.TimeoutHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.access.ApiTokens;
import org.tocsin.console.api.Api;
import org.tocsin.console.api.Problem;
import org.tocsin.console.board.BoardPages;
import org.tocsin.console.calllist.CallListPages;
import org.tocsin.console.calllist.CallPlanPanel;
import org.tocsin.console.carrier.CarrierPages;
import org.tocsin.console.closing.FollowUpPages;
import org.tocsin.console.closing.OutcomePages;
import org.tocsin.console.estate.HomeKeeping;
import org.tocsin.console.estate.HomePages;
import org.tocsin.console.estate.HomePanel;
import org.tocsin.console.estate.StockPages;
import org.tocsin.console.fault.FaultPages;
import org.tocsin.console.fault.FaultPanel;
import org.tocsin.console.figures.FigurePages;
import org.tocsin.console.healthtest.HealthTestPages;
import org.tocsin.console.imports.EstatePages;
import org.tocsin.console.imports.ImportPages;
import org.tocsin.console.incident.IncidentPages;
import org.tocsin.console.keeping.HoldBanner;
import org.tocsin.console.keeping.HoldPages;
import org.tocsin.console.keeping.RetentionPages;
import org.tocsin.console.language.Language;
import org.tocsin.console.live.LiveDoor;
import org.tocsin.console.live.LiveLink;
import org.tocsin.console.notify.KeyholderPages;
import org.tocsin.console.notify.NotificationPages;
import org.tocsin.console.notify.PushPages;
import org.tocsin.console.notify.ReceiptDoor;
import org.tocsin.console.notify.TextDoor;
import org.tocsin.console.people.PasswordPages;
import org.tocsin.console.people.PeoplePages;
import org.tocsin.console.photo.PhotoPages;
import org.tocsin.console.readiness.MovePages;
import org.tocsin.console.readiness.MovePanel;
import org.tocsin.console.readiness.ProvePages;
import org.tocsin.console.readiness.ReadinessPages;
import org.tocsin.console.readiness.ReadinessPanel;
import org.tocsin.console.report.ProviderPanel;
import org.tocsin.console.report.ReportPages;
import org.tocsin.console.response.ResponderPages;
import org.tocsin.console.response.RoadPages;
import org.tocsin.console.rollout.RolloutPages;
import org.tocsin.console.rota.RotaPages;
import org.tocsin.console.scheme.SchemePages;
import org.tocsin.console.scheme.SchemePanel;
import org.tocsin.console.script.ScriptPages;
import org.tocsin.console.setting.ExtensionPages;
import org.tocsin.console.setting.SettingPages;
import org.tocsin.console.setting.SpeechPages;
import org.tocsin.console.shift.ShiftPages;
import org.tocsin.console.supervision.RulePages;
import org.tocsin.console.supervision.SupervisionPages;
import org.tocsin.console.supervision.SupervisionPanel;
import org.tocsin.console.telephone.CardPanel;
import org.tocsin.console.telephone.TelephonePages;
import org.tocsin.console.telephone.WayInPanel;
import org.tocsin.console.unit.UnitPages;
import org.tocsin.console.visit.VisitPages;
import org.tocsin.console.visit.VisitPanel;
import org.tocsin.estate.CsvFile;
import org.tocsin.photo.Darkroom;
import org.tocsin.photo.PhotoViewer;
import org.tocsin.photo.Picture;
import org.tocsin.platform.LoggedError;

/** Every address of the console, in the order in which they are tried. */
final class Routes {
    private static final Logger LOG = LoggerFactory.getLogger(Routes.class);
    private static final long MOST_BODY_BYTES = 64 * 1024;
    private static final long MOST_ROTA_BYTES = 2 * 1024 * 1024;
    /** Longer than any statement may take: only a store that is frozen keeps somebody waiting until then. */
    private static final long ANSWER_WITHIN_MS = 12_000;

    private static final String TEMPLATES = "org.tocsin.console.templates";

    /** What the interface does not know is its own 404 or 405, never a way to the login page. */
    private static final String NOT_THE_API = "^(?!/api/).*";

    /** Printing takes its time and has a limit of its own. */
    private static final String NOT_PAPER = "^(?!.*\\.pdf$).*";

    /** Scripts, styles and connections only from here; nobody may frame us; no inline script. */
    private static final String CONTENT_SECURITY = "default-src 'self'; img-src 'self' data:; object-src 'none';"
            + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private Routes() {}

    static Router of(Vertx vertx, Parts parts, LiveLink live, ConsoleConfig config) {
        TemplateEngine templates = TemplateEngine.createPrecompiled(null, ContentType.Html, null, TEMPLATES);
        Pages pages = new Pages(templates);
        boolean https = config.edge().https();
        Login login = new Login(parts, templates, https);
        Callers callers = new Callers(login, new ApiTokens(parts.database(), parts.clock()));
        Api api = new Api(parts, config.sipRealm(), config.proofKey());
        Router router = Router.router(vertx);
        router.route().failureHandler(context -> failed(context, pages));
        for (int status : new int[] {400, 404, 405}) {
            router.errorHandler(status, context -> failed(context, pages));
        }
        router.route().handler(config.edge().proxies()::find);
        router.route().handler(context -> securityHeaders(context, https));

        // open to everybody, or with a door of their own
        new StaticFiles().mount(router);
        new LiveDoor(live, callers, parts).mount(router);
        ImportPages imports = new ImportPages(vertx, parts, pages);
        EstatePages estate = new EstatePages(vertx, parts, pages);
        mountLarge(router, login, imports, estate);
        RotaPages rota = new RotaPages(vertx, parts, pages);
        mountRotaFile(router, login, rota);
        Darkroom darkroom = new Darkroom(vertx, parts.keyring());
        PhotoViewer viewer = new PhotoViewer(parts.database(), darkroom, parts.clock());
        PhotoPages photos = new PhotoPages(parts, pages, darkroom, viewer);
        mountPhotos(router, login, photos);
        router.routeWithRegex(NOT_PAPER).handler(TimeoutHandler.create(ANSWER_WITHIN_MS, 503));
        router.route().handler(BodyHandler.create(false).setBodyLimit(MOST_BODY_BYTES));
        login.mountOpen(router);
        new Language(https).mount(router);
        api.mountOpen(router);
        new ProvePages(parts, pages).mountOpen(router);
        new KeyholderPages(parts, pages).mountOpen(router);
        new ReceiptDoor(parts).mountOpen(router);
        new TextDoor(parts).mountOpen(router);

        // programs with a token, and people
        router.route(Api.ROOT + "/*").handler(callers::require);
        api.mount(router);

        // people only, from here on
        router.routeWithRegex(NOT_THE_API).handler(login::require);
        login.mountSignedIn(router);
        // Before the board's, whose answers of contacts would take its last word for one.
        new RoadPages(parts, pages).mount(router);
        BoardPages board = new BoardPages(parts, pages, live::acted);
        board.mount(router);
        new TelephonePages(parts, pages, board).mount(router);
        new ShiftPages(parts, pages).mount(router);
        new ResponderPages(parts, pages).mount(router);
        photos.mount(router);
        rota.mount(router);
        new UnitPages(parts, pages).mount(router);
        imports.mount(router);
        estate.mount(router);
        new IncidentPages(parts, pages).mount(router);
        new HomePages(parts, pages, panels(parts, pages)).mount(router);
        new SchemePages(parts, pages).mount(router);
        new ReadinessPages(parts, pages).mount(router);
        new MovePages(parts, pages).mount(router);
        new HomeKeeping(parts, pages, viewer).mount(router);
        new StockPages(parts, pages).mount(router);
        new ReportPages(parts, pages).mount(router);
        new FigurePages(parts, pages).mount(router);
        new VisitPages(parts, pages).mount(router);
        new HealthTestPages(parts, pages).mount(router);
        new RolloutPages(parts, pages).mount(router);
        new SupervisionPages(parts, pages).mount(router);
        new FaultPages(parts, pages).mount(router);
        new ScriptPages(parts, pages).mount(router);
        new OutcomePages(parts, pages).mount(router);
        new FollowUpPages(parts, pages).mount(router);
        new CallListPages(parts, pages).mount(router);
        new CarrierPages(parts, pages).mount(router);
        new SettingPages(parts, pages).mount(router);
        new RulePages(parts, pages).mount(router);
        new SpeechPages(parts, pages).mount(router);
        new ExtensionPages(parts, pages).mount(router);
        new NotificationPages(parts, pages, config.edge().providers()).mount(router);
        new PushPages(parts, pages, config.edge().providers()).mount(router);
        new HoldPages(parts, pages).mount(router);
        new RetentionPages(parts, pages).mount(router);
        new PeoplePages(parts, pages).mount(router);
        new PasswordPages(parts, pages).mount(router);
        return router;
    }

    /** What other concepts show on a home's page, in this order. */
    private static List<HomePanel> panels(Parts parts, Pages pages) {
        return List.of(
                new HoldBanner(parts, pages),
                new CardPanel(parts, pages),
                new WayInPanel(parts, pages),
                new SchemePanel(parts, pages),
                new ReadinessPanel(parts, pages),
                new MovePanel(parts, pages),
                new ProviderPanel(parts, pages),
                new SupervisionPanel(parts, pages),
                new FaultPanel(parts, pages),
                new CallPlanPanel(parts, pages),
                new RoadPages(parts, pages),
                new VisitPanel(parts, pages));
    }

    /** What takes longer than a page may, and files larger than any form. */
    private static void mountLarge(Router router, Login login, ImportPages imports, EstatePages estate) {
        BodyHandler files = BodyHandler.create(uploads())
                .setBodyLimit(CsvFile.MOST_BYTES + MOST_BODY_BYTES)
                .setDeleteUploadedFilesOnEnd(true);
        BodyHandler form = BodyHandler.create(false).setBodyLimit(MOST_BODY_BYTES);
        // A hundred megabytes are received of whoever may send them, and of nobody else.
        router.post("/estate/imports").handler(login::requireBeforeBody);
        router.post("/estate/imports").handler(ImportPages::forManagers);
        router.post("/estate/imports").handler(files);
        router.post("/estate/imports").handler(login::require).handler(imports::send);
        afterBody(router, login, "/estate/imports/:id/secrets", form).handler(imports::secrets);
        router.get("/estate/imports/:id/problems.csv").handler(login::require).handler(imports::problems);
        router.get("/estate/export").handler(login::require).handler(estate::export);
    }

    private static void mountRotaFile(Router router, Login login, RotaPages rota) {
        BodyHandler file =
                BodyHandler.create(uploads()).setBodyLimit(MOST_ROTA_BYTES).setDeleteUploadedFilesOnEnd(true);
        router.post("/rota/import").handler(login::requireBeforeBody);
        router.post("/rota/import").handler(RotaPages::forManagers);
        router.post("/rota/import").handler(file);
        router.post("/rota/import").handler(login::require).handler(rota::send);
    }

    /** From phones where the signal is weak: they may take longer than a page. */
    private static void mountPhotos(Router router, Login login, PhotoPages photos) {
        BodyHandler picture = BodyHandler.create(false).setBodyLimit(Picture.MOST_BYTES);
        afterBody(router, login, "/respond/:callout/photos/:photo", picture).handler(photos::ofCallout);
        router.post("/visit/:visit/photos/:photo").handler(login::requireBeforeBody);
        router.post("/visit/:visit/photos/:photo").handler(PhotoPages::forVisitors);
        router.post("/visit/:visit/photos/:photo").handler(picture);
        router.post("/visit/:visit/photos/:photo").handler(login::require).handler(photos::ofVisit);
    }

    /** Where a person posts a body of this kind; the handlers stand on routes of their own, as the router wants it. */
    private static Route afterBody(Router router, Login login, String path, BodyHandler body) {
        router.post(path).handler(login::requireBeforeBody);
        router.post(path).handler(body);
        return router.post(path).handler(login::require);
    }

    /** Where a file stands while it is read: for this process's user only. */
    private static String uploads() {
        try {
            return Files.createTempDirectory("tocsin-uploads").toString();
        } catch (IOException e) {
            throw new UncheckedIOException("there is no place for files that are sent", e);
        }
    }

    private static void securityHeaders(RoutingContext context, boolean https) {
        HttpServerResponse response = context.response();
        response.putHeader("Content-Security-Policy", CONTENT_SECURITY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("X-Frame-Options", "DENY")
                // Not "no-referrer": under it a browser sends its own forms with "Origin: null".
                .putHeader("Referrer-Policy", "same-origin")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin");
        if (https) {
            response.putHeader("Strict-Transport-Security", "max-age=31536000");
        }
        response.headersEndHandler(end -> {
            if (!response.headers().contains(HttpHeaders.CACHE_CONTROL)) {
                response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            }
        });
        context.next();
    }

    /** What nobody else answered: a sentence, never a stack trace. */
    private static void failed(RoutingContext context, Pages pages) {
        if (context.response().ended()) {
            return;
        }
        if (context.request().path().startsWith("/api/") || context.failure() instanceof Problem) {
            Problem.answer(context);
            return;
        }
        int status = context.statusCode() < 400 ? 500 : context.statusCode();
        Throwable cause = context.failure();
        if (status == 503) {
            LOG.atWarn()
                    .addKeyValue("error", cause == null ? "" : LoggedError.kind(cause))
                    .log("the store did not answer a request");
        } else if (status >= 500 && cause != null) {
            LOG.atError()
                    .addKeyValue("error", LoggedError.kind(cause))
                    .addKeyValue("outcome", status)
                    .log("a request could not be answered");
        }
        if (context.response().headWritten()) {
            context.response().reset();
            return;
        }
        if (status == 503) {
            context.response().putHeader(HttpHeaders.RETRY_AFTER, "5");
        }
        String words = cause instanceof Refusal refusal ? refusal.getMessage() : sentence(status);
        context.response().setStatusCode(status);
        if (Pages.window(context)) {
            Pages.html(
                    context,
                    pages.render(
                            "message.jte",
                            Map.of("heading", heading(status), "words", words, "keptBy", keptBy(context, status))));
        } else {
            context.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                    .end(words + "\n");
        }
    }

    /** Whose acts may wait on a phone for a page that is shut to them now; empty for nobody's. */
    private static String keptBy(RoutingContext context, int status) {
        SignedIn me = Login.found(context);
        return me == null || status != 403 ? "" : me.operatorId().toString();
    }

    private static String heading(int status) {
        return switch (status) {
            case 403 -> "Not for you";
            case 404 -> "Nothing here";
            case 503 -> "Not right now";
            default -> status >= 500 ? "Something went wrong" : "Not understood";
        };
    }

    private static String sentence(int status) {
        return switch (status) {
            case 403 -> "That is not for you to see or do.";
            case 404 -> "There is nothing here.";
            case 405 -> "That cannot be done here.";
            case 413 -> "That is too large.";
            case 503 -> "The store does not answer right now. Try again in a moment.";
            default ->
                status >= 500 ? "Something went wrong here. It has been written down." : "That was not understood.";
        };
    }
}
