package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Role;
import org.tocsin.alarm.AlarmRow;
import org.tocsin.alarm.Priority;
import org.tocsin.console.Callers;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.console.shift.RulesForm;
import org.tocsin.platform.Page;
import org.tocsin.shift.Evacuation;
import org.tocsin.shift.EvacuationDesk;
import org.tocsin.shift.ShiftRules;
import org.tocsin.shift.ShiftSettings;
import org.tocsin.shift.ShiftStore;
import org.tocsin.shift.Skill;

/** The shift: who is there and works on what, its rules, desks, and evacuation. */
final class ShiftApi {
    private static final Set<Role> MANAGERS = EnumSet.of(Role.MANAGER, Role.ADMIN);
    private static final Map<String, Skill> SKILLS = Arrays.stream(Skill.values())
            .collect(Collectors.toMap(skill -> skill.name().toLowerCase(Locale.ROOT), Function.identity()));
    private static final int LONGEST = 1_000;

    private final ShiftStore shifts;
    private final ShiftSettings settings;
    private final EvacuationDesk evacuations;
    private final AuditTrail audit;

    ShiftApi(Parts parts) {
        this.shifts = new ShiftStore(parts.database());
        this.settings = new ShiftSettings(parts.database());
        this.evacuations = new EvacuationDesk(parts.database(), parts.clock(), parts.wakeup());
        this.audit = new AuditTrail(parts.database(), parts.clock());
    }

    Future<Answer> room(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustWorkOnAlarms();
        return shifts.room(caller.scope()).map(room -> Answer.ok(json(room)));
    }

    Future<Answer> rules(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustWorkOnAlarms();
        return settings.find(caller.scope()).map(found -> Answer.ok(json(found)));
    }

    /** All of them; what is left out takes its usual value. */
    Future<Answer> changeRules(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(MANAGERS);
        Fields body = Json.body(context);
        RulesForm.Read read = RulesForm.read(name -> value(body, name));
        ShiftRules wanted = read.rules();
        if (wanted == null) {
            throw Problem.field(read.field(), read.problem());
        }
        return settings.change(caller.scope(), wanted)
                .compose(v -> wrote(
                        context,
                        "change-shift-settings",
                        "service:" + caller.scope().serviceId()))
                .map(Answer.ok(json(wanted)));
    }

    /** What somebody's desk answers; an empty list is everything. */
    Future<Answer> desk(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(MANAGERS);
        String username = context.pathParam("username");
        Set<Skill> skills = EnumSet.noneOf(Skill.class);
        Fields body = Json.body(context);
        boolean partner = body.flag("partner", false);
        for (String name : body.texts("skills", Skill.values().length, 20)) {
            Skill skill = SKILLS.get(name);
            if (skill == null) {
                throw Problem.field(
                        "skills",
                        "A skill is one of " + SKILLS.keySet().stream().sorted().toList() + ".");
            }
            skills.add(skill);
        }
        return shifts.answer(caller.scope(), username, skills, partner)
                .compose(known -> known
                        ? wrote(context, "change-desk", "operator:" + username)
                        : Future.failedFuture(Problem.notFound()))
                .map(Answer.ok(Map.of("username", username, "skills", words(skills), "partner", partner)));
    }

    Future<Answer> evacuations(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustWorkOnAlarms();
        return evacuations
                .list(caller.scope())
                .map(all -> Answer.ok(AlarmsApi.page(new Page<>(all, null), ShiftApi::json)));
    }

    Future<Answer> evacuate(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(MANAGERS);
        Fields body = Json.body(context);
        return moved(
                context,
                "evacuate",
                evacuations.begin(caller.scope(), body.flag("rehearsal", false), body.text("why", LONGEST)));
    }

    Future<Answer> comeBack(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(MANAGERS);
        return moved(
                context,
                "end-evacuation",
                evacuations.end(caller.scope(), Json.body(context).text("why", LONGEST)));
    }

    private Future<Answer> moved(RoutingContext context, String act, Future<EvacuationDesk.Result> moved) {
        return moved.compose(result -> {
            if (result instanceof EvacuationDesk.Result.Done done) {
                return wrote(context, act, "evacuation:" + done.evacuation().id())
                        .map(Answer.ok(json(done.evacuation())));
            }
            return Future.failedFuture(new Problem(409, ((EvacuationDesk.Result.Refused) result).why()));
        });
    }

    private Future<Void> wrote(RoutingContext context, String act, String what) {
        return audit.record(Callers.caller(context).scope(), act, what, Pages.address(context));
    }

    private static @Nullable String value(Fields body, String name) {
        if (!name.endsWith("Seconds")) {
            return body.optionalText(name, LONGEST);
        }
        Integer seconds = body.optionalNumber(name, 0, 100_000);
        return seconds == null ? null : seconds.toString();
    }

    private static Map<String, @Nullable Object> json(ShiftStore.Room room) {
        Map<String, @Nullable Object> waiting = new LinkedHashMap<>();
        for (Priority priority : Priority.values()) {
            ShiftStore.Count count = room.counts().get(priority);
            Map<String, @Nullable Object> one = new LinkedHashMap<>();
            one.put("alarms", count == null ? 0 : count.alarms());
            one.put("oldestRaisedAt", count == null ? null : count.oldest().toString());
            waiting.put(priority.name().toLowerCase(Locale.ROOT), one);
        }
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("waiting", waiting);
        json.put("people", room.people().stream().map(ShiftApi::json).toList());
        json.put("inHand", room.inHand().stream().map(ShiftApi::json).toList());
        return json;
    }

    private static Map<String, @Nullable Object> json(ShiftStore.Person person) {
        Instant since = person.since();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("username", person.username());
        json.put("skills", words(person.skills()));
        json.put("partner", person.partner());
        json.put("there", person.there());
        json.put("since", since == null || !person.there() ? null : since.toString());
        return json;
    }

    private static Map<String, @Nullable Object> json(AlarmRow row) {
        Instant taken = row.alarm().progress().takenAt();
        Map<String, @Nullable Object> json = AlarmJson.item(row);
        json.put("takenAt", taken == null ? null : taken.toString());
        AlarmJson.hold(json, row.hold());
        return json;
    }

    private static Map<String, @Nullable Object> json(ShiftRules rules) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("releaseSeconds", rules.release().toSeconds());
        json.put("parkLifeSeconds", rules.parking().life().toSeconds());
        json.put("parkUrgentSeconds", rules.parking().urgent().toSeconds());
        json.put("parkFaultSeconds", rules.parking().fault().toSeconds());
        json.put("parkInformationSeconds", rules.parking().information().toSeconds());
        json.put("allHearLifeSeconds", rules.hearing().life().toSeconds());
        json.put("allHearSeconds", rules.hearing().others().toSeconds());
        ring(json, "onCall", rules.onCall());
        ring(json, "partner", rules.partner());
        return json;
    }

    private static void ring(Map<String, @Nullable Object> json, String name, ShiftRules.Ring ring) {
        Duration after = ring.after();
        json.put(name + "Name", ring.name());
        json.put(name + "Number", ring.number());
        json.put(name + "AfterSeconds", after.toSeconds());
        json.put(name + "Text", ring.text());
        json.put(name + "Email", ring.email());
    }

    private static Map<String, @Nullable Object> json(Evacuation one) {
        Evacuation.End end = one.ended();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", one.id().toString());
        json.put("rehearsal", one.rehearsal());
        json.put("why", one.why());
        json.put("partnerName", one.partner().name());
        json.put("partnerNumber", one.partner().number());
        json.put("beganAt", one.beganAt().toString());
        json.put("beganBy", one.beganBy());
        json.put("endedAt", end == null ? null : end.at().toString());
        json.put("endedBy", end == null ? null : end.by());
        json.put("endedWhy", end == null ? null : end.why());
        return json;
    }

    private static List<String> words(Set<Skill> skills) {
        return skills.stream()
                .map(skill -> skill.name().toLowerCase(Locale.ROOT))
                .sorted()
                .toList();
    }
}
