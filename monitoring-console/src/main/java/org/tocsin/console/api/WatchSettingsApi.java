package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Role;
import org.tocsin.console.Callers;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.service.WatchSetting;
import org.tocsin.service.WatchSettings;
import org.tocsin.unit.ModelWatch;
import org.tocsin.unit.ModelWatch.Expected;

/** How a service watches and tests, and what is known of each model for it. */
final class WatchSettingsApi {
    private static final int NAME = 100;
    private static final int MONTH = (int) Duration.ofDays(30).toSeconds();

    private final WatchSettings settings;
    private final ModelWatch models;

    WatchSettingsApi(Parts parts) {
        this.settings = new WatchSettings(parts.database(), parts.clock());
        this.models = new ModelWatch(parts.database(), parts.clock());
    }

    Future<Answer> settings(RoutingContext context) {
        return settings.find(Callers.caller(context).scope()).map(WatchSettingsApi::answer);
    }

    /** What is left out stays as it is. */
    Future<Answer> change(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(EnumSet.of(Role.MANAGER, Role.ADMIN));
        Fields body = Json.body(context);
        Map<WatchSetting, Integer> wanted = new EnumMap<>(WatchSetting.class);
        for (WatchSetting setting : WatchSetting.values()) {
            Integer value = body.optionalNumber(
                    setting.jsonName(), setting.range().least(), setting.range().most());
            if (value != null) {
                wanted.put(setting, value);
            }
        }
        return settings.change(caller.scope(), wanted, Pages.address(context)).map(WatchSettingsApi::answer);
    }

    Future<Answer> models(RoutingContext context) {
        return models.list(Callers.caller(context).scope()).map(found -> {
            Map<String, @Nullable Object> page = new LinkedHashMap<>();
            page.put("items", found.stream().map(WatchSettingsApi::json).toList());
            page.put("next", null);
            return Answer.ok(page);
        });
    }

    /** All four; what is left out is not known. The same request again changes nothing. */
    Future<Answer> saveModel(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(EnumSet.of(Role.MANAGER, Role.ADMIN));
        Fields body = Json.body(context);
        String make = body.text("make", NAME);
        String name = body.text("name", NAME);
        Expected expected = new Expected(
                seconds(body, "heartbeatSeconds"),
                seconds(body, "triggerHeartbeatSeconds"),
                seconds(body, "triggerSilentSeconds"),
                body.optionalNumber("standbyHours", 1, 240));
        String wrong = expected.wrong();
        if (wrong != null) {
            throw Problem.field("triggerSilentSeconds", wrong);
        }
        return models.list(caller.scope())
                .map(all -> all.stream()
                        .filter(model ->
                                model.make().equals(make) && model.name().equals(name))
                        .findFirst())
                .compose(model -> save(caller, model, expected, Pages.address(context)));
    }

    private Future<Answer> save(
            Caller caller, Optional<ModelWatch.Model> found, Expected expected, @Nullable String address) {
        if (found.isEmpty()) {
            throw Problem.field("name", "This service has no such model on file.");
        }
        ModelWatch.Model model = found.get();
        return models.save(caller.scope(), model.id(), expected, address)
                .map(saved -> Answer.ok(
                        json(new ModelWatch.Model(model.id(), model.make(), model.name(), expected, model.units()))));
    }

    private static @Nullable Duration seconds(Fields body, String name) {
        Integer seconds = body.optionalNumber(name, 60, MONTH);
        return seconds == null ? null : Duration.ofSeconds(seconds);
    }

    private static Answer answer(Map<WatchSetting, Integer> found) {
        Map<String, Object> json = new LinkedHashMap<>();
        found.forEach((setting, value) -> json.put(setting.jsonName(), value));
        return Answer.ok(json);
    }

    private static Map<String, @Nullable Object> json(ModelWatch.Model model) {
        Expected expected = model.expected();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("make", model.make());
        json.put("name", model.name());
        json.put("heartbeatSeconds", seconds(expected.heartbeat()));
        json.put("triggerHeartbeatSeconds", seconds(expected.triggerHeartbeat()));
        json.put("triggerSilentSeconds", seconds(expected.triggerSilent()));
        json.put("standbyHours", expected.standbyHours());
        json.put("units", model.units());
        return json;
    }

    private static @Nullable Long seconds(@Nullable Duration time) {
        return time == null ? null : time.toSeconds();
    }
}
