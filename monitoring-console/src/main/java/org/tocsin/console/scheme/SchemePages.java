package org.tocsin.console.scheme;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.LastChanges;
import org.tocsin.access.Role;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.console.scheme.SchemePage.Said;
import org.tocsin.home.HomeLine;
import org.tocsin.home.HomeSearch;
import org.tocsin.home.Scheme;
import org.tocsin.home.SchemePoint;
import org.tocsin.home.SchemeStore;
import org.tocsin.platform.Page;
import org.tocsin.service.ServiceStore;

/**
 * Grouped schemes: the list, one with its dwellings, doors and controllers, and one device id. Who works on alarms or in
 * homes reads them; installers and managers change them. Needs no script.
 */
public final class SchemePages {
    static final String ROOT = "/schemes";
    static final String TIMES = "Managers set the name and the times of a scheme.";
    private static final Set<Role> KEEPERS = EnumSet.of(Role.INSTALLER, Role.MANAGER, Role.ADMIN);
    private static final int FOUND = 20;
    private static final int LONGEST_SEARCH = 100;

    private final Parts parts;
    private final Pages pages;
    private final SchemeStore schemes;
    private final HomeSearch homes;
    private final LastChanges changes;
    private final ServiceStore services;
    private final AuditTrail audit;

    public SchemePages(Parts parts, Pages pages) {
        this.parts = parts;
        this.pages = pages;
        this.schemes = new SchemeStore(parts.database());
        this.homes = new HomeSearch(parts.database(), parts.clock());
        this.changes = new LastChanges(parts.database());
        this.services = new ServiceStore(parts.database(), parts.clock());
        this.audit = new AuditTrail(parts.database(), parts.clock());
    }

    /** Adds the addresses of schemes, for people who are signed in. */
    public void mount(Router router) {
        router.route("/schemes*").handler(SchemePages::notForResponders);
        router.get(ROOT).handler(context -> list(context, Said.NOTHING));
        router.get(ROOT + "/:id").handler(context -> show(context, Said.NOTHING));
        router.get(ROOT + "/:id/point").handler(context -> point(context, parameter(context, "did"), Said.NOTHING));
        new SchemeForms(parts, this).mount(router);
    }

    static boolean keeps(SignedIn me) {
        return KEEPERS.contains(me.role());
    }

    /** Sets for how long a call is a scheme's manager's alone: who answers for the estate, and not who is there to install. */
    static boolean setsTimes(SignedIn me) {
        return me.role() == Role.MANAGER || me.role() == Role.ADMIN;
    }

    static void managersOnly(RoutingContext context) {
        if (setsTimes(Login.signedIn(context))) {
            context.next();
        } else {
            context.fail(403, new Refusal(TIMES));
        }
    }

    static void keepersOnly(RoutingContext context) {
        if (keeps(Login.signedIn(context))) {
            context.next();
        } else {
            context.fail(403, new Refusal("Installers and managers put schemes on file."));
        }
    }

    private static void notForResponders(RoutingContext context) {
        if (Login.signedIn(context).role() == Role.RESPONDER) {
            context.fail(403, new Refusal("Schemes are looked after by others."));
        } else {
            context.next();
        }
    }

    /** @param said why the form of a new scheme was not taken */
    void list(RoutingContext context, Said said) {
        SignedIn me = Login.signedIn(context);
        String words = parameter(context, "q");
        Future.all(schemes.lines(me.scope(), words), writer(me))
                .onSuccess(both -> {
                    SchemeWriter writer = both.resultAt(1);
                    Map<String, Object> values = new HashMap<>();
                    values.put("me", me);
                    List<SchemeStore.Line> lines = both.resultAt(0);
                    values.put(
                            "lines",
                            lines.stream()
                                    .limit(SchemeStore.MOST_SHOWN)
                                    .map(writer::line)
                                    .toList());
                    values.put("more", lines.size() > SchemeStore.MOST_SHOWN);
                    values.put("words", words);
                    values.put("said", said);
                    values.put("mayChange", keeps(me));
                    values.put("setsTimes", setsTimes(me));
                    answer(context, said, "schemes.jte", values);
                })
                .onFailure(context::fail);
    }

    /** @param said why a form on the page was not taken */
    void show(RoutingContext context, Said said) {
        SignedIn me = Login.signedIn(context);
        UUID id = Pages.id(context, "id");
        if (id == null) {
            context.fail(404);
            return;
        }
        String words = keeps(me) ? parameter(context, "home") : "";
        schemes.scheme(me.scope(), id)
                .compose(scheme -> scheme.isEmpty()
                        ? Future.succeededFuture(Optional.<SchemePage>empty())
                        : audit.record(me.scope(), "read-scheme", "scheme:" + id, Pages.address(context))
                                .compose(audited -> page(me, scheme.get(), words, said))
                                .map(Optional::of))
                .onSuccess(page -> {
                    if (page.isEmpty()) {
                        context.fail(404);
                    } else {
                        answer(context, said, "scheme.jte", Map.of("me", me, "page", page.get(), "said", said));
                    }
                })
                .onFailure(context::fail);
    }

    private Future<SchemePage> page(SignedIn me, Scheme scheme, String words, Said said) {
        String subject = "scheme:" + scheme.id();
        Future<List<SchemeStore.Stand>> stands = schemes.stands(me.scope(), scheme.id());
        Future<List<SchemeStore.Controller>> units = schemes.controllers(me.scope(), scheme.id());
        Future<Map<String, LastChanges.Change>> changed = changes.find(
                me.scope(),
                List.of(subject),
                "save-scheme",
                "save-scheme-point",
                "move-scheme-point",
                "remove-scheme-point");
        Future<Page<HomeLine>> found = words.isEmpty()
                ? Future.succeededFuture(new Page<>(List.of(), null))
                : homes.find(me.scope(), new HomeSearch.Query(words, null, null, null, null), FOUND, null);
        return Future.all(stands, units, changed, found, writer(me)).map(all -> {
            SchemeWriter writer = all.resultAt(4);
            boolean ofRules = said.typed().containsKey("managerFirst");
            return new SchemePage(
                    writer.head(scheme, stands.result(), changed.result().get(subject)),
                    stands.result().stream()
                            .limit(SchemeStore.MOST_SHOWN)
                            .map(writer::stand)
                            .toList(),
                    stands.result().size() > SchemeStore.MOST_SHOWN,
                    units.result().stream()
                            .limit(SchemeStore.MOST_CONTROLLERS)
                            .map(SchemeWriter::controller)
                            .toList(),
                    units.result().size() > SchemeStore.MOST_CONTROLLERS,
                    writer.rules(scheme, ofRules ? said.typed() : Map.of()),
                    new SchemePage.Rights(keeps(me), setsTimes(me)),
                    SchemeWriter.search(words, found.result()));
        });
    }

    /** One device id with what can be done about it, for whoever may do it. */
    void point(RoutingContext context, String typedDid, Said said) {
        SignedIn me = Login.signedIn(context);
        UUID id = Pages.id(context, "id");
        String did = SchemePoint.normal(typedDid);
        if (id == null || !keeps(me)) {
            context.fail(
                    keeps(me) ? 404 : 403,
                    new Refusal(keeps(me) ? "There is nothing here." : "Installers and managers keep schemes."));
            return;
        }
        audit.record(me.scope(), "read-scheme", "scheme:" + id, Pages.address(context))
                .compose(audited -> Future.all(
                        schemes.scheme(me.scope(), id),
                        schemes.stand(me.scope(), id, did),
                        schemes.list(me.scope()),
                        writer(me)))
                .onSuccess(all -> {
                    Optional<Scheme> scheme = all.resultAt(0);
                    Optional<SchemeStore.Stand> stand = all.resultAt(1);
                    if (scheme.isEmpty() || stand.isEmpty()) {
                        context.fail(404);
                        return;
                    }
                    SchemePage.Point page =
                            all.<SchemeWriter>resultAt(3).point(scheme.get(), stand.get(), all.resultAt(2), said);
                    answer(context, said, "schemepoint.jte", Map.of("me", me, "page", page));
                })
                .onFailure(context::fail);
    }

    private void answer(
            RoutingContext context, Said said, String template, Map<String, ? extends @Nullable Object> values) {
        if (!said.problem().isEmpty() && !context.response().ended()) {
            context.response().setStatusCode(422);
        }
        Pages.html(context, pages.render(template, values));
    }

    /** A page that says why something was not done. */
    void message(RoutingContext context, String why, String back) {
        Pages.html(
                context,
                pages.render(
                        "message.jte",
                        Map.of("heading", "Not done", "words", why, "backTo", back, "backWords", "Back")));
    }

    private Future<SchemeWriter> writer(SignedIn me) {
        return services.findById(me.serviceId())
                .map(service -> new SchemeWriter(
                        new WallClock(service.orElseThrow().zone()),
                        parts.clock().instant()));
    }

    private static String parameter(RoutingContext context, String name) {
        String value = context.request().getParam(name);
        String clean = value == null ? "" : value.strip().replace("\0", "");
        return clean.length() > LONGEST_SEARCH ? clean.substring(0, LONGEST_SEARCH) : clean;
    }
}
