package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Role;
import org.tocsin.access.Scope;
import org.tocsin.console.Callers;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.home.Home;
import org.tocsin.home.HomeStore;
import org.tocsin.home.Scheme;
import org.tocsin.home.SchemeDesk;
import org.tocsin.home.SchemePoint;
import org.tocsin.home.SchemeStore;
import org.tocsin.home.ServiceUser;
import org.tocsin.platform.Ids;
import org.tocsin.service.ServiceStore;
import org.tocsin.unit.NewUnit;

/** Grouped housing: which schemes there are, and what stands behind the device ids of their controllers. */
final class SchemesApi {
    private static final Set<Role> SETS_TIMES = EnumSet.of(Role.MANAGER, Role.ADMIN);
    private static final Set<Role> MAY_CHANGE = EnumSet.of(Role.INSTALLER, Role.MANAGER, Role.ADMIN);
    private static final Map<String, SchemePoint.Kind> KINDS = Map.of(
            "dwelling", SchemePoint.Kind.DWELLING,
            "door", SchemePoint.Kind.DOOR,
            "communal", SchemePoint.Kind.COMMUNAL);
    private static final int NAME = 100;

    private final SchemeStore schemes;
    private final SchemeDesk desk;
    private final ServiceStore services;

    SchemesApi(Parts parts) {
        AuditTrail audit = new AuditTrail(parts.database(), parts.clock());
        HomeStore homes = new HomeStore(parts.database(), parts.keyring(), audit, parts.clock());
        this.schemes = new SchemeStore(parts.database());
        this.desk = new SchemeDesk(parts.database(), homes, audit, parts.clock());
        this.services = new ServiceStore(parts.database(), parts.clock());
    }

    Future<Answer> list(RoutingContext context) {
        return schemes.list(Callers.caller(context).scope(), Query.after(context))
                .map(found -> Answer.ok(AlarmsApi.page(found, SchemesApi::json)));
    }

    Future<Answer> one(RoutingContext context) {
        return schemes.find(Callers.caller(context).scope(), Query.id(context))
                .map(found -> Answer.ok(whole(found.orElseThrow(Problem::notFound))));
    }

    /** The same request again changes nothing. */
    Future<Answer> save(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(SETS_TIMES);
        Scope scope = caller.scope();
        Fields body = Json.body(context);
        String name = body.text("name", NAME);
        Integer first = body.optionalNumber("managerFirstSeconds", 0, seconds(Scheme.Rules.MOST_MANAGER_FIRST));
        Integer limit = body.optionalNumber(
                "dutyLimitSeconds", seconds(Scheme.Rules.LEAST_DUTY_LIMIT), seconds(Scheme.Rules.MOST_DUTY_LIMIT));
        LocalTime from = time(body, "staffedFrom");
        LocalTime until = time(body, "staffedUntil");
        if ((from == null) != (until == null)) {
            throw Problem.field(from == null ? "staffedFrom" : "staffedUntil", "Give both times or none.");
        }
        return services.findById(scope.serviceId())
                .map(Optional::orElseThrow)
                .compose(service -> desk.save(
                        scope,
                        name,
                        new Scheme.Rules(
                                first == null ? Scheme.Rules.USUAL_MANAGER_FIRST : Duration.ofSeconds(first),
                                limit == null ? Scheme.Rules.USUAL_DUTY_LIMIT : Duration.ofSeconds(limit),
                                hours(service.zone(), from, until)),
                        Pages.address(context)))
                .map(scheme -> Answer.ok(json(scheme)));
    }

    Future<Answer> putPoint(RoutingContext context) {
        Scope scope = allowed(context);
        UUID scheme = Query.id(context);
        Fields body = Json.body(context);
        String did = SchemePoint.normal(body.text("did", 16));
        if (!SchemePoint.isDid(did)) {
            throw Problem.field("did", "A device id is 1 to 16 printable characters.");
        }
        SchemePoint.Kind kind = body.oneOf("kind", KINDS);
        String name = body.text("name", NAME);
        UUID home = body.optionalId("homeId");
        SchemeDesk.Dwelling dwelling = kind == SchemePoint.Kind.DWELLING && home == null ? dwelling(scope, body) : null;
        if (kind != SchemePoint.Kind.DWELLING && home != null) {
            throw Problem.field("homeId", "Only a dwelling has a home.");
        }
        UUID homeId = dwelling == null ? home : dwelling.home().id();
        SchemePoint point = new SchemePoint(Ids.next(), scheme, did, kind, name, homeId);
        return desk.put(scope, point, dwelling, Pages.address(context))
                .map(put -> Answer.ok(json(put.orElseThrow(Problem::notFound))));
    }

    Future<Answer> removePoint(RoutingContext context) {
        Scope scope = allowed(context);
        return desk.remove(scope, Query.id(context), context.pathParam("did"), Pages.address(context))
                .map(SchemesApi::done);
    }

    Future<Answer> attach(RoutingContext context) {
        Scope scope = allowed(context);
        return desk.attach(scope, Query.id(context), context.pathParam("cid"), Pages.address(context))
                .map(SchemesApi::done);
    }

    Future<Answer> detach(RoutingContext context) {
        Scope scope = allowed(context);
        return desk.detach(scope, Query.id(context), context.pathParam("cid"), Pages.address(context))
                .map(SchemesApi::done);
    }

    private static Scope allowed(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(MAY_CHANGE);
        return caller.scope();
    }

    private static Answer done(boolean found) {
        if (!found) {
            throw Problem.notFound();
        }
        return Answer.ok(Map.of("done", true));
    }

    private static SchemeDesk.Dwelling dwelling(Scope scope, Fields body) {
        NewUnit.NewHome asked = UnitsApi.home(body);
        Home home = new Home(
                Ids.next(),
                scope.serviceId(),
                asked.address(),
                asked.risks(),
                new Home.Access(
                        asked.secrets().keySafe() != null, asked.secrets().accessNote() != null));
        NewUnit.NewPerson person = body.has("serviceUser") ? UnitsApi.person(body) : null;
        ServiceUser resident = person == null
                ? null
                : new ServiceUser(
                        Ids.next(),
                        scope.serviceId(),
                        person.name(),
                        person.telephone(),
                        person.notes(),
                        ServiceUser.Status.ACTIVE);
        return new SchemeDesk.Dwelling(home, asked.secrets(), resident);
    }

    private static @Nullable LocalTime time(Fields body, String name) {
        String text = body.optionalText(name, 8);
        try {
            return text == null ? null : LocalTime.parse(text);
        } catch (DateTimeException e) {
            throw Problem.field(name, "A time of day looks like 08:30.");
        }
    }

    private static int seconds(Duration time) {
        return (int) time.toSeconds();
    }

    private static Scheme.@Nullable Hours hours(ZoneId zone, @Nullable LocalTime from, @Nullable LocalTime until) {
        return from == null || until == null ? null : new Scheme.Hours(zone, from, until);
    }

    private static Map<String, @Nullable Object> json(Scheme scheme) {
        Scheme.Hours hours = scheme.rules().hours();
        Instant since = scheme.watch().since();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", scheme.id().toString());
        json.put("name", scheme.name());
        json.put("managerFirstSeconds", scheme.rules().managerFirst().toSeconds());
        json.put("dutyLimitSeconds", scheme.rules().dutyLimit().toSeconds());
        json.put("staffedFrom", hours == null ? null : hours.from().toString());
        json.put("staffedUntil", hours == null ? null : hours.until().toString());
        json.put("duty", scheme.watch().duty().name());
        json.put("dutySince", since == null ? null : since.toString());
        return json;
    }

    private static Map<String, @Nullable Object> whole(SchemeStore.Whole found) {
        Map<String, @Nullable Object> json = json(found.scheme());
        List<Map<String, @Nullable Object>> points =
                found.points().stream().map(SchemesApi::json).toList();
        json.put("points", points);
        json.put("controllers", found.controllers());
        json.put("more", found.more());
        return json;
    }

    private static Map<String, @Nullable Object> json(SchemePoint point) {
        UUID home = point.homeId();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("did", point.did());
        json.put("kind", point.kind().name());
        json.put("name", point.name());
        json.put("homeId", home == null ? null : home.toString());
        return json;
    }
}
