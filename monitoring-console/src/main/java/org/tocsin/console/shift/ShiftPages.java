package org.tocsin.console.shift;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Role;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.service.ServiceStore;
import org.tocsin.service.TelecareService;
import org.tocsin.shift.Desks;
import org.tocsin.shift.Evacuation;
import org.tocsin.shift.EvacuationDesk;
import org.tocsin.shift.ShiftRules;
import org.tocsin.shift.ShiftSettings;
import org.tocsin.shift.ShiftStore;
import org.tocsin.shift.Skill;

/** {@code /shift}: who works on what; its rules; evacuation. And what every board shows of all that. */
public final class ShiftPages {
    private static final Set<Role> MANAGERS = EnumSet.of(Role.MANAGER, Role.ADMIN);

    private final Parts parts;
    private final Pages pages;
    private final ShiftStore shifts;
    private final ShiftSettings settings;
    private final EvacuationDesk evacuations;
    private final ServiceStore services;
    private final AuditTrail audit;

    public ShiftPages(Parts parts, Pages pages) {
        this.parts = parts;
        this.pages = pages;
        this.shifts = new ShiftStore(parts.database());
        this.settings = new ShiftSettings(parts.database());
        this.evacuations = new EvacuationDesk(parts.database(), parts.clock(), parts.wakeup());
        this.services = new ServiceStore(parts.database(), parts.clock());
        this.audit = new AuditTrail(parts.database(), parts.clock());
    }

    /** Adds the addresses of the shift, for people who are signed in. */
    public void mount(Router router) {
        router.get("/board/shift").handler(ShiftPages::operatorsOnly).handler(this::strip);
        router.route("/shift*").handler(ShiftPages::operatorsOnly);
        router.get("/shift").handler(context -> room(context, "shift.jte"));
        router.get("/shift/room").handler(context -> room(context, "shiftroom.jte"));
        router.get("/shift/rules").handler(context -> rules(context, ""));
        router.post("/shift/*").handler(ShiftPages::managersOnly);
        router.post("/shift/rules").handler(this::changeRules);
        router.post("/shift/desks/:username").handler(this::changeDesk);
        router.post("/shift/evacuate").handler(this::evacuate);
        router.post("/shift/return").handler(this::comeBack);
    }

    private static void operatorsOnly(RoutingContext context) {
        if (Login.signedIn(context).role().worksOnAlarms()) {
            context.next();
        } else {
            context.fail(403, new Refusal("Only those who work on alarms see the shift."));
        }
    }

    private static void managersOnly(RoutingContext context) {
        if (MANAGERS.contains(Login.signedIn(context).role())) {
            context.next();
        } else {
            context.fail(403, new Refusal("Only a manager changes the shift."));
        }
    }

    /** What a board needs to know besides its alarms: evacuation, my desk, who is there. */
    private void strip(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        Future<List<ShiftStore.Person>> people = shifts.people(me.scope());
        Future<ShiftRules> rules = settings.find(me.scope());
        Future<Optional<Evacuation>> evacuation = evacuations.now(me.scope());
        Future<WallClock> clock = clock(me);
        Future.all(people, rules, evacuation, clock)
                .onSuccess(all -> {
                    Optional<ShiftStore.Person> self = people.result().stream()
                            .filter(person -> person.id().equals(me.operatorId()))
                            .findFirst();
                    Set<Skill> mine = self.map(ShiftStore.Person::skills).orElseGet(() -> EnumSet.allOf(Skill.class));
                    boolean evacuated = evacuation.result().isPresent();
                    boolean left = evacuated || Desks.nobodyInTheRoom(people.result());
                    boolean partner = self.filter(ShiftStore.Person::partner).isPresent() && !left;
                    Set<Skill> there = people.result().stream()
                            .filter(person -> person.there() && (left || !person.partner()))
                            .flatMap(person -> person.skills().stream())
                            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Skill.class)));
                    Map<String, @Nullable Object> values = new HashMap<>();
                    values.put("mine", names(mine));
                    values.put("there", names(there));
                    values.put("partner", partner);
                    values.put("hearing", rules.result().hearing());
                    values.put(
                            "evacuation",
                            evacuation
                                    .result()
                                    .map(one -> RoomWriter.words(one, clock.result()))
                                    .orElse(null));
                    Pages.html(context, pages.render("boardshift.jte", values));
                })
                .onFailure(context::fail);
    }

    private void room(RoutingContext context, String template) {
        SignedIn me = Login.signedIn(context);
        Future<ShiftStore.Room> room = shifts.room(me.scope());
        Future<ShiftRules> rules = settings.find(me.scope());
        Future<Optional<Evacuation>> evacuation = evacuations.now(me.scope());
        Future<WallClock> clock = clock(me);
        Future.all(room, rules, evacuation, clock)
                .onSuccess(all -> {
                    RoomPage page = new RoomWriter(clock.result(), parts.clock().instant())
                            .page(
                                    room.result(),
                                    rules.result().hearing(),
                                    evacuation.result().orElse(null),
                                    MANAGERS.contains(me.role()));
                    Pages.html(context, pages.render(template, Map.of("me", me, "page", page)));
                })
                .onFailure(context::fail);
    }

    /** @param problem what was wrong with what was sent; empty when there is nothing to say */
    private void rules(RoutingContext context, String problem) {
        SignedIn me = Login.signedIn(context);
        Future<ShiftRules> rules = settings.find(me.scope());
        Future<List<ShiftStore.Person>> people = shifts.people(me.scope());
        Future<List<Evacuation>> past = evacuations.list(me.scope());
        Future<WallClock> clock = clock(me);
        Future.all(rules, people, past, clock)
                .onSuccess(all -> {
                    RulesPage page = RulesPage.of(
                            rules.result(),
                            people.result(),
                            past.result(),
                            clock.result(),
                            MANAGERS.contains(me.role()));
                    Pages.html(
                            context,
                            pages.render("shiftrules.jte", Map.of("me", me, "page", page, "problem", problem)));
                })
                .onFailure(context::fail);
    }

    private void changeRules(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        RulesForm.Read read = RulesForm.read(name -> Pages.field(context, name));
        if (read.rules() == null) {
            rules(context, read.problem());
            return;
        }
        settings.change(me.scope(), read.rules())
                .compose(v -> wrote(context, "change-shift-settings", "service:" + me.serviceId()))
                .onSuccess(v -> Pages.seeOther(context, "/shift/rules"))
                .onFailure(context::fail);
    }

    private void changeDesk(RoutingContext context) {
        String username = context.pathParam("username");
        Set<Skill> skills = context.request().formAttributes().getAll("skill").stream()
                .flatMap(name -> EnumSet.allOf(Skill.class).stream()
                        .filter(skill -> skill.name().equals(name)))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Skill.class)));
        boolean partner = Pages.field(context, "partner") != null;
        shifts.answer(Login.signedIn(context).scope(), username, skills, partner)
                .compose(known -> known
                        ? wrote(context, "change-desk", "operator:" + username).map(true)
                        : Future.succeededFuture(false))
                .onSuccess(known -> {
                    if (known) {
                        Pages.seeOther(context, "/shift/rules");
                    } else {
                        context.fail(404);
                    }
                })
                .onFailure(context::fail);
    }

    private void evacuate(RoutingContext context) {
        boolean rehearsal = Pages.field(context, "rehearsal") != null;
        moved(
                context,
                "evacuate",
                evacuations.begin(Login.signedIn(context).scope(), rehearsal, Pages.text(context, "why")));
    }

    private void comeBack(RoutingContext context) {
        moved(context, "end-evacuation", evacuations.end(Login.signedIn(context).scope(), Pages.text(context, "why")));
    }

    private void moved(RoutingContext context, String act, Future<EvacuationDesk.Result> moved) {
        moved.compose(result -> result instanceof EvacuationDesk.Result.Done done
                        ? wrote(context, act, "evacuation:" + done.evacuation().id())
                                .map(result)
                        : Future.succeededFuture(result))
                .onSuccess(result -> {
                    if (result instanceof EvacuationDesk.Result.Refused refused) {
                        rules(context, refused.why());
                    } else {
                        Pages.seeOther(context, "/shift");
                    }
                })
                .onFailure(context::fail);
    }

    private Future<Void> wrote(RoutingContext context, String act, String what) {
        return audit.record(Login.signedIn(context).scope(), act, what, Pages.address(context));
    }

    private Future<WallClock> clock(SignedIn me) {
        return services.findById(me.serviceId())
                .map(Optional::orElseThrow)
                .map(TelecareService::zone)
                .map(WallClock::new);
    }

    private static String names(Set<Skill> skills) {
        return skills.stream().map(Skill::name).collect(Collectors.joining(" "));
    }
}
