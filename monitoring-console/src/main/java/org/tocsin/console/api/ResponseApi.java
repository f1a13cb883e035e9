package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Role;
import org.tocsin.access.Scope;
import org.tocsin.console.Callers;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.response.ResponseClock;
import org.tocsin.response.ResponseSettings;
import org.tocsin.response.ResponseSettings.Values;
import org.tocsin.response.ResponseSettings.Waits;
import org.tocsin.response.Road;
import org.tocsin.response.RoadStore;

/** Who went to an alarm, how long it took by both clocks, and how a service sends people. */
final class ResponseApi {
    private final RoadStore roads;
    private final ResponseSettings settings;
    private final AuditTrail audit;
    private final InstantSource clock;

    ResponseApi(Parts parts) {
        this.clock = parts.clock();
        this.roads = new RoadStore(parts.database(), clock);
        this.settings = new ResponseSettings(parts.database(), clock);
        this.audit = new AuditTrail(parts.database(), clock);
    }

    Future<Answer> ofAlarm(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustWorkOnAlarms();
        UUID id = Pages.id(context, "id");
        if (id == null) {
            throw Problem.notFound();
        }
        Scope scope = caller.scope();
        return Future.all(roads.clock(scope, id), roads.ofAlarm(scope, id), settings.find(scope))
                .compose(all -> all.<Optional<ResponseClock>>resultAt(0).isEmpty()
                        ? Future.failedFuture(Problem.notFound())
                        : Future.succeededFuture(Answer.ok(json(
                                all.<Optional<ResponseClock>>resultAt(0).get(),
                                all.resultAt(1),
                                all.<Values>resultAt(2).promise()))));
    }

    Future<Answer> settings(RoutingContext context) {
        return settings.find(Callers.caller(context).scope()).map(found -> Answer.ok(json(found)));
    }

    /** What is left out takes its usual value; how long answers and arrivals are waited for stays as it is. */
    Future<Answer> change(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(EnumSet.of(Role.MANAGER, Role.ADMIN));
        Fields body = Json.body(context);
        Scope scope = caller.scope();
        return settings.find(scope)
                .map(now -> wanted(body, now.waits()))
                .compose(wanted -> settings.change(scope, wanted)
                        .compose(changed -> audit.record(
                                scope,
                                "change-response-settings",
                                "service:" + scope.serviceId(),
                                Pages.address(context)))
                        .map(Answer.ok(json(wanted))));
    }

    private static Values wanted(Fields body, Waits now) {
        Values usual = Values.USUAL;
        Values wanted = new Values(
                new ResponseClock.Promise(
                        seconds(
                                body,
                                "arriveMostlySeconds",
                                60,
                                86_400,
                                usual.promise().mostly()),
                        seconds(
                                body,
                                "arriveLatestSeconds",
                                60,
                                86_400,
                                usual.promise().latest()),
                        seconds(
                                body,
                                "crisisWithinSeconds",
                                60,
                                86_400,
                                usual.promise().crisis())),
                seconds(body, "loneWorkerSeconds", 300, 14_400, usual.loneWorker()),
                seconds(body, "arrivalPressSeconds", 30, 1_800, usual.arrivalPress()),
                seconds(body, "coverAheadSeconds", 300, 43_200, usual.coverAhead()),
                new Waits(
                        seconds(body, "answerWithinSeconds", Waits.LEAST_ANSWER_S, Waits.MOST_ANSWER_S, now.answer()),
                        seconds(
                                body,
                                "arriveWithinSeconds",
                                Waits.LEAST_ARRIVAL_S,
                                Waits.MOST_ARRIVAL_S,
                                now.arrival())));
        if (wanted.promise().mostly().compareTo(wanted.promise().latest()) > 0
                || wanted.promise().latest().compareTo(wanted.promise().crisis()) > 0) {
            throw body.refused("arriveMostlySeconds", "The three promises grow: most, the rest, a crisis.");
        }
        return wanted;
    }

    private static Duration seconds(Fields body, String name, int least, int most, Duration usual) {
        Integer found = body.optionalNumber(name, least, most);
        return found == null ? usual : Duration.ofSeconds(found);
    }

    private static Map<String, Object> json(Values values) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("arriveMostlySeconds", values.promise().mostly().toSeconds());
        json.put("arriveLatestSeconds", values.promise().latest().toSeconds());
        json.put("crisisWithinSeconds", values.promise().crisis().toSeconds());
        json.put("loneWorkerSeconds", values.loneWorker().toSeconds());
        json.put("arrivalPressSeconds", values.arrivalPress().toSeconds());
        json.put("coverAheadSeconds", values.coverAhead().toSeconds());
        json.put("answerWithinSeconds", values.waits().answer().toSeconds());
        json.put("arriveWithinSeconds", values.waits().arrival().toSeconds());
        return json;
    }

    private Map<String, @Nullable Object> json(ResponseClock time, List<Road> roads, ResponseClock.Promise promise) {
        Instant now = clock.instant();
        Duration deciding = time.fromDecision(now);
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("receivedAt", time.received().toString());
        json.put("decidedAt", text(time.decided()));
        json.put("arrivedAt", text(time.arrived()));
        json.put("secondsFromReceipt", time.fromReceipt(now).toSeconds());
        json.put("secondsFromDecision", deciding == null ? null : deciding.toSeconds());
        json.put(
                "standing",
                deciding == null
                        ? null
                        : ResponseClock.standing(deciding, promise).name());
        json.put("rule", ResponseClock.RULE);
        json.put("callouts", roads.stream().map(ResponseApi::json).toList());
        return json;
    }

    private static Map<String, @Nullable Object> json(Road road) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", road.calloutId().toString());
        json.put("name", road.name());
        json.put("state", road.state().name());
        json.put("because", road.because());
        json.put("offeredAt", text(road.times().offered()));
        json.put("acceptedAt", text(road.times().accepted()));
        json.put("enRouteAt", text(road.times().enRoute()));
        json.put("expectedAt", road.eta() == null ? null : road.eta().at().toString());
        json.put("expectedAfterLimit", road.eta() != null && road.eta().afterLimit());
        json.put("arrivedAt", text(road.times().arrived()));
        json.put("arrivalPressAt", text(road.proof().arrivalPress()));
        json.put("leftAt", text(road.times().left()));
        json.put("leavingPressAt", text(road.proof().leavingPress()));
        json.put("report", road.report());
        return json;
    }

    private static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : at.toString();
    }
}
