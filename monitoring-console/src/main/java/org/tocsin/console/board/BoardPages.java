package org.tocsin.console.board;

import gg.jte.Content;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Role;
import org.tocsin.access.Scope;
import org.tocsin.alarm.ActResult;
import org.tocsin.alarm.AlarmDesk;
import org.tocsin.alarm.CloseRequest;
import org.tocsin.alarm.OfferRequest;
import org.tocsin.alarm.ParkRequest;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.console.person.PersonCard;
import org.tocsin.home.HomeStore;
import org.tocsin.response.CalloutDesk;
import org.tocsin.response.CalloutResult;

/**
 * The board and the open alarm. Every address of an alarm answers a browser with the whole page and the board's script,
 * which says {@code HX-Request}, with the alarm alone; so a link, a reload and a window without scripts all work.
 */
public final class BoardPages {
    /** No user name looks like this. */
    public static final String NEXT_SHIFT = "*";

    private final Pages pages;
    private final AlarmPageReader reader;
    private final AlarmDesk desk;
    private final CalloutDesk callouts;
    private final ScriptActs script;
    private final Consumer<UUID> acted;

    /** @param acted told whose board took an alarm, so that it is released should that browser be gone */
    public BoardPages(Parts parts, Pages pages, Consumer<UUID> acted) {
        this.acted = acted;
        this.pages = pages;
        this.reader = new AlarmPageReader(parts);
        this.desk = new AlarmDesk(parts.database(), parts.clock(), parts.wakeup());
        this.callouts = new CalloutDesk(parts.database(), parts.clock(), parts.wakeup());
        this.script = new ScriptActs(parts);
    }

    /** What is done to an alarm because of a form. */
    interface Act extends BiFunction<RoutingContext, UUID, Future<ActResult>> {}

    /** Adds the board's addresses, for people who are signed in. */
    public void mount(Router router) {
        router.get("/").handler(this::board);
        router.route("/alarms/*").handler(BoardPages::operatorsOnly);
        router.get("/keys")
                .handler(context ->
                        Pages.html(context, pages.render("keys.jte", Map.of("me", Login.signedIn(context)))));
        router.get("/nothing").handler(context -> Pages.html(context, pages.render("nothing.jte", Map.of())));
        router.get("/alarms/:id").handler(context -> show(context, ""));
        act(router, "take", this::take);
        act(router, "hand-back", (context, id) -> desk.handBack(scope(context), id, Pages.field(context, "note")));
        act(router, "note", (context, id) -> desk.note(scope(context), id, Pages.text(context, "note")));
        act(router, "park", this::park);
        act(router, "hand-over", this::handOver);
        act(router, "end-offer", (context, id) -> desk.endOffer(scope(context), id));
        act(router, "call-out", this::callOut);
        act(router, "close", this::close);
        script.mount(router, this::act);
        router.post("/alarms/:id/key-safe").handler(this::keySafe);
        router.post("/alarms/:id/callouts/:callout/:answer")
                .handler(context -> told(context, Pages.id(context, "callout"), context.pathParam("answer")));
        router.post("/alarms/:id/told").handler(this::toldChosen);
    }

    private void board(RoutingContext context) {
        Role role = Login.signedIn(context).role();
        if (role == Role.RESPONDER) {
            Pages.seeOther(context, "/respond");
        } else if (!role.worksOnAlarms()) {
            Pages.seeOther(context, "/visits");
        } else {
            inBoard(context, pages.render("nothing.jte", Map.of()));
        }
    }

    private static void operatorsOnly(RoutingContext context) {
        if (Login.signedIn(context).role().worksOnAlarms()) {
            context.next();
        } else {
            context.fail(403, new Refusal("Only an operator sees alarms here."));
        }
    }

    /** @param problem why the act just tried was not done; empty when there is nothing to say */
    private void show(RoutingContext context, String problem) {
        UUID id = Pages.id(context, "id");
        if (id == null) {
            context.fail(404);
            return;
        }
        show(context, id, problem);
    }

    /**
     * The alarm as it is now.
     *
     * @param problem why the act just tried was not done; empty when there is nothing to say
     */
    public void show(RoutingContext context, UUID id, String problem) {
        SignedIn me = Login.signedIn(context);
        reader.read(me, id, Pages.address(context))
                .onSuccess(found -> {
                    if (found.isEmpty()) {
                        context.fail(404);
                        return;
                    }
                    String alarm = pages.render(
                            "alarm.jte", Map.of("page", found.get(), "csrf", me.csrf(), "problem", problem));
                    if (Pages.fragment(context)) {
                        Pages.html(context, alarm);
                    } else {
                        inBoard(context, alarm);
                    }
                })
                .onFailure(context::fail);
    }

    /** The whole board with this in the place of the open alarm. */
    public void inBoard(RoutingContext context, String alarm) {
        SignedIn me = Login.signedIn(context);
        reader.service(me)
                .onSuccess(service -> {
                    BoardPage page = BoardPage.at(
                            reader.now(), new WallClock(service.zone()), me.username(), me.displayName(), me.csrf());
                    Content content = output -> output.writeContent(alarm);
                    Pages.html(context, pages.render("board.jte", Map.of("page", page, "alarm", content)));
                })
                .onFailure(context::fail);
    }

    private void act(Router router, String name, Act act) {
        router.post("/alarms/:id/" + name).handler(context -> {
            UUID id = Pages.id(context, "id");
            if (id == null) {
                context.fail(404);
                return;
            }
            act.apply(context, id)
                    .onSuccess(result -> answer(context, problem(result)))
                    .onFailure(context::fail);
        });
    }

    /** After an act on the alarm in the address: the alarm as it is now, with why it was not done. */
    public void answer(RoutingContext context, Optional<String> problem) {
        if (problem.isEmpty() && !Pages.fragment(context)) {
            Pages.seeOther(context, "/alarms/" + context.pathParam("id"));
        } else {
            show(context, problem.orElse(""));
        }
    }

    // Its live link may be cut and the browser counted as gone already: then nothing would ever give the alarm back.
    private Future<ActResult> take(RoutingContext context, UUID alarmId) {
        return desk.take(scope(context), alarmId).onSuccess(result -> {
            if (result instanceof ActResult.Done && Pages.fragment(context)) {
                acted.accept(Login.signedIn(context).operatorId());
            }
        });
    }

    private Future<ActResult> callOut(RoutingContext context, UUID alarmId) {
        String contact = Pages.field(context, "contactId");
        UUID contactId = contact == null ? null : Pages.uuid(contact);
        return contact != null && contactId == null
                ? Future.succeededFuture(new ActResult.Invalid("contactId", "That is no contact."))
                : script.ticking(context, alarmId, desk.callOut(scope(context), alarmId, contactId));
    }

    private Future<ActResult> park(RoutingContext context, UUID alarmId) {
        String seconds = Pages.text(context, "seconds");
        return seconds.matches("[0-9]{1,6}")
                ? desk.park(
                        scope(context),
                        alarmId,
                        new ParkRequest(Pages.text(context, "reason"), Duration.ofSeconds(Integer.parseInt(seconds))))
                : Future.succeededFuture(new ActResult.Invalid("seconds", "Choose for how long."));
    }

    private Future<ActResult> handOver(RoutingContext context, UUID alarmId) {
        String to = Pages.text(context, "to");
        return to.isEmpty()
                ? Future.succeededFuture(new ActResult.Invalid("to", "Choose who is asked."))
                : desk.offer(
                        scope(context),
                        alarmId,
                        new OfferRequest(to.equals(NEXT_SHIFT) ? null : to, Pages.text(context, "notes")));
    }

    private Future<ActResult> close(RoutingContext context, UUID alarmId) {
        return desk.close(
                scope(context),
                alarmId,
                new CloseRequest(
                        Pages.text(context, "outcome"),
                        Pages.field(context, "spokenTo"),
                        Pages.field(context, "note"),
                        Pages.field(context, "reference999")));
    }

    /** What a contact who is telephoned told the operator. */
    private void told(RoutingContext context, @Nullable UUID callout, String said) {
        Scope scope = scope(context);
        if (callout == null) {
            context.fail(404);
            return;
        }
        Optional<Future<CalloutResult>> answer = Optional.ofNullable(
                switch (said) {
                    case "accept" -> accepted(scope, callout, Pages.text(context, "minutes"));
                    case "expected" -> callouts.expected(scope, callout, Pages.text(context, "minutes"));
                    case "decline" -> callouts.decline(scope, callout, "said so on the telephone");
                    case "arrived" -> callouts.arrived(scope, callout);
                    case "left" -> callouts.left(scope, callout, "told on the telephone");
                    default -> null;
                });
        answer.ifPresentOrElse(
                told -> told.onSuccess(result -> answer(context, problem(result)))
                        .onFailure(context::fail),
                () -> context.fail(404));
    }

    /** @param minutes until they are there, where they said so; else empty */
    private Future<CalloutResult> accepted(Scope scope, UUID callout, String minutes) {
        return callouts.accept(scope, callout)
                .compose(result -> result instanceof CalloutResult.Done && !minutes.isEmpty()
                        ? callouts.expected(scope, callout, minutes)
                        : Future.succeededFuture(result));
    }

    /** The same, chosen from all that can be told: "/callouts/…/accept". */
    private void toldChosen(RoutingContext context) {
        String[] chosen = Pages.text(context, "told").split("/", 5);
        if (chosen.length < 4 || !chosen[1].equals("callouts")) {
            answer(context, Optional.of("Choose what you were told."));
        } else {
            told(context, Pages.uuid(chosen[2]), chosen[3]);
        }
    }

    private void keySafe(RoutingContext context) {
        UUID id = Pages.id(context, "id");
        if (id == null) {
            context.fail(404);
            return;
        }
        reader.access(Login.signedIn(context), id, Pages.address(context))
                .onSuccess(result -> {
                    Map<String, @Nullable Object> values = new HashMap<>();
                    values.put("id", id.toString());
                    values.put("csrf", Login.signedIn(context).csrf());
                    values.put("access", null);
                    if (result instanceof HomeStore.AccessResult.Shown shown) {
                        HomeStore.Secrets secrets = shown.secrets();
                        values.put("access", new PersonCard.Access(secrets.keySafe(), secrets.accessNote()));
                        values.put("failed", null);
                    } else if (result instanceof HomeStore.AccessResult.NotAllowed no) {
                        values.put("problem", no.why());
                    } else {
                        values.put("problem", "Nothing is on file.");
                    }
                    Pages.html(context, pages.render("keysafe.jte", values));
                })
                .onFailure(context::fail);
    }

    private static Optional<String> problem(ActResult result) {
        if (result instanceof ActResult.LostRace lost) {
            return Optional.of(lost.takenBy() + " was first and has this alarm now.");
        }
        if (result instanceof ActResult.NotAllowed no) {
            return Optional.of(no.why());
        }
        if (result instanceof ActResult.HomesLeft left) {
            return Optional.of(left.why());
        }
        if (result instanceof ActResult.Invalid invalid) {
            return Optional.of(invalid.why());
        }
        return Optional.empty();
    }

    private static Optional<String> problem(CalloutResult result) {
        if (result instanceof CalloutResult.NotAllowed no) {
            return Optional.of(no.why());
        }
        if (result instanceof CalloutResult.Invalid invalid) {
            return Optional.of(invalid.why());
        }
        return Optional.empty();
    }

    private static Scope scope(RoutingContext context) {
        return Login.signedIn(context).scope();
    }
}
