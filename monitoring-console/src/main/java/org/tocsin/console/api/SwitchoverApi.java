package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Map;
import org.tocsin.access.Role;
import org.tocsin.console.Callers;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.service.SwitchoverDay;

/** The day on which analogue lines end, to which a service counts down. */
final class SwitchoverApi {
    private static final String PATH = Api.ROOT + "/switchover-settings";

    private final SwitchoverDay days;

    SwitchoverApi(Parts parts) {
        this.days = new SwitchoverDay(parts.database(), parts.clock());
    }

    void mount(Router router) {
        router.get(PATH).handler(Answers.answering(this::read));
        router.put(PATH).handler(Answers.answering(this::change));
    }

    private Future<Answer> read(RoutingContext context) {
        return days.find(Callers.caller(context).scope()).map(SwitchoverApi::json);
    }

    private Future<Answer> change(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(EnumSet.of(Role.MANAGER, Role.ADMIN));
        Fields body = Json.body(context);
        LocalDate day = body.optionalDate("switchoverOn");
        if (day == null || !SwitchoverDay.can(day)) {
            throw body.refused("switchoverOn", SwitchoverDay.RULE);
        }
        return days.change(caller.scope(), day, Pages.address(context)).map(v -> json(day));
    }

    private static Answer json(LocalDate day) {
        return Answer.ok(Map.of("switchoverOn", day.toString()));
    }
}
