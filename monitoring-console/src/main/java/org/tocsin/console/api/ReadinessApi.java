package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Role;
import org.tocsin.access.Scope;
import org.tocsin.console.Callers;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.home.Peripheral;
import org.tocsin.home.PeripheralStore;
import org.tocsin.home.RiskTier;
import org.tocsin.readiness.LineConfirmations;
import org.tocsin.readiness.LineConfirmations.Result;
import org.tocsin.readiness.Readiness;
import org.tocsin.readiness.ReadinessStore;
import org.tocsin.readiness.ReadinessStore.By;
import org.tocsin.readiness.TriggerProof;

/** How ready homes are, and that their line providers are told so. */
final class ReadinessApi {
    static final Set<Role> READERS = EnumSet.of(Role.OPERATOR, Role.INSTALLER, Role.MANAGER, Role.ADMIN);
    static final Set<Role> MANAGERS = EnumSet.of(Role.MANAGER, Role.ADMIN);
    private static final int LONGEST_REASON = 1_000;

    private final Parts parts;
    private final ReadinessStore readiness;
    private final LineConfirmations confirmations;
    private final PeripheralStore triggers;
    private final AuditTrail audit;

    ReadinessApi(Parts parts) {
        this.parts = parts;
        this.readiness = new ReadinessStore(parts.database(), parts.clock());
        this.confirmations = new LineConfirmations(parts.database(), parts.clock());
        this.triggers = new PeripheralStore(parts.database());
        this.audit = new AuditTrail(parts.database(), parts.clock());
    }

    Future<Answer> list(RoutingContext context) {
        Caller caller = reader(context);
        return audit.record(caller.scope(), "list-readiness", "service", Pages.address(context))
                .compose(audited -> readiness.list(
                        caller.scope(), having(context), Query.limit(context), Query.text(context, "cursor")))
                .recover(e -> Future.failedFuture(
                        e instanceof IllegalArgumentException
                                ? Problem.field("cursor", "A cursor is the next of the page before.")
                                : e))
                .map(page -> Answer.ok(AlarmsApi.page(page, ReadinessApi::line)));
    }

    Future<Answer> figures(RoutingContext context) {
        Caller caller = reader(context);
        LocalDate today = parts.clock().instant().atZone(ZoneOffset.UTC).toLocalDate();
        return readiness.figures(caller.scope(), having(context), today).map(figures -> {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("homes", figures.homes());
            Map<String, Object> by = new LinkedHashMap<>();
            for (By which : By.values()) {
                Map<String, Object> counts = new LinkedHashMap<>();
                figures.by()
                        .getOrDefault(which, Map.of())
                        .forEach((value, count) -> counts.put(which == By.RISK ? risk(value) : value, count));
                by.put(which.name().toLowerCase(Locale.ROOT), counts);
            }
            json.put("by", by);
            Map<String, Object> counts = new LinkedHashMap<>();
            for (TriggerProof.State state : TriggerProof.State.values()) {
                counts.put(state.name(), figures.triggersIn(state));
            }
            json.put("triggers", counts);
            json.put("converterTestsDue", figures.overdue());
            json.put("waiting", figures.waiting());
            json.put("asOf", text(figures.asOf()));
            return Answer.ok(json);
        });
    }

    Future<Answer> home(RoutingContext context) {
        Caller caller = reader(context);
        Scope scope = caller.scope();
        UUID homeId = Query.id(context);
        return readiness.home(scope, homeId).compose(found -> {
            Readiness home = found.orElseThrow(Problem::notFound);
            return Future.all(triggers.list(scope, homeId), confirmations.ofHome(scope, homeId))
                    .map(both -> Answer.ok(home(homeId, home, both.resultAt(0), both.resultAt(1))));
        });
    }

    Future<Answer> confirm(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(MANAGERS);
        String reason = Json.body(context).optionalText("overrideReason", LONGEST_REASON);
        return confirmations
                .confirm(caller.scope(), Query.id(context), reason, Pages.address(context))
                .map(result -> {
                    if (result instanceof Result.Confirmed confirmed) {
                        return new Answer(201, Map.of("id", confirmed.id().toString()));
                    }
                    if (result instanceof Result.NotProven not) {
                        throw new Problem(409, "Not every trigger is proved; say why it is told all the same.")
                                .with("triggers", not.triggers())
                                .with("current", not.current());
                    }
                    if (result instanceof Result.Invalid invalid) {
                        throw Problem.field("overrideReason", invalid.why());
                    }
                    throw Problem.notFound();
                });
    }

    Future<Answer> limits(RoutingContext context) {
        return readiness.limits(reader(context).scope()).map(ReadinessApi::limits);
    }

    Future<Answer> setLimits(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(MANAGERS);
        Fields body = Json.body(context);
        ReadinessStore.Limits limits =
                new ReadinessStore.Limits(days(body, "proofLimitDays"), days(body, "converterRetestDays"));
        return readiness.setLimits(caller.scope(), limits).map(set -> limits(limits));
    }

    private static Duration days(Fields body, String name) {
        Integer days = body.optionalNumber(name, 1, 3650);
        if (days == null) {
            throw Problem.field(name, "This field is missing.");
        }
        return Duration.ofDays(days);
    }

    private static Answer limits(ReadinessStore.Limits limits) {
        return Answer.ok(Map.of(
                "proofLimitDays", limits.proof().toDays(),
                "converterRetestDays", limits.converterRetest().toDays()));
    }

    /** What stands behind the question mark. */
    private static Map<By, String> having(RoutingContext context) {
        Map<By, String> having = new EnumMap<>(By.class);
        for (By by : By.values()) {
            String value = Query.text(context, by.name().toLowerCase(Locale.ROOT));
            if (value != null) {
                having.put(by, by == By.RISK ? rank(value) : value);
            }
        }
        return having;
    }

    private static String rank(String tier) {
        try {
            return Integer.toString(RiskTier.valueOf(tier).ordinal() + 1);
        } catch (IllegalArgumentException e) {
            throw Problem.field("risk", "A risk is CRITICAL, HIGH or STANDARD.");
        }
    }

    private static String risk(String rank) {
        return RiskTier.values()[Integer.parseInt(rank) - 1].name();
    }

    private static Caller reader(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(READERS);
        return caller;
    }

    private static Map<String, @Nullable Object> line(ReadinessStore.Line line) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("homeId", line.homeId().toString());
        json.put("place", line.place());
        json.put("risk", line.risk().name());
        json.put("area", line.area());
        json.put("equipment", line.equipment().equipment().name());
        json.put("converterDueOn", text(line.equipment().converterDueOn()));
        json.put("lineProvider", line.line().provider());
        json.put("linePlannedOn", text(line.line().plannedOn()));
        json.put("lineConfirmedAt", text(line.line().confirmedAt()));
        json.put("proof", line.proof().worst().name());
        json.put("reason", text(line.proof().reason()));
        json.put("triggers", line.proof().triggers());
        json.put("current", line.proof().current());
        json.put("state", line.state().name());
        json.put("exception", line.exception());
        json.put("asOf", line.asOf().toString());
        return json;
    }

    private static Map<String, @Nullable Object> home(
            UUID homeId, Readiness home, List<Peripheral> named, List<LineConfirmations.Confirmation> confirmations) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("homeId", homeId.toString());
        json.put("state", home.state().name());
        json.put("proof", home.proof().name());
        json.put("reason", text(home.reason()));
        json.put("nextAt", text(home.nextAt()));
        json.put("converterDueOn", text(home.converterDueOn()));
        json.put(
                "triggers",
                home.triggers().stream().map(proof -> trigger(proof, named)).toList());
        json.put(
                "confirmations",
                confirmations.stream().map(ReadinessApi::confirmation).toList());
        return json;
    }

    private static Map<String, @Nullable Object> trigger(TriggerProof proof, List<Peripheral> named) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", proof.triggerId().toString());
        json.put(
                "name",
                named.stream()
                        .filter(trigger -> trigger.id().equals(proof.triggerId()))
                        .map(Peripheral::words)
                        .findFirst()
                        .orElse(""));
        json.put("state", proof.state().name());
        json.put("reason", text(proof.reason()));
        json.put("heardAt", text(proof.heardAt()));
        json.put("since", text(proof.since()));
        json.put("until", text(proof.until()));
        return json;
    }

    private static Map<String, @Nullable Object> confirmation(LineConfirmations.Confirmation confirmation) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", confirmation.id().toString());
        json.put("provider", confirmation.provider());
        json.put("at", confirmation.at().toString());
        json.put("by", confirmation.by());
        json.put("overrideReason", confirmation.overrideReason());
        return json;
    }

    static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
