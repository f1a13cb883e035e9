package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Role;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmRow;
import org.tocsin.alarm.AlarmStore;
import org.tocsin.console.Callers;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.platform.Page;
import org.tocsin.unit.CommandOp;
import org.tocsin.unit.CommandRules;
import org.tocsin.unit.UndeliveredReply;
import org.tocsin.unit.UnitCommand;
import org.tocsin.unit.UnitCommandDesk;
import org.tocsin.unit.UnitCommandStore;
import org.tocsin.unit.UnitConnection;
import org.tocsin.unit.UnitFile;
import org.tocsin.unit.UnitFiles;
import org.tocsin.unit.UnitState;

/** What is known of a unit, what it is asked to do, and what it answers. */
final class CommandsApi {
    private static final Set<Role> READERS = EnumSet.of(Role.OPERATOR, Role.INSTALLER, Role.MANAGER, Role.ADMIN);

    private static final int LONGEST_ID = 64;

    private final Parts parts;
    private final UnitFiles units;
    private final AlarmStore alarms;
    private final UnitCommandStore commands;
    private final UnitCommandDesk desk;

    CommandsApi(Parts parts) {
        this.parts = parts;
        this.units = new UnitFiles(parts.database(), parts.clock());
        this.alarms = new AlarmStore(parts.database());
        this.commands = new UnitCommandStore(parts.database());
        this.desk = new UnitCommandDesk(parts.database(), parts.clock(), parts.wakeup());
    }

    /** What is known of a unit; nothing about the person. */
    Future<Answer> unit(RoutingContext context) {
        Caller caller = reader(context);
        Scope scope = caller.scope();
        return file(context, scope).compose(file -> {
            AlarmStore.Query open = new AlarmStore.Query(file.unit().cid(), AlarmStore.Which.OPEN, Page.LARGEST, null);
            return alarms.list(scope, open).map(page -> Answer.ok(json(file, page.items())));
        });
    }

    Future<Answer> list(RoutingContext context) {
        Caller caller = reader(context);
        Scope scope = caller.scope();
        int limit = Query.limit(context);
        String cursor = Query.cursor(context);
        return file(context, scope)
                .compose(file -> commands.ofUnit(scope, file.unit().id(), limit, cursor))
                .map(page -> Answer.ok(AlarmsApi.page(page, command -> json(command, now()))));
    }

    /** Asked, and on its way; the answer comes into the list of commands. */
    Future<Answer> ask(RoutingContext context) {
        Caller caller = reader(context);
        Fields body = Json.body(context);
        CommandOp op = CommandOp.named(body.text("op", LONGEST_ID))
                .orElseThrow(() -> Problem.field("op", "No unit knows this op."));
        if (caller.role() != null && !op.mayBeAskedBy(caller.role())) {
            throw new Problem(403, "Your role may not ask this of a unit.").with("field", "op");
        }
        String id = body.optionalText("id", LONGEST_ID);
        Integer seconds = body.optionalNumber("expiresInSeconds", 1, (int) CommandRules.LONGEST_EXPIRY.toSeconds());
        UnitCommandDesk.Request request = new UnitCommandDesk.Request(
                Query.pathCid(context),
                id == null ? UUID.randomUUID().toString() : id,
                op,
                body.values("args"),
                seconds == null ? CommandRules.USUAL_EXPIRY : Duration.ofSeconds(seconds),
                Pages.address(context));
        return desk.ask(caller.scope(), request).map(this::answer);
    }

    private Answer answer(UnitCommandDesk.Result result) {
        if (result instanceof UnitCommandDesk.Asked asked) {
            return new Answer(asked.isNew() ? 201 : 200, json(asked.command(), now()));
        }
        if (result instanceof UnitCommandDesk.Invalid invalid) {
            throw Problem.field(invalid.field(), invalid.why());
        }
        if (result instanceof UnitCommandDesk.TooMany) {
            throw new Problem(409, CommandRules.MOST_OPEN + " commands of this unit wait already.");
        }
        if (result instanceof UnitCommandDesk.OtherContent) {
            throw new Problem(409, "Something else was asked under this id.").with("field", "id");
        }
        throw Problem.notFound();
    }

    private Future<UnitFile> file(RoutingContext context, Scope scope) {
        return units.find(scope, Query.pathCid(context)).map(found -> found.orElseThrow(Problem::notFound));
    }

    private static Caller reader(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(READERS);
        return caller;
    }

    private Instant now() {
        return parts.clock().instant();
    }

    private static Map<String, @Nullable Object> json(UnitFile file, List<AlarmRow> open) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", file.unit().id().toString());
        json.put("cid", file.unit().cid());
        json.put("protocol", file.unit().protocol().name());
        json.put("authentication", file.proof().name());
        json.put("status", file.unit().status().name());
        json.put("make", file.make());
        json.put("model", file.model());
        UnitFile.Known known = file.known();
        json.put("lastHeardAt", text(known.lastHeard()));
        json.put("connection", known.connection() == null ? null : json(known.connection()));
        json.put("state", known.state() == null ? null : json(known.state()));
        json.put("registration", known.registration() == null ? null : json(known.registration()));
        json.put("undeliveredReplies", known.undelivered() == null ? null : json(known.undelivered()));
        json.put("faults", known.faults().stream().map(CommandsApi::json).toList());
        json.put("openAlarms", open.stream().map(AlarmJson::item).toList());
        return json;
    }

    private static Map<String, @Nullable Object> json(UnitConnection connection) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("open", connection.open());
        json.put("protocol", connection.protocol().name());
        json.put("gateway", connection.gatewayId());
        json.put("remoteAddress", connection.remoteAddress());
        json.put("since", connection.since().toString());
        json.put("until", text(connection.until()));
        return json;
    }

    private static Map<String, @Nullable Object> json(UnitState state) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        UnitState.Report report = state.report();
        json.put("state", state.word().name());
        json.put("since", state.since().toString());
        json.put("reportedAt", report == null ? null : report.at().toString());
        json.put("firmware", report == null ? null : report.firmware());
        json.put("settings", report == null ? null : report.settings());
        json.put("bearer", report == null ? null : report.bearer());
        json.put("rssi", report == null ? null : report.rssi());
        json.put("mains", report == null ? null : report.mains());
        json.put("battery", report == null ? null : report.battery());
        return json;
    }

    private static Map<String, @Nullable Object> json(UnitFile.Registration registration) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("uri", registration.uri());
        json.put("proven", registration.proven());
        json.put("since", registration.since().toString());
        json.put("until", registration.until().toString());
        return json;
    }

    private static Map<String, @Nullable Object> json(UndeliveredReply undelivered) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("times", undelivered.times());
        json.put("since", undelivered.since().toString());
        json.put("lastAt", undelivered.lastAt().toString());
        json.put("reason", undelivered.reason().name());
        json.put("sipStatus", undelivered.status());
        return json;
    }

    private static Map<String, @Nullable Object> json(UnitFile.Fault fault) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("kind", fault.kind());
        json.put("device", fault.device());
        json.put("since", fault.since().toString());
        return json;
    }

    private static Map<String, @Nullable Object> json(UnitCommand command, Instant now) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", command.id().toString());
        json.put("cid", command.cid());
        json.put("op", command.order().op().wireName());
        json.put("args", command.order().args());
        json.put("state", command.stateAt(now).name());
        json.put("requestedBy", command.order().by());
        json.put("requestedAt", command.order().at().toString());
        json.put("expiresAt", command.order().until().toString());
        json.put("sentAt", text(command.progress().sentAt()));
        json.put("gateway", command.progress().gatewayId());
        json.put(
                "result",
                Optional.ofNullable(command.answer()).map(CommandsApi::json).orElse(null));
        return json;
    }

    private static Map<String, @Nullable Object> json(UnitCommand.Answer answer) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("ok", answer.ok());
        json.put("code", answer.code());
        json.put("text", answer.text());
        json.put("at", answer.at().toString());
        return json;
    }

    private static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : at.toString();
    }
}
