package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.tocsin.access.Role;
import org.tocsin.console.Callers;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.home.WayInChange;
import org.tocsin.home.WayInDesk;

/** How to get into a home, for other systems: it is put on file here, and told to none of them. */
final class WayInApi {
    private static final Set<Role> MAY_CHANGE = EnumSet.of(Role.OPERATOR, Role.INSTALLER, Role.MANAGER, Role.ADMIN);

    private final WayInDesk desk;

    WayInApi(Parts parts) {
        this.desk = new WayInDesk(parts.database(), parts.keyring(), parts.clock(), parts.wakeup());
    }

    /** What is named is changed, were it to nothing; the rest stays. */
    Future<Answer> change(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(MAY_CHANGE);
        Fields body = Json.body(context);
        WayInChange change = new WayInChange(
                body.names("keySafe"),
                body.optionalText("keySafe", WayInChange.LONGEST_CODE),
                body.names("accessNote"),
                body.optionalText("accessNote", WayInChange.LONGEST_NOTE));
        return desk.change(caller.scope(), Query.id(context), change, Pages.address(context))
                .map(WayInApi::answer);
    }

    private static Answer answer(WayInDesk.Result result) {
        if (result instanceof WayInDesk.Invalid invalid) {
            throw Problem.field("keySafe", invalid.why());
        }
        if (result instanceof WayInDesk.Done done) {
            return Answer.ok(Map.of("onTheWay", done.onTheWay()));
        }
        throw Problem.notFound();
    }
}
