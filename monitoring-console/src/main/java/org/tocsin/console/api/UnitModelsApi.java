package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Role;
import org.tocsin.console.Callers;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.unit.UnitModel;
import org.tocsin.unit.UnitModel.Habits;
import org.tocsin.unit.UnitModel.VolumeKeys;
import org.tocsin.unit.UnitModelStore;

/** What a service knows of each make of unit. */
final class UnitModelsApi {
    private static final Map<String, VolumeKeys> VOLUME_KEYS =
            Map.of("one-is-down", VolumeKeys.ONE_IS_DOWN, "one-is-up", VolumeKeys.ONE_IS_UP);
    private static final int NAME = 100;
    private static final int WEEK = (int) Duration.ofDays(7).toSeconds();
    private static final int DAY = (int) Duration.ofDays(1).toSeconds();

    private final UnitModelStore models;

    UnitModelsApi(Parts parts) {
        this.models =
                new UnitModelStore(parts.database(), new AuditTrail(parts.database(), parts.clock()), parts.clock());
    }

    Future<Answer> list(RoutingContext context) {
        return models.list(Callers.caller(context).scope()).map(found -> {
            Map<String, @Nullable Object> page = new LinkedHashMap<>();
            page.put("items", found.stream().map(UnitModelsApi::json).toList());
            page.put("next", null);
            return Answer.ok(page);
        });
    }

    /** The same request again changes nothing. */
    Future<Answer> save(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(EnumSet.of(Role.MANAGER, Role.ADMIN));
        Fields body = Json.body(context);
        String make = body.text("make", NAME);
        String name = body.text("name", NAME);
        return models.save(caller.scope(), make, name, habits(body)).map(model -> Answer.ok(json(model)));
    }

    private static Habits habits(Fields body) {
        Habits usual = UnitModel.UNKNOWN.habits();
        Integer window = body.optionalNumber("repeatWindowSeconds", 60, WEEK);
        Integer heartbeat = body.optionalNumber("heartbeatSeconds", 60, DAY);
        boolean keysSaid = body.optionalText("volumeKeys", 64) != null;
        return new Habits(
                body.flag("holdUntilTaken", usual.holdUntilTaken()),
                window == null ? usual.repeatWindow() : Duration.ofSeconds(window),
                body.flag("severalNumbers", usual.severalNumbers()),
                keysSaid ? body.oneOf("volumeKeys", VOLUME_KEYS) : usual.volumeKeys(),
                heartbeat == null ? null : Duration.ofSeconds(heartbeat),
                body.flag("senderMustMatch", usual.senderMustMatch()),
                topicProfile(body));
    }

    private static @Nullable String topicProfile(Fields body) {
        String profile = body.optionalText("topicProfile", 64);
        if (profile != null && !profile.matches("[a-z0-9][a-z0-9-]*")) {
            throw Problem.field("topicProfile", "A profile's name is lower-case letters, digits and hyphens.");
        }
        return profile;
    }

    private static Map<String, @Nullable Object> json(UnitModel model) {
        Habits habits = model.habits();
        Duration heartbeat = habits.heartbeat();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("make", model.make());
        json.put("name", model.name());
        json.put("holdUntilTaken", habits.holdUntilTaken());
        json.put("repeatWindowSeconds", habits.repeatWindow().toSeconds());
        json.put("severalNumbers", habits.severalNumbers());
        json.put("volumeKeys", habits.volumeKeys() == VolumeKeys.ONE_IS_UP ? "one-is-up" : "one-is-down");
        json.put("heartbeatSeconds", heartbeat == null ? null : heartbeat.toSeconds());
        json.put("senderMustMatch", habits.senderMustMatch());
        json.put("topicProfile", habits.topicProfile());
        return json;
    }
}
