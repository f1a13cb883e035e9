package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
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
import org.tocsin.home.CardHead;
import org.tocsin.home.Equipment;
import org.tocsin.home.Home;
import org.tocsin.home.HomeDesk;
import org.tocsin.home.HomeFacts;
import org.tocsin.home.HomeFactsStore;
import org.tocsin.home.HomeLine;
import org.tocsin.home.HomeSearch;
import org.tocsin.home.HomeStore;
import org.tocsin.home.Peripheral;
import org.tocsin.home.PeripheralStore;
import org.tocsin.home.Residents;
import org.tocsin.home.RiskTier;
import org.tocsin.home.ServiceUser.Status;
import org.tocsin.unit.UnitFacts;
import org.tocsin.unit.UnitFactsStore;

/** Homes: what is on file about them, who lives there, what can raise an alarm. Never how to get in. */
final class HomesApi {
    private static final Set<Role> READERS = EnumSet.of(Role.OPERATOR, Role.INSTALLER, Role.MANAGER, Role.ADMIN);
    private static final Set<Role> KEEPERS = EnumSet.of(Role.MANAGER, Role.ADMIN);
    private static final Set<Role> CARERS = EnumSet.of(Role.OPERATOR, Role.MANAGER, Role.ADMIN);

    private final Parts parts;
    private final AuditTrail audit;
    private final HomeSearch search;
    private final HomeStore homes;
    private final HomeFactsStore facts;
    private final CardHead heads;
    private final HomeDesk desk;
    private final Residents residents;
    private final PeripheralStore triggers;
    private final UnitFactsStore units;

    HomesApi(Parts parts) {
        this.parts = parts;
        this.audit = new AuditTrail(parts.database(), parts.clock());
        this.search = new HomeSearch(parts.database(), parts.clock());
        this.homes = new HomeStore(parts.database(), parts.keyring(), audit, parts.clock());
        this.facts = new HomeFactsStore(parts.database());
        this.heads = new CardHead(parts.database(), parts.clock(), parts.wakeup());
        this.desk = new HomeDesk(parts.database(), parts.clock());
        this.residents = new Residents(parts.database(), parts.clock(), parts.wakeup());
        this.triggers = new PeripheralStore(parts.database());
        this.units = new UnitFactsStore(parts.database(), parts.clock());
    }

    Future<Answer> list(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(READERS);
        HomeSearch.Query query = new HomeSearch.Query(
                Query.text(context, "q"),
                Query.text(context, "area"),
                one(context, "riskTier", RiskTier.class),
                one(context, "equipment", Equipment.class),
                one(context, "status", Status.class));
        int limit = Query.limit(context);
        String cursor = Query.text(context, "cursor");
        return audit.record(
                        caller.scope(),
                        "list-homes",
                        "service:" + caller.scope().serviceId(),
                        Pages.address(context))
                .compose(audited -> search.find(caller.scope(), query, limit, cursor))
                .recover(e -> Future.failedFuture(
                        e instanceof IllegalArgumentException
                                ? Problem.field("cursor", "A cursor is the next of the page before.")
                                : e))
                .map(page -> {
                    Map<String, @Nullable Object> json = new LinkedHashMap<>();
                    json.put("items", page.items().stream().map(HomesApi::json).toList());
                    json.put("next", page.next());
                    return Answer.ok(json);
                });
    }

    Future<Answer> one(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(READERS);
        return whole(context, caller.scope(), Query.id(context));
    }

    /** What is named is changed, and nothing else. */
    Future<Answer> change(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(KEEPERS);
        UUID id = Query.id(context);
        Fields body = Json.body(context);
        // Read once against nothing, so that a wrong field is refused before anything is locked.
        EstateFields.home(body, HomeFacts.UNKNOWN);
        return desk.change(caller.scope(), id, before -> EstateFields.home(body, before), Pages.address(context))
                .compose(result -> changed(result, () -> whole(context, caller.scope(), id)));
    }

    Future<Answer> moveIn(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(KEEPERS);
        Fields body = Json.body(context);
        Instant since = body.optionalTime("since");
        Residents.NewResident wanted = new Residents.NewResident(
                body.text("name", 200),
                body.optionalText("telephone", 40),
                body.optionalText("notes", 2_000),
                since == null ? parts.clock().instant() : since);
        return residents
                .moveIn(caller.scope(), Query.id(context), wanted, Pages.address(context))
                .map(HomesApi::created);
    }

    Future<Answer> moveOut(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(KEEPERS);
        Fields body = Json.body(context);
        Instant until = body.optionalTime("until");
        return residents
                .moveOut(
                        caller.scope(),
                        Query.id(context),
                        id(context, "person"),
                        until == null ? parts.clock().instant() : until,
                        Pages.address(context))
                .map(HomesApi::created);
    }

    Future<Answer> status(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(CARERS);
        Fields body = Json.body(context);
        Instant since = body.optionalTime("since");
        Residents.NewStatus wanted = new Residents.NewStatus(
                body.oneOf("status", EstateFields.words(Status.class)),
                since == null ? parts.clock().instant() : since,
                body.optionalTime("until"),
                body.optionalDate("reviewOn"),
                body.optionalText("note", 200));
        return residents
                .setStatus(caller.scope(), id(context, "person"), wanted, Pages.address(context))
                .map(HomesApi::created);
    }

    Future<Answer> addTrigger(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(EnumSet.of(Role.INSTALLER, Role.MANAGER, Role.ADMIN));
        Fields body = Json.body(context);
        return desk.addTrigger(
                        caller.scope(),
                        Query.id(context),
                        EstateFields.trigger(body),
                        body.optionalId("unitId"),
                        Pages.address(context))
                .compose(result -> changed(
                        result,
                        () -> Future.succeededFuture(new Answer(
                                201, Map.of("id", ((HomeDesk.Done) result).id().toString())))));
    }

    Future<Answer> endTrigger(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(EnumSet.of(Role.INSTALLER, Role.MANAGER, Role.ADMIN));
        UUID trigger = id(context, "trigger");
        return desk.endTrigger(caller.scope(), Query.id(context), trigger, Pages.address(context))
                .compose(result ->
                        changed(result, () -> Future.succeededFuture(Answer.ok(Map.of("id", trigger.toString())))));
    }

    private interface Then {
        Future<Answer> answer();
    }

    private static Future<Answer> changed(HomeDesk.Result result, Then done) {
        if (result instanceof HomeDesk.ExternalIdTaken) {
            throw new Problem(409, "Another home has this external id.").with("field", "externalId");
        }
        if (result instanceof HomeDesk.NotOnFile) {
            throw Problem.notFound();
        }
        return done.answer();
    }

    private static Answer created(Residents.Result result) {
        if (result instanceof Residents.Invalid invalid) {
            throw Problem.field(invalid.field(), invalid.why());
        }
        if (result instanceof Residents.Done done) {
            return new Answer(201, Map.of("serviceUserId", done.personId().toString()));
        }
        throw Problem.notFound();
    }

    /** Each reading is on the audit trail before anything is said. */
    private Future<Answer> whole(RoutingContext context, Scope scope, UUID id) {
        return audit.record(scope, "read-home", "home:" + id, Pages.address(context))
                .compose(audited -> {
                    Future<Optional<HomeStore.Card>> card = homes.card(scope, id);
                    Future<Optional<HomeFacts>> known = facts.find(scope, id);
                    Future<List<Residents.Stay>> stays = residents.ofHome(scope, id);
                    Future<List<Peripheral>> raise = triggers.list(scope, id);
                    Future<List<UnitFactsStore.Known>> standing = units.ofHome(scope, id);
                    Future<CardHead.Asked> head = heads.ofHome(scope, id);
                    return Future.all(card, known, stays, raise, standing, head).map(all -> {
                        Home home = card.result().orElseThrow(Problem::notFound).home();
                        Map<String, @Nullable Object> json = new LinkedHashMap<>();
                        json.put("id", id.toString());
                        json.put("line1", home.address().line1());
                        json.put("line2", home.address().line2());
                        json.put("town", home.address().town());
                        json.put("postcode", home.address().postcode());
                        json.put("risks", home.risks());
                        CardHead.Asked asked = head.result();
                        put(json, "risksConfirmed", asked.risks());
                        json.putAll(EstateFields.json(known.result().orElse(HomeFacts.UNKNOWN)));
                        json.put(
                                "residents",
                                stays.result().stream()
                                        .map(stay -> json(stay, asked))
                                        .toList());
                        json.put(
                                "triggers",
                                raise.result().stream().map(HomesApi::json).toList());
                        json.put(
                                "units",
                                standing.result().stream().map(HomesApi::json).toList());
                        return Answer.ok(json);
                    });
                });
    }

    private static Map<String, @Nullable Object> json(HomeLine line) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", line.id().toString());
        json.put("place", line.place());
        json.put("people", line.people());
        json.put("statuses", line.statuses().stream().map(EstateFields::word).toList());
        json.putAll(EstateFields.json(line.facts()));
        json.put("units", line.cids());
        json.put("ended", line.ended());
        return json;
    }

    private static void put(Map<String, @Nullable Object> json, String what, CardHead.@Nullable Confirmed by) {
        json.put(what + "At", by == null ? null : by.at().toString());
        json.put(what + "By", by == null ? null : by.by());
    }

    private static Map<String, @Nullable Object> json(Residents.Stay stay, CardHead.Asked asked) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("serviceUserId", stay.person().id().toString());
        json.put("name", stay.person().name());
        json.put("telephone", stay.person().telephone());
        json.put("status", EstateFields.word(stay.person().status()));
        json.put("statusSince", EstateFields.text(stay.person().statusSince()));
        json.put("statusUntil", EstateFields.text(stay.person().statusUntil()));
        json.put("reviewOn", EstateFields.text(stay.reviewOn()));
        put(json, "confirmed", asked.people().get(stay.person().id()));
        put(json, "statusConfirmed", asked.statuses().get(stay.person().id()));
        json.put("since", stay.since().toString());
        json.put("until", EstateFields.text(stay.until()));
        return json;
    }

    private static Map<String, @Nullable Object> json(Peripheral trigger) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", trigger.id().toString());
        json.put("unitId", EstateFields.text(trigger.unitId()));
        json.put("dty", trigger.dty());
        json.put("did", trigger.did());
        json.put("name", trigger.name());
        json.put("room", trigger.room());
        json.put("since", trigger.since().toString());
        return json;
    }

    private static Map<String, @Nullable Object> json(UnitFactsStore.Known known) {
        UnitFacts thing = known.facts();
        UnitFactsStore.Reported reported = known.reported();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", known.unit().id().toString());
        json.put("cid", known.unit().cid());
        json.put("make", known.make());
        json.put("model", known.model());
        json.put("externalId", thing.externalId());
        json.put("serial", thing.serial());
        json.put("firmware", thing.firmware());
        json.put("reportedFirmware", reported == null ? null : reported.firmware());
        json.put("reportedBearer", reported == null ? null : reported.bearer());
        json.put("iccid", thing.iccid());
        json.put("simNetwork", thing.simNetwork());
        json.put(
                "paths", thing.paths().stream().sorted().map(EstateFields::word).toList());
        json.put("lastHeardAt", EstateFields.text(known.lastHeard()));
        return json;
    }

    private static <E extends Enum<E>> @Nullable E one(RoutingContext context, String name, Class<E> type) {
        String text = Query.text(context, name);
        E value = text == null ? null : EstateFields.words(type).get(text);
        if (text != null && value == null) {
            throw Problem.field(
                    name,
                    "This must be one of "
                            + EstateFields.words(type).keySet().stream()
                                    .sorted()
                                    .toList() + ".");
        }
        return value;
    }

    private static UUID id(RoutingContext context, String name) {
        UUID id = Pages.id(context, name);
        if (id == null) {
            throw Problem.notFound();
        }
        return id;
    }
}
