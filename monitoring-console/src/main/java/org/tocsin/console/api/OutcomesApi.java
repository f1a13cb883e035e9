package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Role;
import org.tocsin.access.Scope;
import org.tocsin.alarm.ActResult;
import org.tocsin.alarm.OutcomeCode;
import org.tocsin.alarm.OutcomeDesk;
import org.tocsin.alarm.SpokenDesk;
import org.tocsin.console.Callers;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;

/** What closing goes by: who was spoken to, what a team leader lets pass, and the service's outcomes. */
final class OutcomesApi {
    private enum Said {
        AT_HOME,
        ELSEWHERE,
        NOBODY
    }

    private final AlarmsApi alarms;
    private final SpokenDesk spoken;
    private final OutcomeDesk outcomes;

    OutcomesApi(Parts parts, AlarmsApi alarms) {
        this.alarms = alarms;
        this.spoken = new SpokenDesk(parts.database(), parts.clock(), parts.wakeup());
        this.outcomes = new OutcomeDesk(parts.database(), parts.clock());
    }

    Future<Answer> spoken(RoutingContext context) {
        UUID id = Query.id(context);
        Fields body = Json.body(context);
        Said said = body.oneOf(
                "answer", Map.of("AT_HOME", Said.AT_HOME, "ELSEWHERE", Said.ELSEWHERE, "NOBODY", Said.NOBODY));
        String who = body.optionalText("who", SpokenDesk.LONGEST_NAME);
        return alarms.act(context, id, body, (scope, fields) -> switch (said) {
            case AT_HOME -> spoken.spokenTo(scope, id, who);
            case ELSEWHERE -> spoken.spokenElsewhere(scope, id, who);
            case NOBODY -> spoken.nobodyAnswers(scope, id);
        });
    }

    Future<Answer> allow(RoutingContext context) {
        UUID id = Query.id(context);
        Fields body = Json.body(context);
        String reason = body.text("reason", 1_000);
        return alarms.act(context, id, body, (scope, fields) -> spoken.allow(scope, id, reason));
    }

    /** Adds an outcome or changes the one with this code. */
    Future<Answer> save(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(EnumSet.of(Role.MANAGER, Role.ADMIN));
        Fields body = Json.body(context);
        OutcomeDesk.Wanted wanted = new OutcomeDesk.Wanted(
                body.text("code", 40),
                body.text("label", 80),
                body.flag("helpSent", false),
                body.flag("attended", false),
                body.has("emergency") ? Boolean.valueOf(body.flag("emergency", false)) : null,
                body.optionalText("letter", 1),
                body.optionalNumber("position", 0, 999));
        boolean retired = body.flag("retired", false);
        Scope scope = caller.scope();
        return outcomes.save(scope, wanted)
                .compose(no -> refuse(no))
                .compose(v -> outcomes.retire(scope, wanted.code(), retired))
                .compose(no -> refuse(no))
                .compose(v -> alarms.outcomeCodes(context));
    }

    private static Future<Void> refuse(Optional<ActResult> no) {
        return no.isEmpty()
                ? Future.succeededFuture()
                : Future.failedFuture(
                        no.get() instanceof ActResult.Invalid invalid
                                ? Problem.field(invalid.field(), invalid.why())
                                : Problem.notFound());
    }

    static Map<String, @Nullable Object> json(OutcomeCode code) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("code", code.code());
        json.put("label", code.label());
        json.put("helpSent", code.helpSent());
        json.put("attended", code.attended());
        json.put("emergency", code.emergency());
        json.put("letter", code.letter());
        json.put("retired", code.retired());
        return json;
    }
}
