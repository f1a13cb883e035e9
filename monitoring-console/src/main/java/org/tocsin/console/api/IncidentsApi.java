package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.console.Callers;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.incident.ContactResult;
import org.tocsin.incident.Incident;
import org.tocsin.incident.IncidentDesk;
import org.tocsin.incident.IncidentResult;
import org.tocsin.incident.IncidentStore;

/** Incidents: what stands, their homes by risk, and what came of ringing them. */
final class IncidentsApi {
    private static final int LONGEST_NOTE = 2_000;
    private static final Map<String, IncidentStore.Which> WHICH = EstateFields.words(IncidentStore.Which.class);
    private static final Map<String, ContactResult> RESULTS = EstateFields.words(ContactResult.class);

    private final IncidentStore store;
    private final IncidentDesk desk;
    private final AuditTrail audit;

    IncidentsApi(Parts parts) {
        this.store = new IncidentStore(parts.database());
        this.desk = new IncidentDesk(parts.database(), parts.clock(), parts.wakeup());
        this.audit = new AuditTrail(parts.database(), parts.clock());
    }

    Future<Answer> list(RoutingContext context) {
        return store.list(worker(context).scope()).map(found -> {
            Map<String, @Nullable Object> page = new LinkedHashMap<>();
            page.put("items", found.stream().map(IncidentsApi::json).toList());
            page.put("next", null);
            return Answer.ok(page);
        });
    }

    Future<Answer> one(RoutingContext context) {
        return store.find(worker(context).scope(), Query.id(context))
                .map(found -> Answer.ok(json(found.orElseThrow(Problem::notFound))));
    }

    /** Names and addresses: who asked is written down first. */
    Future<Answer> homes(RoutingContext context) {
        Caller caller = worker(context);
        UUID id = Query.id(context);
        String word = Query.text(context, "which");
        IncidentStore.Which which = word == null ? IncidentStore.Which.ALL : WHICH.get(word);
        if (which == null) {
            throw Problem.field("which", "One of to-ring, off, all.");
        }
        int from = from(Query.text(context, "cursor"));
        int limit = Query.limit(context);
        return store.find(caller.scope(), id)
                .compose(found -> found.isEmpty()
                        ? Future.failedFuture(Problem.notFound())
                        : audit.record(caller.scope(), "read-incident", "incident:" + id, Pages.address(context)))
                .compose(read -> store.homes(caller.scope(), id, which, from, limit))
                .map(found -> {
                    Map<String, @Nullable Object> page = new LinkedHashMap<>();
                    page.put(
                            "items",
                            found.items().stream().map(IncidentsApi::json).toList());
                    page.put("next", found.next());
                    return Answer.ok(page);
                });
    }

    /** What came of ringing some of its homes. */
    Future<Answer> contacted(RoutingContext context) {
        Caller caller = worker(context);
        UUID id = Query.id(context);
        Fields body = Json.body(context);
        List<UUID> alarms = body.texts("alarmIds", IncidentDesk.MOST, 36).stream()
                .map(IncidentsApi::alarm)
                .toList();
        IncidentDesk.Contact contact = new IncidentDesk.Contact(
                alarms, body.oneOf("result", RESULTS), body.optionalText("note", LONGEST_NOTE));
        return desk.contacted(caller.scope(), id, contact).map(IncidentsApi::answer);
    }

    private static Answer answer(IncidentResult result) {
        if (result instanceof IncidentResult.Done done) {
            Map<String, @Nullable Object> json = json(done.incident());
            json.put("written", done.homes());
            return Answer.ok(json);
        }
        if (result instanceof IncidentResult.NotAllowed no) {
            throw new Problem(409, no.why());
        }
        if (result instanceof IncidentResult.Invalid invalid) {
            throw Problem.field(invalid.field().equals("homes") ? "alarmIds" : invalid.field(), invalid.why());
        }
        throw Problem.notFound();
    }

    private static Caller worker(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustWorkOnAlarms();
        return caller;
    }

    private static UUID alarm(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Problem.field("alarmIds", "Each is the id of a home's own alarm.");
        }
    }

    private static int from(@Nullable String cursor) {
        if (cursor == null) {
            return 0;
        }
        if (!cursor.matches("[0-9]{1,7}")) {
            throw Problem.field("cursor", "A cursor is the next of the page before.");
        }
        return Integer.parseInt(cursor);
    }

    private static Map<String, @Nullable Object> json(Incident incident) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", incident.id().toString());
        json.put("alarmId", incident.cardId().toString());
        json.put("title", incident.title());
        json.put("cause", EstateFields.word(incident.cause()));
        json.put("shared", EstateFields.word(incident.key().shared()));
        json.put("name", incident.key().name());
        json.put("openedAt", incident.times().openedAt().toString());
        json.put("restoringSince", EstateFields.text(incident.times().restoringSince()));
        json.put("closedAt", EstateFields.text(incident.times().closedAt()));
        Incident.Counts counts = incident.counts();
        Map<String, Object> homes = new LinkedHashMap<>();
        homes.put("all", counts.homes());
        homes.put("off", counts.off());
        homes.put("restored", counts.restored());
        homes.put("contacted", counts.contacted());
        homes.put("poppedOut", counts.popped());
        homes.put("toRing", counts.tasksLeft());
        json.put("homes", homes);
        return json;
    }

    private static Map<String, @Nullable Object> json(IncidentStore.Home home) {
        IncidentStore.Standing standing = home.standing();
        ContactResult result = standing.result();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("alarmId", home.alarmId().toString());
        json.put("homeId", home.homeId().toString());
        json.put("names", home.who().names());
        json.put("place", home.who().place());
        json.put("telephone", home.who().telephone());
        json.put("riskTier", home.who().riskTier().toLowerCase(Locale.ROOT));
        json.put("rank", home.risk().rank());
        json.put("state", EstateFields.word(standing.state()));
        json.put("lostAt", standing.lostAt().toString());
        json.put("restoredAt", EstateFields.text(standing.restoredAt()));
        json.put("attempts", standing.attempts());
        json.put("contactedAt", EstateFields.text(standing.contactedAt()));
        json.put("contactedBy", standing.contactedBy());
        json.put("result", result == null ? null : EstateFields.word(result));
        json.put("note", standing.note());
        json.put("lifeAlarmId", EstateFields.text(home.lifeAlarmId()));
        return json;
    }
}
