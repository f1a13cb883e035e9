package org.tocsin.console.response;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.home.CardFact;
import org.tocsin.home.CardFacts;
import org.tocsin.home.HomeStore;
import org.tocsin.photo.Photo;
import org.tocsin.photo.PhotoSettings;
import org.tocsin.photo.PhotoStore;
import org.tocsin.response.CalloutDesk;
import org.tocsin.response.JobSheet;
import org.tocsin.response.ResponderAct;
import org.tocsin.response.ResponderDesk;
import org.tocsin.response.ResponseSettings;
import org.tocsin.response.Road;
import org.tocsin.response.RoadStore;
import org.tocsin.rota.Rota;
import org.tocsin.rota.RotaStore;
import org.tocsin.rota.Shift;
import org.tocsin.service.ServiceStore;

/** What the phone's script says and asks, as JSON. */
final class ResponderPhone {
    private static final int MOST_ACTS = 50;
    private static final int MOST_JOBS = 10;
    private static final int MOST_FIELDS = 30;

    private final ResponderDesk desk;
    private final CalloutDesk callouts;
    private final RoadStore roads;
    private final HomeStore homes;
    private final CardFacts cards;
    private final RotaStore rotas;
    private final ServiceStore services;
    private final ResponseSettings settings;
    private final PhotoSettings photoSettings;
    private final PhotoStore photos;
    private final InstantSource clock;

    ResponderPhone(Parts parts, ResponderDesk desk, CalloutDesk callouts) {
        this.desk = desk;
        this.callouts = callouts;
        this.clock = parts.clock();
        this.roads = new RoadStore(parts.database(), clock);
        this.homes = new HomeStore(parts.database(), parts.keyring(), new AuditTrail(parts.database(), clock), clock);
        this.cards = new CardFacts(parts.database(), clock);
        this.rotas = new RotaStore(parts.database());
        this.services = new ServiceStore(parts.database(), clock);
        this.settings = new ResponseSettings(parts.database(), clock);
        this.photoSettings = new PhotoSettings(parts.database(), clock);
        this.photos = new PhotoStore(parts.database());
    }

    void state(RoutingContext context) {
        state(Login.signedIn(context))
                .onSuccess(state -> ResponderPages.json(context, state))
                .onFailure(context::fail);
    }

    /** Takes acts in their order and answers for each; an act that was refused stops none that comes after it. */
    void acts(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        List<ResponderAct> acts = read(ResponderPages.body(context));
        if (acts.isEmpty()) {
            context.fail(400, new Refusal("These are no acts of a responder."));
            return;
        }
        JsonArray answers = new JsonArray();
        Future<Void> all = Future.succeededFuture();
        for (ResponderAct act : acts) {
            all = all.compose(v -> desk.act(me.scope(), act, Pages.address(context)))
                    .map(refused -> {
                        answers.add(
                                new JsonObject().put("id", act.id().toString()).put("refused", refused.orElse(null)));
                        return null;
                    });
        }
        all.compose(v -> state(me))
                .onSuccess(state -> ResponderPages.json(
                        context, new JsonObject().put("answers", answers).put("state", state)))
                .onFailure(context::fail);
    }

    /** Empty when anything of it is no act: whatever is wrong, a stranger's text is none. */
    private static List<ResponderAct> read(JsonObject body) {
        List<ResponderAct> acts = new ArrayList<>();
        if (!(body.getValue("acts") instanceof JsonArray sent) || sent.size() > MOST_ACTS) {
            return acts;
        }
        for (Object one : sent) {
            ResponderAct act = one instanceof JsonObject object ? act(object) : null;
            if (act == null) {
                return List.of();
            }
            acts.add(act);
        }
        return acts;
    }

    private static @Nullable ResponderAct act(JsonObject sent) {
        if (!(sent.getValue("data") instanceof JsonObject fields)) {
            return null;
        }
        Map<String, String> data = new HashMap<>();
        fields.forEach(entry -> {
            if (data.size() < MOST_FIELDS && entry.getValue() instanceof String text) {
                data.put(entry.getKey(), text.length() > 4_000 ? text.substring(0, 4_000) : text);
            }
        });
        try {
            return new ResponderAct(
                    UUID.fromString(text(sent, "id")),
                    UUID.fromString(data.getOrDefault("callout", "")),
                    ResponderAct.Kind.valueOf(text(sent, "kind")),
                    Instant.parse(text(sent, "at")),
                    data);
        } catch (IllegalArgumentException | DateTimeException e) {
            return null;
        }
    }

    private static String text(JsonObject sent, String name) {
        return sent.getValue(name) instanceof String text ? text : "";
    }

    private Future<JsonObject> state(SignedIn me) {
        Scope scope = me.scope();
        Instant now = clock.instant();
        return Future.all(
                        services.findById(me.serviceId())
                                .map(service ->
                                        new WallClock(service.orElseThrow().zone())),
                        settings.find(scope),
                        callouts.mine(scope),
                        rotas.rota(scope, now, now.plus(Duration.ofDays(1))),
                        photoSettings.find(scope))
                .compose(all -> {
                    WallClock wall = all.resultAt(0);
                    JobJson json = new JobJson(wall, all.resultAt(1), now);
                    boolean takes = all.<PhotoSettings.Setting>resultAt(4).allowed();
                    List<Future<JsonObject>> jobs = all.<List<JobSheet>>resultAt(2).stream()
                            .limit(MOST_JOBS)
                            .map(sheet -> job(scope, sheet, json)
                                    .compose(job ->
                                            takes ? photographed(scope, sheet, job) : Future.succeededFuture(job)))
                            .toList();
                    JsonObject state = new JsonObject()
                            .put("by", me.operatorId().toString())
                            .put("csrf", me.csrf())
                            .put("now", now.toEpochMilli())
                            .put("zone", wall.zone().getId())
                            .put("duty", duty(all.resultAt(3), me.operatorId(), wall, now))
                            .put("photos", takes)
                            .put("forms", JobJson.forms());
                    return jobs.isEmpty()
                            ? Future.succeededFuture(state.put("jobs", new JsonArray()))
                            : Future.all(jobs).map(done -> state.put("jobs", new JsonArray(done.list())));
                });
    }

    private Future<JsonObject> job(Scope scope, JobSheet sheet, JobJson json) {
        UUID alarmId = sheet.alarm().alarm().id();
        UUID homeId = sheet.alarm().alarm().trigger().homeId();
        Future<Optional<Road.Facts>> facts = roads.facts(scope, alarmId);
        Future<List<Road>> ways = roads.ofAlarm(scope, alarmId);
        Future<JobJson.Known> known =
                homeId == null ? Future.succeededFuture(JobJson.Known.NOTHING) : known(scope, homeId);
        return Future.all(facts, ways, known).map(all -> {
            Road road = ways.result().stream()
                    .filter(one -> one.calloutId().equals(sheet.callout().id()))
                    .findFirst()
                    .orElseThrow();
            return json.job(sheet, facts.result().orElseThrow(), road, known.result());
        });
    }

    /** With how many more photos of it may be sent. */
    private Future<JsonObject> photographed(Scope scope, JobSheet sheet, JsonObject job) {
        UUID callout = sheet.callout().id();
        return photos.ofAlarm(scope, sheet.alarm().alarm().id())
                .map(all -> job.put(
                        "photosLeft",
                        Photo.MOST
                                - (int) all.stream()
                                        .filter(photo ->
                                                callout.equals(photo.of().calloutId()))
                                        .count()));
    }

    private Future<JobJson.Known> known(Scope scope, UUID homeId) {
        Future<Optional<HomeStore.Card>> card = homes.card(scope, homeId);
        Future<List<CardFact>> lines = cards.ofHome(scope, homeId);
        return Future.all(card, lines)
                .map(both -> new JobJson.Known(
                        card.result().map(HomeStore.Card::residents).orElse(List.of()), lines.result()));
    }

    private static String duty(Rota rota, @Nullable UUID me, WallClock wall, Instant now) {
        if (me == null || rota.absent(me, now)) {
            return "You are marked as absent.";
        }
        Optional<Shift> current = rota.onDuty(now).stream()
                .filter(shift -> shift.operatorId().equals(me))
                .findFirst();
        if (current.isPresent()) {
            String area = current.get().area();
            return "On duty until " + wall.time(current.get().until())
                    + (area == null ? ", in every area." : ", in " + area + ".");
        }
        return rota.shifts().stream()
                .filter(shift -> shift.operatorId().equals(me) && shift.from().isAfter(now))
                .findFirst()
                .map(shift -> "Off duty. Your next shift begins " + wall.full(shift.from()) + ".")
                .orElse("No shift of yours is on the rota for the next 24 hours.");
    }
}
