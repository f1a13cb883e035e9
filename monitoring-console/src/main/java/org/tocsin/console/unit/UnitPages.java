package org.tocsin.console.unit;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Role;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.unit.CommandOp;
import org.tocsin.unit.CommandRules;
import org.tocsin.unit.UnitCommandDesk;

/** The list of units, and the page of one: what is known of it, and what it is asked. Works without scripts too. */
public final class UnitPages {
    private static final Pattern CID = Pattern.compile("[0-9]{1,32}");
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,9}");
    private static final int LONGEST_SEARCH = 100;

    private final Pages pages;
    private final UnitPageReader reader;
    private final UnitCommandDesk desk;
    private final UnitThings things;
    private final UnitForms forms;

    public UnitPages(Parts parts, Pages pages) {
        this.pages = pages;
        this.reader = new UnitPageReader(parts);
        this.desk = new UnitCommandDesk(parts.database(), parts.clock(), parts.wakeup());
        this.things = new UnitThings(parts);
        this.forms = new UnitForms(parts, pages, things);
    }

    /** Adds the addresses of the units, for people who are signed in. */
    public void mount(Router router) {
        router.route("/units*").handler(UnitPages::notForResponders);
        router.get("/units").handler(this::list);
        router.get("/units/:cid").handler(this::show);
        router.get("/units/:cid/commands").handler(this::lines);
        router.post("/units/:cid/ask").handler(this::ask);
        forms.mount(router);
    }

    private static void notForResponders(RoutingContext context) {
        if (Login.signedIn(context).role() == Role.RESPONDER) {
            context.fail(403, new Refusal("Units are looked after by others."));
        } else {
            context.next();
        }
    }

    private void list(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        String words = parameter(context, "q");
        String after = parameter(context, "after");
        if (after != null && !CID.matcher(after).matches()) {
            context.fail(404);
            return;
        }
        reader.list(me, words, after, Pages.address(context))
                .onSuccess(page -> Pages.html(context, pages.render("units.jte", Map.of("page", page, "me", me))))
                .onFailure(context::fail);
    }

    private void show(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        cid(
                context,
                cid -> reader.read(me, cid, Pages.address(context))
                        .compose(found -> found.isEmpty()
                                ? Future.succeededFuture(Optional.empty())
                                : Future.all(things.read(me, cid), reader.faults(me, cid))
                                        .map(both -> Optional.of(pages.render(
                                                "unit.jte",
                                                Map.of(
                                                        "page",
                                                        found.get(),
                                                        "me",
                                                        me,
                                                        "thing",
                                                        both.<Optional<UnitThing>>resultAt(0)
                                                                .orElseThrow(),
                                                        "faults",
                                                        both.<List<UnitFaultLine>>resultAt(1)))))));
    }

    /** The list alone, for a page that waits for an answer. */
    private void lines(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        cid(
                context,
                cid -> reader.commands(me, cid)
                        .map(found -> found.map(commands ->
                                pages.render("unitcommands.jte", Map.of("commands", commands, "cid", cid)))));
    }

    private void ask(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        CommandOp op = CommandOp.named(Pages.text(context, "op")).orElse(null);
        if (op == null) {
            context.fail(404);
            return;
        }
        if (!op.mayBeAskedBy(me.role())) {
            context.fail(403, new Refusal("That is not for you to ask of a unit."));
            return;
        }
        cid(
                context,
                cid -> desk.ask(me.scope(), request(context, cid, op))
                        .compose(result -> result instanceof UnitCommandDesk.NoSuchUnit
                                ? Future.succeededFuture(Optional.empty())
                                : asked(context, me, cid, problem(result))));
    }

    private Future<Optional<String>> asked(RoutingContext context, SignedIn me, String cid, String problem) {
        boolean fragment = Pages.fragment(context);
        if (problem.isEmpty() && !fragment) {
            Pages.seeOther(context, "/units/" + cid);
            return Future.succeededFuture(Optional.of(""));
        }
        return reader.commands(me, cid)
                .map(found -> found.map(commands -> fragment
                        ? pages.render(
                                "unitasks.jte",
                                Map.of("commands", commands, "cid", cid, "csrf", me.csrf(), "problem", problem))
                        : pages.render("message.jte", notAsked(cid, problem))));
    }

    private static Map<String, Object> notAsked(String cid, String problem) {
        return Map.of(
                "heading", "Not asked", "words", problem, "backTo", "/units/" + cid, "backWords", "Back to the unit");
    }

    private static UnitCommandDesk.Request request(RoutingContext context, String cid, CommandOp op) {
        String id = Pages.field(context, "request");
        return new UnitCommandDesk.Request(
                cid,
                id == null || id.length() > 64 ? UUID.randomUUID().toString() : id,
                op,
                arguments(context, op),
                CommandRules.USUAL_EXPIRY,
                Pages.address(context));
    }

    /** What the forms of this page can say; the rest is for programs. */
    private static Map<String, Object> arguments(RoutingContext context, CommandOp op) {
        if (op == CommandOp.HEARTBEAT_INTERVAL) {
            String minutes = Pages.text(context, "minutes");
            return Map.of("seconds", WHOLE.matcher(minutes).matches() ? Long.parseLong(minutes) * 60 : 0L);
        }
        if (op == CommandOp.CONFIG_SET) {
            return Map.of("values", Map.of(Pages.text(context, "name"), value(Pages.text(context, "value"))));
        }
        return Map.of();
    }

    private static Object value(String text) {
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        return WHOLE.matcher(text).matches() ? (Object) Long.valueOf(text) : text;
    }

    private static String problem(UnitCommandDesk.Result result) {
        if (result instanceof UnitCommandDesk.Invalid invalid) {
            return invalid.field().equals("args.seconds") ? "Between 1 and 1440 minutes." : invalid.why();
        }
        if (result instanceof UnitCommandDesk.TooMany) {
            return CommandRules.MOST_OPEN
                    + " commands wait for this unit already. Let them be answered or lapse first.";
        }
        return result instanceof UnitCommandDesk.OtherContent ? "This was asked a moment ago. Look again." : "";
    }

    private interface Rendering {
        Future<Optional<String>> of(String cid);
    }

    private static void cid(RoutingContext context, Rendering rendering) {
        String cid = context.pathParam("cid");
        if (!CID.matcher(cid).matches()) {
            context.fail(404);
            return;
        }
        rendering
                .of(cid)
                .onSuccess(html -> {
                    if (html.isEmpty()) {
                        context.fail(404);
                    } else {
                        Pages.html(context, html.get());
                    }
                })
                .onFailure(context::fail);
    }

    private static @Nullable String parameter(RoutingContext context, String name) {
        String value = context.request().getParam(name);
        if (value == null || value.isBlank()) {
            return null;
        }
        String clean = value.strip().replace("\0", "");
        return clean.length() > LONGEST_SEARCH ? clean.substring(0, LONGEST_SEARCH) : clean;
    }
}
