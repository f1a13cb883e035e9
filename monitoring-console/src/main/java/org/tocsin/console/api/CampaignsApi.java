package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Role;
import org.tocsin.console.Callers;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.healthtest.AskingHours;
import org.tocsin.healthtest.Campaign;
import org.tocsin.healthtest.CampaignDesk;
import org.tocsin.healthtest.CampaignStore;
import org.tocsin.healthtest.Progress;
import org.tocsin.healthtest.RunStore;
import org.tocsin.healthtest.Selection;
import org.tocsin.healthtest.TestRun;
import org.tocsin.platform.Page;

/** Campaigns of health tests, for programs. */
final class CampaignsApi {
    private static final Set<Role> PLANS = EnumSet.of(Role.MANAGER, Role.ADMIN);
    private static final Set<Role> READS = EnumSet.of(Role.OPERATOR, Role.INSTALLER, Role.MANAGER, Role.ADMIN);
    private static final Map<String, String> EQUIPMENT = words("UNKNOWN", "ANALOGUE", "CONVERTER", "DIGITAL");
    private static final Map<String, String> TIERS = words("CRITICAL", "HIGH", "STANDARD");
    private static final int YEAR = 366;
    private static final int DAY = 86_400;

    private final CampaignStore campaigns;
    private final CampaignDesk desk;
    private final RunStore runs;

    CampaignsApi(Parts parts) {
        this.campaigns = new CampaignStore(parts.database(), parts.clock());
        this.desk = new CampaignDesk(parts.database(), parts.clock());
        this.runs = new RunStore(parts.database());
    }

    private static Map<String, String> words(String... names) {
        return Arrays.stream(names)
                .collect(Collectors.toMap(name -> name.toLowerCase(Locale.ROOT), Function.identity()));
    }

    Future<Answer> list(RoutingContext context) {
        return campaigns.list(reader(context).scope()).map(found -> {
            Map<String, @Nullable Object> page = new LinkedHashMap<>();
            page.put("items", found.stream().map(CampaignsApi::json).toList());
            page.put("next", null);
            return Answer.ok(page);
        });
    }

    Future<Answer> create(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(PLANS);
        Fields body = Json.body(context);
        return desk.create(caller.scope(), order(body), body.optionalTime("startsAt"), Pages.address(context))
                .compose(result -> answer(context, result, 201));
    }

    Future<Answer> one(RoutingContext context) {
        Caller caller = reader(context);
        return find(context, caller).compose(campaign -> withProgress(caller, campaign, 200));
    }

    /** What the selection of a campaign would come to; nothing is written. */
    Future<Answer> count(RoutingContext context) {
        Caller caller = reader(context);
        Campaign.Order order = order(Json.body(context));
        return campaigns
                .preview(caller.scope(), order.selection(), order.trialPerModel())
                .map(preview -> {
                    Map<String, Object> methods = new LinkedHashMap<>();
                    preview.methods().forEach((method, units) -> methods.put(word(method), units));
                    return Answer.ok(Map.of(
                            "units", preview.units(),
                            "methods", methods,
                            "trial", preview.trial(),
                            "audibleHomes", preview.audibleHomes()));
                });
    }

    Future<Answer> pause(RoutingContext context) {
        return act(
                context,
                (caller, id) ->
                        desk.pause(caller.scope(), id, Json.body(context).text("reason", 500), Pages.address(context)));
    }

    Future<Answer> resume(RoutingContext context) {
        return act(context, (caller, id) -> desk.resume(caller.scope(), id, Pages.address(context)));
    }

    Future<Answer> stop(RoutingContext context) {
        return act(
                context,
                (caller, id) ->
                        desk.stop(caller.scope(), id, Json.body(context).text("reason", 500), Pages.address(context)));
    }

    /** A person accepts: a program has not looked at anything. */
    Future<Answer> accept(RoutingContext context) {
        if (Callers.caller(context).program()) {
            throw new Problem(403, "A trial is accepted by a person with the role of a manager.");
        }
        return act(context, (caller, id) -> desk.accept(caller.scope(), id, Pages.address(context)));
    }

    Future<Answer> runs(RoutingContext context) {
        Caller caller = reader(context);
        String state = Query.text(context, "state");
        String cursor = Query.text(context, "cursor");
        int limit = Math.min(Page.LARGEST, Query.limit(context));
        if (cursor != null && !cursor.matches("-?[0-9]{1,10}")) {
            throw Problem.field("cursor", "A cursor is the next of the page before.");
        }
        return find(context, caller).compose(campaign -> {
            RunStore.Query query =
                    new RunStore.Query(campaign.id(), campaign.standing().cycle(), state(state), null, false);
            return runs.list(caller.scope(), query, limit, cursor).map(page -> {
                Map<String, @Nullable Object> json = new LinkedHashMap<>();
                json.put("items", page.items().stream().map(CampaignsApi::json).toList());
                json.put("next", page.next());
                return Answer.ok(json);
            });
        });
    }

    private static TestRun.@Nullable State state(@Nullable String word) {
        if (word == null) {
            return null;
        }
        return Arrays.stream(TestRun.State.values())
                .filter(state -> word(state).equals(word))
                .findFirst()
                .orElseThrow(() -> Problem.field("state", "There is no such state."));
    }

    private static Caller reader(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(READS);
        return caller;
    }

    private interface Act {
        Future<CampaignDesk.Result> by(Caller caller, UUID id);
    }

    private Future<Answer> act(RoutingContext context, Act act) {
        Caller caller = Callers.caller(context);
        caller.mustBe(PLANS);
        return act.by(caller, Query.id(context)).compose(result -> answer(context, result, 200));
    }

    private Future<Answer> answer(RoutingContext context, CampaignDesk.Result result, int status) {
        Caller caller = Callers.caller(context);
        if (result instanceof CampaignDesk.Done done) {
            return campaigns
                    .find(caller.scope(), done.campaignId())
                    .compose(campaign -> withProgress(caller, campaign.orElseThrow(), status));
        }
        if (result instanceof CampaignDesk.Invalid invalid) {
            return Future.failedFuture(Problem.field(invalid.field(), invalid.why()));
        }
        return Future.failedFuture(
                result instanceof CampaignDesk.NotNow notNow ? new Problem(409, notNow.why()) : Problem.notFound());
    }

    private Future<Campaign> find(RoutingContext context, Caller caller) {
        return campaigns.find(caller.scope(), Query.id(context)).map(found -> found.orElseThrow(Problem::notFound));
    }

    private Future<Answer> withProgress(Caller caller, Campaign campaign, int status) {
        return campaigns
                .progress(caller.scope(), campaign.id(), campaign.standing().cycle())
                .map(progress -> {
                    Map<String, @Nullable Object> json = json(campaign);
                    json.put("progress", json(progress));
                    return new Answer(status, json);
                });
    }

    private static Campaign.Order order(Fields body) {
        Fields chosen = Optional.ofNullable(body.optionalObject("selection")).orElseGet(Fields::none);
        Selection selection = new Selection(
                chosen.optionalText("area", 100),
                chosen.optionalId("unitModelId"),
                chosen.has("equipment") ? chosen.oneOf("equipment", EQUIPMENT) : null,
                chosen.has("riskTier") ? chosen.oneOf("riskTier", TIERS) : null,
                chosen.optionalTime("notTestedSince"),
                chosen.optionalTime("notProvenSince"));
        Campaign.Retries usual = Campaign.Retries.USUAL;
        Integer trial = body.optionalNumber("trialPerModel", 0, 1_000);
        Integer attempts = body.optionalNumber("attempts", 1, 10);
        Campaign.Retries retries = new Campaign.Retries(
                attempts == null ? usual.attempts() : attempts,
                seconds(body.optionalNumber("retryAfterSeconds", 0, 7 * DAY), usual.after()),
                seconds(body.optionalNumber("answerWithinSeconds", 1, DAY), usual.answerWithin()),
                seconds(body.optionalNumber("awaitSeconds", 60, YEAR * DAY), usual.awaitFor()));
        return new Campaign.Order(
                body.text("name", 100),
                selection,
                new Campaign.Pacing(body.optionalNumber("perMinute", 1, 600_000), hours(body)),
                retries,
                trial == null ? Campaign.Order.USUAL_TRIAL : trial,
                body.optionalNumber("everyDays", 1, YEAR));
    }

    private static AskingHours hours(Fields body) {
        String text = body.optionalText("hours", 300);
        try {
            return text == null
                    ? AskingHours.USUAL
                    : text.equals("always") ? AskingHours.ALWAYS : AskingHours.parse(text);
        } catch (IllegalArgumentException e) {
            throw Problem.field("hours", String.valueOf(e.getMessage()));
        }
    }

    private static Duration seconds(@Nullable Integer given, Duration usual) {
        return given == null ? usual : Duration.ofSeconds(given);
    }

    private static Map<String, @Nullable Object> json(Campaign campaign) {
        Campaign.Standing standing = campaign.standing();
        Campaign.Pause pause = standing.pause();
        Campaign.Hold hold = standing.hold();
        String hours = campaign.order().pacing().hours().toString();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", campaign.id().toString());
        json.put("name", campaign.order().name());
        json.put("state", word(standing.state()));
        json.put("cycle", standing.cycle());
        json.put("nextAt", standing.nextAt().toString());
        json.put("beganAt", text(standing.beganAt()));
        json.put("perMinute", campaign.order().pacing().perMinute());
        json.put("hours", hours.isEmpty() ? "always" : hours);
        json.put("everyDays", campaign.order().everyDays());
        json.put("trialPerModel", campaign.order().trialPerModel());
        json.put("pausedReason", pause == null ? null : pause.reason());
        json.put("heldWhy", hold == null ? null : word(hold.why()));
        return json;
    }

    private static Map<String, Object> json(Progress progress) {
        Map<String, Object> states = new LinkedHashMap<>();
        progress.states().forEach((state, units) -> states.put(word(state), units));
        Map<String, Object> causes = new LinkedHashMap<>();
        progress.causes().forEach((cause, units) -> causes.put(word(cause), units));
        return Map.of("units", progress.all(), "over", progress.over(), "states", states, "causes", causes);
    }

    private static Map<String, @Nullable Object> json(TestRun run) {
        TestRun.Course course = run.course();
        TestRun.Heard heard = course.heard();
        TestRun.Cause cause = course.cause();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("cid", run.cid());
        json.put("method", word(course.method()));
        json.put("state", word(course.state()));
        json.put("cause", cause == null ? null : word(cause));
        json.put("attempts", course.asked().attempts());
        json.put("askedAt", text(course.asked().at()));
        json.put("signalId", heard == null ? null : heard.signalId().toString());
        json.put("receivedAt", heard == null ? null : text(heard.at()));
        json.put("delayMillis", heard == null ? null : heard.delay().toMillis());
        json.put("path", heard == null ? null : heard.path());
        json.put("battery", heard == null ? null : heard.battery());
        json.put("rssi", heard == null ? null : heard.rssi());
        return json;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : at.toString();
    }
}
