package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Role;
import org.tocsin.console.Callers;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.photo.PhotoSettings;

/** Whether a service takes photos. */
final class PhotoSettingsApi {
    private final PhotoSettings settings;

    PhotoSettingsApi(Parts parts) {
        this.settings = new PhotoSettings(parts.database(), parts.clock());
    }

    Future<Answer> settings(RoutingContext context) {
        return settings.find(Callers.caller(context).scope()).map(found -> Answer.ok(json(found)));
    }

    /** Said in so many words: nothing that is left out switches photos on or off. */
    Future<Answer> change(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(EnumSet.of(Role.MANAGER, Role.ADMIN));
        Fields body = Json.body(context);
        if (!body.has("allowed")) {
            throw body.refused("allowed", "Say true or false.");
        }
        boolean allowed = body.flag("allowed", false);
        return settings.change(caller.scope(), allowed, Pages.address(context))
                .compose(changed -> settings.find(caller.scope()))
                .map(found -> Answer.ok(json(found)));
    }

    private static Map<String, @Nullable Object> json(PhotoSettings.Setting setting) {
        Instant at = setting.changedAt();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("allowed", setting.allowed());
        json.put("changedAt", at == null ? null : at.toString());
        json.put("changedBy", setting.changedBy());
        return json;
    }
}
