package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Role;
import org.tocsin.console.Callers;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.incident.CarrierStore;
import org.tocsin.incident.Grouping;
import org.tocsin.incident.WhatIf;

/** What hangs on each network, provider and area, and who would be without cover if it failed. */
final class CarriersApi {
    private static final int LONGEST_NAME = 200;
    private static final int MOST_HOURS = 240;
    private static final Map<String, Grouping.Shared> SHARED = EstateFields.words(Grouping.Shared.class);

    private final CarrierStore store;
    private final AuditTrail audit;

    CarriersApi(Parts parts) {
        this.store = new CarrierStore(parts.database());
        this.audit = new AuditTrail(parts.database(), parts.clock());
    }

    Future<Answer> list(RoutingContext context) {
        return store.lines(reader(context).scope()).map(lines -> {
            Map<String, @Nullable Object> page = new LinkedHashMap<>();
            page.put("items", lines.stream().map(CarriersApi::json).toList());
            page.put("next", null);
            return Answer.ok(page);
        });
    }

    /** Names and addresses: who asked is written down first. */
    Future<Answer> whatIf(RoutingContext context) {
        Caller caller = reader(context);
        WhatIf.Scenario scenario = scenario(context);
        return audit.record(
                        caller.scope(),
                        "read-what-if",
                        "service:" + caller.scope().serviceId(),
                        Pages.address(context))
                .compose(read -> store.whatIf(caller.scope(), scenario))
                .map(answer -> {
                    Map<String, @Nullable Object> json = new LinkedHashMap<>();
                    json.put("scenario", scenario.words());
                    json.put("units", answer.looked());
                    json.put(
                            "withoutCover",
                            answer.exposed().stream().map(CarriersApi::json).toList());
                    return Answer.ok(json);
                });
    }

    private static Caller reader(RoutingContext context) {
        Caller caller = Callers.caller(context);
        if (caller.role() == Role.RESPONDER) {
            throw new Problem(403, "Carriers are looked after by others.");
        }
        return caller;
    }

    private static WhatIf.Scenario scenario(RoutingContext context) {
        String shared = Query.text(context, "shared");
        Grouping.Shared kind = shared == null ? null : SHARED.get(shared);
        if (kind == null) {
            throw Problem.field("shared", "One of area, line, network.");
        }
        String said = Query.text(context, "name");
        String name = said == null ? null : Fields.checked("name", said, LONGEST_NAME);
        if (name == null) {
            throw Problem.field("name", "Name the area, the provider or the network.");
        }
        String hours = Query.text(context, "hours");
        if (hours == null
                || !hours.matches("[0-9]{1,3}")
                || Integer.parseInt(hours) < 1
                || Integer.parseInt(hours) > MOST_HOURS) {
            throw Problem.field("hours", "Between 1 and " + MOST_HOURS + ".");
        }
        return new WhatIf.Scenario(kind, name, Integer.parseInt(hours));
    }

    private static Map<String, @Nullable Object> json(CarrierStore.Line line) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("shared", EstateFields.word(line.key().shared()));
        json.put("name", line.key().name());
        json.put("units", line.units());
        json.put("people", line.people());
        json.put("critical", line.tiers().critical());
        json.put("high", line.tiers().high());
        json.put("standard", line.tiers().standard());
        json.put("withSecondPath", line.secondPath());
        json.put("withoutSecondPath", line.onePath());
        json.put("silentNow", line.now().silent());
        json.put("pathLostNow", line.now().pathLost());
        json.put("mainsLostNow", line.now().mainsLost());
        return json;
    }

    private static Map<String, @Nullable Object> json(CarrierStore.Exposed one) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("cid", one.cid());
        json.put("homeId", one.homeId().toString());
        json.put("names", one.who());
        json.put("place", one.place());
        json.put("riskTier", one.riskTier().toLowerCase(Locale.ROOT));
        json.put("afterHours", one.gap().afterHours());
        json.put("why", one.gap().why());
        json.put("assumed", one.gap().assumed());
        return json;
    }
}
