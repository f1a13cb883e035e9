package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Role;
import org.tocsin.access.Scope;
import org.tocsin.console.Callers;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.visit.VisitSettings;
import org.tocsin.visit.VisitSettings.Limits;

/** The limits of visits. */
final class VisitSettingsApi {
    private final VisitSettings settings;
    private final AuditTrail audit;

    VisitSettingsApi(Parts parts) {
        this.settings = new VisitSettings(parts.database());
        this.audit = new AuditTrail(parts.database(), parts.clock());
    }

    Future<Answer> settings(RoutingContext context) {
        return settings.find(Callers.caller(context).scope()).map(found -> Answer.ok(json(found)));
    }

    /** Both of them; what is left out takes its usual value. */
    Future<Answer> change(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(EnumSet.of(Role.MANAGER, Role.ADMIN));
        Fields body = Json.body(context);
        Integer lost = body.optionalNumber("phoneLostSeconds", 15, 600);
        Integer limit = body.optionalNumber("signalLimitDbm", -130, -50);
        Limits wanted = new Limits(
                lost == null ? Limits.USUAL.phoneLost() : Duration.ofSeconds(lost),
                limit == null ? Limits.USUAL.signalDbm() : limit);
        Scope scope = caller.scope();
        return settings.change(scope, wanted)
                .compose(changed -> audit.record(
                        scope, "change-visit-settings", "service:" + scope.serviceId(), Pages.address(context)))
                .map(Answer.ok(json(wanted)));
    }

    private static Map<String, Object> json(Limits limits) {
        return Map.of("phoneLostSeconds", limits.phoneLost().toSeconds(), "signalLimitDbm", limits.signalDbm());
    }
}
