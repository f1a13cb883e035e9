package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Role;
import org.tocsin.console.Callers;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.platform.Ids;
import org.tocsin.rota.Absence;
import org.tocsin.rota.Area;
import org.tocsin.rota.Responder;
import org.tocsin.rota.Rota;
import org.tocsin.rota.RotaDesk;
import org.tocsin.rota.RotaStore;
import org.tocsin.rota.Shift;

/** The rota for the programs that plan it: shifts in and out, sickness, areas, who is on duty now. */
final class RotaApi {
    private static final int MOST_SHIFTS = 500;
    private static final Duration LONGEST_TIME = Duration.ofDays(31);

    private final RotaStore store;
    private final RotaDesk desk;
    private final InstantSource clock;

    RotaApi(Parts parts) {
        this.clock = parts.clock();
        this.store = new RotaStore(parts.database());
        this.desk = new RotaDesk(parts.database(), clock);
    }

    /** Shifts and absences from {@code from} until {@code until}; without them, of the next seven days. */
    Future<Answer> list(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustWorkOnAlarms();
        Instant from = time(context, "from", clock.instant());
        Instant until = time(context, "until", from.plus(Duration.ofDays(7)));
        if (!until.isAfter(from) || until.isAfter(from.plus(LONGEST_TIME))) {
            throw Problem.field("until", "After from, and at most 31 days after it.");
        }
        return Future.all(store.rota(caller.scope(), from, until), names(caller))
                .map(both -> {
                    Rota rota = both.resultAt(0);
                    Map<UUID, String> names = both.resultAt(1);
                    Map<String, Object> json = new LinkedHashMap<>();
                    json.put(
                            "shifts",
                            rota.shifts().stream().map(one -> json(one, names)).toList());
                    json.put(
                            "absences",
                            rota.absences().stream()
                                    .map(one -> json(one, names))
                                    .toList());
                    return Answer.ok(json);
                });
    }

    /** Who is on duty in each area at this moment. */
    Future<Answer> cover(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustWorkOnAlarms();
        Instant now = clock.instant();
        return Future.all(
                        store.areas(caller.scope()),
                        store.rota(caller.scope(), now, now.plus(Duration.ofDays(1))),
                        names(caller))
                .map(all -> {
                    List<Map<String, @Nullable Object>> areas = new ArrayList<>();
                    for (Area area : all.<List<Area>>resultAt(0)) {
                        areas.add(json(area, all.resultAt(1), all.resultAt(2), now));
                    }
                    return Answer.ok(Map.of("areas", areas));
                });
    }

    /** Puts shifts on; those that are there already stay as they are. With one fault none goes in. */
    Future<Answer> put(RoutingContext context) {
        Caller caller = manager(context);
        List<Fields> sent = Json.body(context).objects("shifts", MOST_SHIFTS);
        return byUsername(caller).compose(people -> {
            List<Shift> shifts = sent.stream().map(one -> shift(one, people)).toList();
            return desk.put(caller.scope(), shifts, Pages.address(context)).map(result -> {
                int count = done(result);
                return Answer.ok(Map.of("new", count, "before", shifts.size() - count));
            });
        });
    }

    Future<Answer> cancel(RoutingContext context) {
        Caller caller = manager(context);
        UUID id = Pages.id(context, "id");
        if (id == null) {
            throw Problem.notFound();
        }
        return desk.cancel(caller.scope(), id, Pages.address(context)).map(result -> {
            if (result instanceof RotaDesk.Result.Refused) {
                throw Problem.notFound();
            }
            return Answer.ok(Map.of("cancelled", id.toString()));
        });
    }

    /** Marks a responder as sick or away; {@code back} ends it. */
    Future<Answer> absent(RoutingContext context) {
        Caller caller = manager(context);
        Fields body = Json.body(context);
        String username = body.text("responder", 64);
        boolean back = body.flag("back", false);
        Absence.Kind kind = back
                ? Absence.Kind.SICK
                : body.oneOf("kind", Map.of("SICK", Absence.Kind.SICK, "AWAY", Absence.Kind.AWAY));
        Instant from = body.optionalTime("from");
        Instant until = body.optionalTime("until");
        return byUsername(caller).compose(people -> {
            Responder responder = people.get(username);
            if (responder == null) {
                throw body.refused("responder", "No responder of this service has this username.");
            }
            Future<RotaDesk.Result> changed = back
                    ? desk.back(caller.scope(), responder.operatorId())
                    : desk.absent(
                            caller.scope(), responder.operatorId(), kind, from == null ? clock.instant() : from, until);
            return changed.map(result -> {
                done(result);
                return Answer.ok(Map.of("responder", username, "absent", !back));
            });
        });
    }

    Future<Answer> area(RoutingContext context) {
        Caller caller = manager(context);
        Fields body = Json.body(context);
        String name = body.text("name", RotaDesk.LONGEST_NAME);
        boolean covered = body.flag("covered", true);
        return desk.area(caller.scope(), name, covered).map(result -> {
            done(result);
            return Answer.ok(Map.of("name", name, "covered", covered));
        });
    }

    private static Caller manager(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(EnumSet.of(Role.MANAGER, Role.ADMIN));
        return caller;
    }

    private static int done(RotaDesk.Result result) {
        if (result instanceof RotaDesk.Result.Done done) {
            return done.count();
        }
        throw new Problem(422, result instanceof RotaDesk.Result.Refused refused ? refused.why() : "");
    }

    private static Shift shift(Fields one, Map<String, Responder> people) {
        Responder responder = people.get(one.text("responder", 64));
        if (responder == null) {
            throw one.refused("responder", "No responder of this service has this username.");
        }
        Instant from = one.optionalTime("from");
        Instant until = one.optionalTime("until");
        if (from == null || until == null) {
            throw one.refused(from == null ? "from" : "until", "This field is missing.");
        }
        String team = one.optionalText("team", RotaDesk.LONGEST_NAME);
        return new Shift(
                Ids.next(),
                responder.operatorId(),
                team == null ? responder.team() : team,
                one.optionalText("area", RotaDesk.LONGEST_NAME),
                from,
                until);
    }

    private Future<Map<UUID, String>> names(Caller caller) {
        return store.responders(caller.scope())
                .map(all -> all.stream().collect(Collectors.toMap(Responder::operatorId, Responder::username)));
    }

    private Future<Map<String, Responder>> byUsername(Caller caller) {
        return store.responders(caller.scope())
                .map(all -> all.stream().collect(Collectors.toMap(Responder::username, Function.identity())));
    }

    private static Instant time(RoutingContext context, String name, Instant absent) {
        String text = context.request().getParam(name);
        try {
            return text == null ? absent : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw Problem.field(name, "A time looks like 2026-03-15T09:30:00Z.");
        }
    }

    private static Map<String, @Nullable Object> json(Shift shift, Map<UUID, String> names) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", shift.id().toString());
        json.put("responder", names.get(shift.operatorId()));
        json.put("from", shift.from().toString());
        json.put("until", shift.until().toString());
        json.put("area", shift.area());
        json.put("team", shift.team());
        return json;
    }

    private static Map<String, @Nullable Object> json(Absence absence, Map<UUID, String> names) {
        Instant until = absence.until();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("responder", names.get(absence.operatorId()));
        json.put("kind", absence.kind().name());
        json.put("from", absence.from().toString());
        json.put("until", until == null ? null : until.toString());
        return json;
    }

    private static Map<String, @Nullable Object> json(Area area, Rota rota, Map<UUID, String> names, Instant now) {
        Set<UUID> on = rota.onDuty(area.name(), now);
        Instant gap =
                rota.firstGap(area.name(), now, now.plus(Duration.ofDays(1))).orElse(null);
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("area", area.name());
        json.put("homes", area.homes());
        json.put("covered", area.covered());
        json.put(
                "onDuty",
                on.stream()
                        .map(id -> names.getOrDefault(id, ""))
                        .filter(one -> !one.isEmpty())
                        .sorted()
                        .toList());
        json.put("nobodyFrom", gap == null ? null : gap.toString());
        return json;
    }
}
