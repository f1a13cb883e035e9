package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Role;
import org.tocsin.access.Scope;
import org.tocsin.console.Callers;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.platform.Page;
import org.tocsin.script.AlarmScripts;
import org.tocsin.script.Occasion;
import org.tocsin.script.Progress;
import org.tocsin.script.Script;
import org.tocsin.script.ScriptDesk;
import org.tocsin.script.StepDesk;
import org.tocsin.script.WrittenScript;

/** Scripts as they are written, and those of an alarm with their ticks. */
final class ScriptsApi {
    private static final Map<String, Occasion> OCCASIONS =
            Arrays.stream(Occasion.values()).collect(Collectors.toUnmodifiableMap(Occasion::name, one -> one));

    private final AlarmsApi alarms;
    private final ScriptDesk desk;
    private final AlarmScripts onAlarms;
    private final StepDesk steps;
    private final InstantSource clock;

    ScriptsApi(Parts parts, AlarmsApi alarms) {
        this.alarms = alarms;
        this.clock = parts.clock();
        this.desk = new ScriptDesk(parts.database(), clock);
        this.onAlarms = new AlarmScripts(parts.database());
        this.steps = new StepDesk(parts.database(), clock, parts.wakeup());
    }

    Future<Answer> list(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustWorkOnAlarms();
        return desk.list(caller.scope()).map(all -> Answer.ok(AlarmsApi.page(new Page<>(all, null), ScriptsApi::json)));
    }

    /** What was published before stays to be read. */
    Future<Answer> publish(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(EnumSet.of(Role.MANAGER, Role.ADMIN));
        Fields body = Json.body(context);
        Occasion occasion = body.has("occasion") ? body.oneOf("occasion", OCCASIONS) : null;
        UUID person = body.optionalId("personId");
        String words = body.lines("words", Script.LONGEST_WORDS);
        String note = body.optionalText("note", 500);
        Scope scope = caller.scope();
        Future<ScriptDesk.Result> act = words == null
                ? desk.withdraw(scope, person, occasion, note)
                : desk.publish(scope, person, occasion, words, note);
        return act.compose(result -> {
            if (result instanceof ScriptDesk.Result.Unfit unfit) {
                return Future.failedFuture(Problem.field("words", String.join(" ", unfit.problems())));
            }
            return result instanceof ScriptDesk.Result.NotFound
                    ? Future.failedFuture(Problem.field("personId", "No such person in this service."))
                    : desk.find(scope, person, occasion)
                            .map(found -> Answer.ok(json(found.orElseThrow(Problem::notFound))));
        });
    }

    Future<Answer> version(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustWorkOnAlarms();
        UUID id = Query.id(context);
        return desk.version(caller.scope(), id)
                .map(found -> found.stream()
                        .flatMap(script -> script.versions().stream())
                        .filter(one -> one.id().equals(id))
                        .findFirst()
                        .map(one -> Answer.ok(json(one, true)))
                        .orElseThrow(Problem::notFound));
    }

    Future<Answer> ofAlarm(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustWorkOnAlarms();
        return onAlarms.of(caller.scope(), Query.id(context), clock.instant()).map(scripts -> {
            if (scripts.isEmpty()) {
                throw Problem.notFound();
            }
            return Answer.ok(AlarmsApi.page(new Page<>(scripts, null), ScriptsApi::json));
        });
    }

    Future<Answer> tick(RoutingContext context) {
        UUID id = Query.id(context);
        Fields body = Json.body(context);
        Integer step = body.optionalNumber("step", 1, Script.MOST_STEPS);
        if (step == null) {
            throw Problem.field("step", "This field is missing.");
        }
        StepDesk.Place place = new StepDesk.Place(body.oneOf("occasion", OCCASIONS), step - 1);
        String reason = body.optionalText("notPossible", 500);
        return alarms.act(
                context,
                id,
                body,
                (scope, fields) ->
                        reason == null ? steps.done(scope, id, place) : steps.notPossible(scope, id, place, reason));
    }

    private static Map<String, @Nullable Object> json(WrittenScript script) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        Occasion occasion = script.place().occasion();
        UUID person = script.place().personId();
        WrittenScript.Version used = script.inUse();
        json.put("occasion", occasion == null ? null : occasion.name());
        json.put("personId", person == null ? null : person.toString());
        json.put("inUse", used == null ? null : json(used, true));
        json.put(
                "versions",
                script.versions().stream().map(one -> json(one, false)).toList());
        return json;
    }

    private static Map<String, @Nullable Object> json(WrittenScript.Version version, boolean whole) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", version.id().toString());
        json.put("number", version.number());
        json.put("withdrawn", version.withdrawn());
        json.put("publishedAt", version.at().toString());
        json.put("publishedBy", version.by());
        json.put("note", version.note());
        if (whole) {
            json.put("words", version.words());
        }
        return json;
    }

    private static Map<String, @Nullable Object> json(AlarmScripts.OnAlarm script) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        UUID version = script.versionId();
        json.put("occasion", script.occasion().name());
        json.put("version", script.version());
        json.put("versionId", version == null ? null : version.toString());
        List<Map<String, @Nullable Object>> lines =
                script.lines().stream().map(ScriptsApi::json).toList();
        json.put("steps", lines);
        return json;
    }

    private static Map<String, @Nullable Object> json(Progress.Line line) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        Instant at = line.at();
        json.put("step", line.number() + 1);
        json.put("words", line.step().words());
        json.put("detail", line.step().detail());
        json.put("state", line.state().name());
        json.put("why", line.why());
        json.put("at", at == null ? null : at.toString());
        json.put("by", line.by());
        return json;
    }
}
