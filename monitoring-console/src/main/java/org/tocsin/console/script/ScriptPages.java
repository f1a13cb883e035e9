package org.tocsin.console.script;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Role;
import org.tocsin.access.Scope;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.script.Occasion;
import org.tocsin.script.ScriptDesk;
import org.tocsin.script.WrittenScript;
import org.tocsin.service.ServiceStore;

/** Scripts: to read for everybody who works on alarms, to write for managers. Works without scripts of the browser. */
public final class ScriptPages {
    private static final ScriptPage.Case USUAL = ScriptWriter.facts("none", true, "STANDARD", "12:00", false, false);

    private final Pages pages;
    private final ScriptDesk desk;
    private final ServiceStore services;

    public ScriptPages(Parts parts, Pages pages) {
        this.pages = pages;
        this.desk = new ScriptDesk(parts.database(), parts.clock());
        this.services = new ServiceStore(parts.database(), parts.clock());
    }

    /** Adds the addresses of scripts, for people who are signed in. */
    public void mount(Router router) {
        router.route("/scripts*").handler(ScriptPages::operatorsOnly);
        router.get("/scripts").handler(this::list);
        router.get("/scripts/:occasion").handler(this::show);
        router.post("/scripts/:occasion").handler(this::write);
        router.route("/script-versions/*").handler(ScriptPages::operatorsOnly);
        router.get("/script-versions/:id").handler(this::version);
    }

    private static void operatorsOnly(RoutingContext context) {
        if (Login.signedIn(context).role().worksOnAlarms()) {
            context.next();
        } else {
            context.fail(403, new Refusal("Scripts are for those who work on alarms."));
        }
    }

    private static boolean writes(SignedIn me) {
        return me.role() == Role.MANAGER || me.role() == Role.ADMIN;
    }

    /** Of the service, or of one person. */
    private void list(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        String person = context.request().getParam("person");
        if (person != null) {
            ofPerson(context, me, Pages.uuid(person));
            return;
        }
        Future.all(desk.list(me.scope()), writer(me))
                .onSuccess(both -> {
                    ScriptWriter writer = both.resultAt(1);
                    ScriptListPage page = writer.list(both.resultAt(0), writes(me));
                    Pages.html(context, pages.render("scripts.jte", Map.of("me", me, "page", page)));
                })
                .onFailure(context::fail);
    }

    private void ofPerson(RoutingContext context, SignedIn me, @Nullable UUID person) {
        if (person == null) {
            context.fail(404);
            return;
        }
        Future.all(desk.list(me.scope()), desk.find(me.scope(), person, null), writer(me))
                .onSuccess(all -> {
                    Optional<WrittenScript> found = all.resultAt(1);
                    ScriptWriter writer = all.resultAt(2);
                    if (found.isEmpty()) {
                        context.fail(404);
                        return;
                    }
                    Map<String, Object> values = Map.of(
                            "me", me,
                            "person", String.valueOf(found.get().place().person()),
                            "lines", writer.ofPerson(all.resultAt(0), found.get()));
                    Pages.html(context, pages.render("scriptsofperson.jte", values));
                })
                .onFailure(context::fail);
    }

    /** Which script, from the address; empty where it is none. */
    private record Place(@Nullable UUID person, @Nullable Occasion occasion) {
        static Optional<Place> of(RoutingContext context) {
            String person = context.request().getParam("person");
            UUID id = person == null ? null : Pages.uuid(person);
            String name = context.pathParam("occasion");
            Optional<Occasion> occasion = Arrays.stream(Occasion.values())
                    .filter(one -> one.name().equals(name))
                    .findFirst();
            boolean known = (name.equals("ANY") || occasion.isPresent()) && (person == null || id != null);
            return known ? Optional.of(new Place(id, occasion.orElse(null))) : Optional.empty();
        }
    }

    private void show(RoutingContext context) {
        render(context, null, List.of(), USUAL);
    }

    private void render(RoutingContext context, @Nullable String typed, List<String> problems, ScriptPage.Case facts) {
        SignedIn me = Login.signedIn(context);
        Place.of(context)
                .ifPresentOrElse(
                        place -> Future.all(desk.find(me.scope(), place.person(), place.occasion()), writer(me))
                                .onSuccess(both -> {
                                    Optional<WrittenScript> found = both.resultAt(0);
                                    ScriptWriter writer = both.resultAt(1);
                                    if (found.isEmpty()) {
                                        context.fail(404);
                                        return;
                                    }
                                    ScriptPage page = writer.page(found.get(), typed, problems, facts);
                                    Pages.html(
                                            context,
                                            pages.render(
                                                    "scriptedit.jte",
                                                    Map.of(
                                                            "me",
                                                            me,
                                                            "page",
                                                            page,
                                                            "writes",
                                                            writes(me),
                                                            "acts",
                                                            ScriptHelp.acts(),
                                                            "conditions",
                                                            ScriptHelp.conditions())));
                                })
                                .onFailure(context::fail),
                        () -> context.fail(404));
    }

    private void write(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        Optional<Place> found = Place.of(context);
        if (found.isEmpty()) {
            context.fail(404);
            return;
        }
        // A browser sends lines with a carriage return.
        String words = String.valueOf(context.request().getFormAttribute("words"))
                .replace("\r\n", "\n")
                .stripTrailing();
        String act = Pages.text(context, "do");
        if (act.equals("preview")) {
            render(context, words, List.of(), facts(context));
            return;
        }
        if (!writes(me)) {
            context.fail(403, new Refusal("Only a manager writes scripts."));
            return;
        }
        Place place = found.get();
        act(context, act, me.scope(), place, words)
                .onSuccess(result -> acted(context, result, words))
                .onFailure(context::fail);
    }

    private Future<ScriptDesk.Result> act(RoutingContext context, String act, Scope scope, Place place, String words) {
        String note = Pages.field(context, "note");
        return switch (act) {
            case "publish" -> desk.publish(scope, place.person(), place.occasion(), words, note);
            case "withdraw" -> desk.withdraw(scope, place.person(), place.occasion(), note);
            case "discard" -> desk.discard(scope, place.person(), place.occasion());
            default -> desk.save(scope, place.person(), place.occasion(), words);
        };
    }

    private void acted(RoutingContext context, ScriptDesk.Result result, String words) {
        if (result instanceof ScriptDesk.Result.NotFound) {
            context.fail(404);
        } else if (result instanceof ScriptDesk.Result.Unfit unfit) {
            render(context, words, unfit.problems(), facts(context));
        } else {
            Pages.seeOther(context, context.request().uri());
        }
    }

    private void version(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        UUID id = Pages.id(context, "id");
        if (id == null) {
            context.fail(404);
            return;
        }
        Future.all(desk.version(me.scope(), id), writer(me))
                .onSuccess(both -> {
                    Optional<WrittenScript> script = both.resultAt(0);
                    ScriptWriter writer = both.resultAt(1);
                    Optional<WrittenScript.Version> version = script.stream()
                            .flatMap(one -> one.versions().stream())
                            .filter(one -> one.id().equals(id))
                            .findFirst();
                    if (script.isEmpty() || version.isEmpty()) {
                        context.fail(404);
                    } else {
                        ScriptPage.Old page = writer.old(script.get(), version.get());
                        Pages.html(context, pages.render("scriptversion.jte", Map.of("me", me, "page", page)));
                    }
                })
                .onFailure(context::fail);
    }

    private static ScriptPage.Case facts(RoutingContext context) {
        return ScriptWriter.facts(
                Pages.text(context, "speech"),
                Pages.field(context, "alone") != null,
                Pages.text(context, "risk"),
                Pages.text(context, "time"),
                Pages.field(context, "second") != null,
                Pages.field(context, "out") != null);
    }

    private Future<ScriptWriter> writer(SignedIn me) {
        return services.findById(me.serviceId())
                .map(service ->
                        new ScriptWriter(new WallClock(service.orElseThrow().zone())));
    }
}
