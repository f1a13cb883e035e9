package org.tocsin.console.visit;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.home.HomeStore.AccessResult;
import org.tocsin.photo.Photo;
import org.tocsin.photo.PhotoSettings;
import org.tocsin.photo.PhotoStore;
import org.tocsin.service.ServiceStore;
import org.tocsin.service.TelecareService;
import org.tocsin.visit.TestModes;
import org.tocsin.visit.VisitAct;
import org.tocsin.visit.VisitDesk;
import org.tocsin.visit.VisitFile;
import org.tocsin.visit.VisitFiles;
import org.tocsin.visit.WayIn;

/** What the phone's script says and asks, as JSON; each question is a sign of life of the phone. */
final class VisitPhone {
    private static final int MOST_ACTS = 50;

    private final VisitDesk desk;
    private final VisitFiles files;
    private final TestModes testModes;
    private final ServiceStore services;
    private final PhotoSettings photoSettings;
    private final PhotoStore photos;
    private final WayIn wayIn;
    private final InstantSource clock;

    VisitPhone(Parts parts, VisitDesk desk, VisitFiles files, TestModes testModes) {
        this.desk = desk;
        this.files = files;
        this.testModes = testModes;
        this.clock = parts.clock();
        this.wayIn = new WayIn(parts.database(), parts.keyring(), clock);
        this.services = new ServiceStore(parts.database(), clock);
        this.photoSettings = new PhotoSettings(parts.database(), clock);
        this.photos = new PhotoStore(parts.database());
    }

    void state(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        UUID id = Pages.id(context, "id");
        if (id == null) {
            context.fail(404);
            return;
        }
        testModes
                .seen(me.scope(), id)
                .compose(seen -> state(me, id))
                .onSuccess(state -> {
                    if (state.isEmpty()) {
                        context.fail(404);
                    } else {
                        json(context, state.get());
                    }
                })
                .onFailure(context::fail);
    }

    /** Takes acts in their order and answers for each; an act that was refused stops none that comes after it. */
    void acts(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        UUID id = Pages.id(context, "id");
        List<VisitAct> acts = read(context);
        if (id == null || acts == null) {
            context.fail(400, new Refusal("These are no acts of a visit."));
            return;
        }
        JsonArray answers = new JsonArray();
        Future<Void> all = Future.succeededFuture();
        for (VisitAct act : acts) {
            all = all.compose(v -> desk.act(me.scope(), id, act)).map(result -> {
                answers.add(answer(act, result));
                return null;
            });
        }
        all.compose(v -> state(me, id))
                .onSuccess(state ->
                        json(context, new JsonObject().put("answers", answers).put("state", state.orElse(null))))
                .onFailure(context::fail);
    }

    /** How to get in, or why it is not shown; on record before it is, and in no answer the phone keeps. */
    void access(RoutingContext context) {
        UUID id = Pages.id(context, "id");
        if (id == null) {
            context.fail(404);
            return;
        }
        wayIn.show(Login.signedIn(context).scope(), id, Pages.address(context))
                .onSuccess(result -> {
                    if (result instanceof AccessResult.Shown shown) {
                        json(
                                context,
                                new JsonObject()
                                        .put("code", shown.secrets().keySafe())
                                        .put("note", shown.secrets().accessNote())
                                        .put("version", shown.version()));
                    } else if (result instanceof AccessResult.NotAllowed no) {
                        json(context, new JsonObject().put("problem", no.why()));
                    } else {
                        context.fail(404);
                    }
                })
                .onFailure(context::fail);
    }

    private static JsonObject answer(VisitAct act, VisitDesk.Result result) {
        String refused = result instanceof VisitDesk.Refused no
                ? no.why()
                : result instanceof VisitDesk.NotFound ? "There is no such visit." : null;
        return new JsonObject().put("id", act.id().toString()).put("refused", refused);
    }

    private static @Nullable List<VisitAct> read(RoutingContext context) {
        try {
            JsonArray sent = context.body().asJsonObject().getJsonArray("acts");
            if (sent == null || sent.isEmpty() || sent.size() > MOST_ACTS) {
                return null;
            }
            List<VisitAct> acts = new ArrayList<>();
            for (int i = 0; i < sent.size(); i++) {
                acts.add(act(sent.getJsonObject(i)));
            }
            return acts;
        } catch (DecodeException
                | ClassCastException
                | IllegalArgumentException
                | NullPointerException
                | DateTimeParseException e) {
            // Whatever is wrong with it: a stranger's text is no act.
            return null;
        }
    }

    private static VisitAct act(JsonObject sent) {
        Map<String, Object> data = new HashMap<>();
        sent.getJsonObject("data", new JsonObject()).forEach(entry -> {
            Object value = entry.getValue();
            if (data.size() < 20 && (value instanceof String || value instanceof Number || value instanceof Boolean)) {
                String text = value.toString();
                data.put(entry.getKey(), text.length() > 1_000 ? text.substring(0, 1_000) : text);
            }
        });
        return new VisitAct(
                UUID.fromString(sent.getString("id")),
                VisitAct.Kind.valueOf(sent.getString("kind")),
                Instant.parse(sent.getString("at")),
                data);
    }

    private Future<Optional<JsonObject>> state(SignedIn me, UUID id) {
        Future<Optional<VisitFile>> file = files.find(me.scope(), id);
        Future<Optional<TelecareService>> service = services.findById(me.serviceId());
        Future<PhotoSettings.Setting> setting = photoSettings.find(me.scope());
        Future<List<Photo>> doors = photos.ofVisit(me.scope(), id);
        return Future.all(file, service, setting, doors)
                .map(all -> file.result()
                        .map(found -> new VisitJson(
                                        found,
                                        new WallClock(
                                                service.result().orElseThrow().zone()),
                                        clock.instant())
                                .state()
                                .put("photos", setting.result().allowed())
                                .put("photosKept", doors.result().size())
                                .put("by", me.operatorId().toString())
                                .put("csrf", me.csrf())));
    }

    private static void json(RoutingContext context, JsonObject body) {
        if (!context.response().ended()) {
            context.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(body.encode());
        }
    }
}
