package org.tocsin.console.readiness;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Role;
import org.tocsin.access.Scope;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.platform.Page;
import org.tocsin.readiness.LineConfirmations;
import org.tocsin.readiness.LineConfirmations.Result;
import org.tocsin.readiness.ProveCodes;
import org.tocsin.readiness.ReadinessException;
import org.tocsin.readiness.ReadinessExceptions;
import org.tocsin.readiness.ReadinessStore;
import org.tocsin.readiness.ReadinessStore.By;
import org.tocsin.readiness.ReadinessStore.Figures;
import org.tocsin.service.ServiceStore;

/** How ready homes are: all of them with the homes behind each figure, and one. Works without scripts too. */
public final class ReadinessPages {
    /** In an address: not known, nothing. */
    static final String NONE = "~";

    private static final int LISTED = 50;
    private static final int LONGEST_CODE_DAYS = 60;

    private final Parts parts;
    private final Pages pages;
    private final HomeReader reader;
    private final ReadinessStore readiness;
    private final ReadinessExceptions exceptions;
    private final LineConfirmations confirmations;
    private final ProveCodes codes;
    private final ServiceStore services;
    private final AuditTrail audit;

    public ReadinessPages(Parts parts, Pages pages) {
        this.parts = parts;
        this.pages = pages;
        this.reader = new HomeReader(parts);
        this.readiness = new ReadinessStore(parts.database(), parts.clock());
        this.exceptions = new ReadinessExceptions(parts.database(), parts.clock());
        this.confirmations = new LineConfirmations(parts.database(), parts.clock());
        this.codes = new ProveCodes(parts.database(), parts.keyring(), parts.clock());
        this.services = new ServiceStore(parts.database(), parts.clock());
        this.audit = new AuditTrail(parts.database(), parts.clock());
    }

    /** Adds the addresses of readiness, for people who are signed in. */
    public void mount(Router router) {
        router.route("/readiness*").handler(ReadinessPages::notForResponders);
        router.get("/readiness").handler(this::list);
        router.get("/readiness/homes/:id").handler(context -> show(context, null, ""));
        router.post("/readiness/homes/:id/confirm").handler(context -> act(context, Role.MANAGER, this::confirm));
        router.post("/readiness/homes/:id/exception").handler(context -> act(context, Role.INSTALLER, this::except));
        router.post("/readiness/homes/:id/exception/end").handler(context -> act(context, Role.INSTALLER, this::end));
        router.post("/readiness/homes/:id/prove-code").handler(this::issue);
    }

    private static void notForResponders(RoutingContext context) {
        if (Login.signedIn(context).role() == Role.RESPONDER) {
            context.fail(403, new Refusal("Readiness is looked after by others."));
        } else {
            context.next();
        }
    }

    private void list(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        Scope scope = me.scope();
        Map<By, String> having = having(context);
        Instant now = parts.clock().instant();
        audit.record(scope, "list-readiness", "service:" + me.serviceId(), Pages.address(context))
                .compose(audited -> services.findById(me.serviceId()))
                .compose(service -> {
                    WallClock clock = new WallClock(service.orElseThrow().zone());
                    LocalDate today = now.atZone(clock.zone()).toLocalDate();
                    Future<Figures> all = readiness.figures(scope, Map.of(), today);
                    Future<Figures> figures = having.isEmpty() ? all : readiness.figures(scope, having, today);
                    Future<Page<ReadinessStore.Line>> page = readiness.list(
                            scope, having, LISTED, context.request().getParam("after"));
                    Future<Long> unsealed = readiness.unsealed(scope);
                    return Future.all(all, figures, page, unsealed)
                            .map(done -> new ReadinessWriter(clock, now, having)
                                    .page(figures.result(), all.result(), page.result(), unsealed.result()));
                })
                .onSuccess(page -> Pages.html(context, pages.render("readiness.jte", Map.of("page", page, "me", me))))
                .onFailure(e -> {
                    if (e instanceof IllegalArgumentException) {
                        context.fail(404);
                    } else {
                        context.fail(e);
                    }
                });
    }

    private void show(RoutingContext context, @Nullable String code, String problem) {
        SignedIn me = Login.signedIn(context);
        UUID id = Pages.id(context, "id");
        if (id == null) {
            context.fail(404);
            return;
        }
        reader.read(me, id, code, problem, Pages.address(context))
                .onSuccess(found -> {
                    if (found.isEmpty()) {
                        context.fail(404);
                    } else {
                        Map<String, Object> values = Map.of("page", found.get(), "me", me);
                        Pages.html(context, pages.render("readinesshome.jte", values));
                    }
                })
                .onFailure(context::fail);
    }

    /** @param act gives why it was refused; empty when it was done */
    private void act(RoutingContext context, Role least, BiFunction<RoutingContext, UUID, Future<String>> act) {
        Role role = Login.signedIn(context).role();
        boolean manages = role == Role.MANAGER || role == Role.ADMIN;
        if (!manages && role != least) {
            context.fail(403, new Refusal("That is for managers."));
            return;
        }
        UUID id = Pages.id(context, "id");
        if (id == null) {
            context.fail(404);
            return;
        }
        act.apply(context, id)
                .onSuccess(problem -> {
                    if (problem.isEmpty()) {
                        Pages.seeOther(context, ReadinessWriter.AT + "/homes/" + id);
                    } else {
                        show(context, null, problem);
                    }
                })
                .onFailure(context::fail);
    }

    private Future<String> confirm(RoutingContext context, UUID id) {
        String reason = Pages.field(context, "reason");
        return confirmations
                .confirm(Login.signedIn(context).scope(), id, reason, Pages.address(context))
                .map(result -> {
                    if (result instanceof Result.NotProven not) {
                        return ("Not told: %d of %d triggers are proved. If it must be told all the same, say why;"
                                        + " it stays written down.")
                                .formatted(not.current(), not.triggers());
                    }
                    return result instanceof Result.Invalid invalid ? invalid.why() : "";
                });
    }

    private Future<String> except(RoutingContext context, UUID id) {
        String owner = Pages.field(context, "owner");
        String note = Pages.field(context, "note");
        ReadinessException.Kind kind = kind(Pages.text(context, "kind"));
        if (owner == null || kind == null || owner.length() > 100 || (note != null && note.length() > 1_000)) {
            return Future.succeededFuture("Say what stands in the way, and who sees to it (at most 100 characters).");
        }
        LocalDate review = date(Pages.text(context, "review"));
        return exceptions
                .put(
                        Login.signedIn(context).scope(),
                        id,
                        new ReadinessExceptions.Wanted(kind, owner, review, note),
                        Pages.address(context))
                .map("");
    }

    private Future<String> end(RoutingContext context, UUID id) {
        return exceptions
                .end(Login.signedIn(context).scope(), id, Pages.address(context))
                .map("");
    }

    private void issue(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        UUID id = Pages.id(context, "id");
        if (me.role() != Role.MANAGER && me.role() != Role.ADMIN) {
            context.fail(403, new Refusal("That is for managers."));
            return;
        }
        LocalDate from = date(Pages.text(context, "from"));
        LocalDate until = date(Pages.text(context, "until"));
        if (id == null) {
            context.fail(404);
            return;
        }
        if (from == null || until == null || until.isBefore(from) || until.isAfter(from.plusDays(LONGEST_CODE_DAYS))) {
            show(context, null, "A code needs its first and its last day, at most 60 days apart.");
            return;
        }
        services.findById(me.serviceId())
                .map(service -> service.orElseThrow().zone())
                .compose(zone -> codes.issue(
                        me.scope(),
                        id,
                        from.atStartOfDay(zone).toInstant(),
                        until.plusDays(1).atStartOfDay(zone).toInstant(),
                        Pages.address(context)))
                .onSuccess(issued -> {
                    if (issued.isEmpty()) {
                        context.fail(404);
                    } else {
                        show(context, issued.get().code(), "");
                    }
                })
                .onFailure(context::fail);
    }

    private static ReadinessException.@Nullable Kind kind(String name) {
        for (ReadinessException.Kind kind : ReadinessException.Kind.values()) {
            if (kind.name().equals(name)) {
                return kind;
            }
        }
        return null;
    }

    private static @Nullable LocalDate date(String text) {
        try {
            return text.isEmpty() ? null : LocalDate.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Map<By, String> having(RoutingContext context) {
        Map<By, String> having = new EnumMap<>(By.class);
        for (By by : By.values()) {
            String value = context.request().getParam(by.name().toLowerCase(Locale.ROOT));
            if (value != null && !value.isBlank() && value.length() <= 200 && value.indexOf('\0') < 0) {
                having.put(by, value.equals(NONE) ? "" : value);
            }
        }
        return having;
    }
}
