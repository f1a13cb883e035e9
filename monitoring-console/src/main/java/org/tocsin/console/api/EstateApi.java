package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Role;
import org.tocsin.console.Callers;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.estate.Ghosts;
import org.tocsin.estate.Strangers;
import org.tocsin.platform.Page;

/** Who is on file and never heard, who is heard and not on file. */
final class EstateApi {
    private static final EnumSet<Role> WHO = EnumSet.of(Role.OPERATOR, Role.INSTALLER, Role.MANAGER, Role.ADMIN);

    private final Ghosts ghosts;
    private final Strangers strangers;
    private final AuditTrail audit;

    EstateApi(Parts parts) {
        this.ghosts = new Ghosts(parts.database(), parts.clock());
        this.strangers = new Strangers(parts.database(), parts.clock());
        this.audit = new AuditTrail(parts.database(), parts.clock());
    }

    Future<Answer> ghosts(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(WHO);
        UUID after = Query.after(context);
        int limit = Query.limit(context);
        return audit.record(
                        caller.scope(),
                        "list-ghosts",
                        "service:" + caller.scope().serviceId(),
                        null)
                .compose(audited -> Future.all(ghosts.list(caller.scope(), limit, after), ghosts.days(caller.scope())))
                .map(both -> {
                    Page<Ghosts.Ghost> page = both.resultAt(0);
                    Map<String, @Nullable Object> json = new LinkedHashMap<>();
                    json.put("afterDays", both.<Integer>resultAt(1));
                    json.put("items", page.items().stream().map(EstateApi::json).toList());
                    json.put("next", page.next());
                    return Answer.ok(json);
                });
    }

    Future<Answer> strangers(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(WHO);
        return strangers
                .list(caller.scope())
                .map(found -> Answer.ok(Map.of(
                        "days",
                        Strangers.DAYS,
                        "items",
                        found.stream().map(EstateApi::json).toList())));
    }

    private static Map<String, @Nullable Object> json(Ghosts.Ghost ghost) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("cid", ghost.cid());
        json.put("protocol", ghost.protocol());
        json.put("homeId", ghost.homeId() == null ? null : ghost.homeId().toString());
        json.put("homeExternalId", ghost.homeExternalId());
        json.put("who", ghost.who());
        json.put("place", ghost.place());
        json.put("model", ghost.model());
        json.put("dwellings", ghost.dwellings());
        json.put("since", ghost.since().toString());
        return json;
    }

    private static Map<String, Object> json(Strangers.Stranger stranger) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("cid", stranger.cid());
        json.put("signals", stranger.signals());
        json.put("firstAt", stranger.firstAt().toString());
        json.put("lastAt", stranger.lastAt().toString());
        json.put("protocol", stranger.protocol());
        json.put("address", stranger.address());
        return json;
    }
}
