package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Role;
import org.tocsin.console.Callers;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.console.figures.ProfileForm;
import org.tocsin.figures.AuditActs;
import org.tocsin.figures.CallKind;
import org.tocsin.figures.CallRows;
import org.tocsin.figures.Cause;
import org.tocsin.figures.CountingRule.ArrivalClock;
import org.tocsin.figures.FallMonth;
import org.tocsin.figures.FallStore;
import org.tocsin.figures.FigureStore;
import org.tocsin.figures.FigureStore.Figures;
import org.tocsin.figures.Profile;
import org.tocsin.figures.ProfileStore;
import org.tocsin.figures.SentRows;
import org.tocsin.figures.StaffingStore;

/** How soon calls were answered and responders arrived, by month; the rows behind; what people said about them. */
final class FiguresApi {
    private static final Set<Role> READERS = EnumSet.of(Role.MANAGER, Role.ADMIN);
    private static final int LONGEST = 2_000;
    private static final int LARGEST = 1_000;

    private final FigureStore figures;
    private final CallRows calls;
    private final SentRows sent;
    private final ProfileStore profiles;
    private final AuditActs acts;
    private final FallStore falls;
    private final StaffingStore staffing;
    private final QualityApi quality;
    private final AuditTrail audit;

    FiguresApi(Parts parts) {
        this.figures = new FigureStore(parts.database(), parts.clock());
        this.calls = new CallRows(parts.database(), parts.clock());
        this.sent = new SentRows(parts.database(), parts.clock());
        this.profiles = new ProfileStore(parts.database(), parts.clock());
        this.acts = new AuditActs(parts.database(), parts.clock());
        this.falls = new FallStore(parts.database(), parts.clock());
        this.staffing = new StaffingStore(parts.database(), parts.clock());
        this.quality = new QualityApi(parts);
        this.audit = new AuditTrail(parts.database(), parts.clock());
    }

    void mount(Router router) {
        router.get(Api.ROOT + "/figures/answers").handler(Answers.answering(this::answers));
        router.get(Api.ROOT + "/figures/answers/calls").handler(Answers.answering(this::calls));
        router.get(Api.ROOT + "/figures/arrivals").handler(Answers.answering(this::arrivals));
        router.get(Api.ROOT + "/figures/arrivals/alarms").handler(Answers.answering(this::sent));
        router.post(Api.ROOT + "/figures/exclusions").handler(Answers.answering(this::exclude));
        router.post(Api.ROOT + "/figures/exclusions/:id/withdraw").handler(Answers.answering(this::include));
        router.post(Api.ROOT + "/figures/investigations").handler(Answers.answering(this::investigate));
        router.get(Api.ROOT + "/figures/profiles").handler(Answers.answering(this::profiles));
        router.post(Api.ROOT + "/figures/profiles").handler(Answers.answering(this::addProfile));
        router.get(Api.ROOT + "/figures/falls").handler(Answers.answering(this::falls));
        router.get(Api.ROOT + "/figures/staffing").handler(Answers.answering(this::staffing));
        quality.mount(router);
    }

    private Future<Answer> falls(RoutingContext context) {
        return falls.months(reader(context).scope())
                .map(months -> Answer.ok(
                        Map.of("months", months.stream().map(FiguresJson::falls).toList(), "rule", FallMonth.RULE)));
    }

    private Future<Answer> staffing(RoutingContext context) {
        return staffing.plan(reader(context).scope()).map(plan -> Answer.ok(FiguresJson.staffing(plan)));
    }

    static Caller reader(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(READERS);
        return caller;
    }

    private Future<Answer> answers(RoutingContext context) {
        return figures.read(reader(context).scope())
                .map(found -> Answer.ok(page(found, FiguresJson.answers(found.answers()))));
    }

    private Future<Answer> arrivals(RoutingContext context) {
        return figures.read(reader(context).scope())
                .map(found -> Answer.ok(page(found, FiguresJson.arrivals(found.arrivals()))));
    }

    private static Map<String, Object> page(Figures found, List<?> months) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("service", found.service());
        json.put("zone", found.zone().getId());
        json.put("asOf", found.asOf().toString());
        json.put("behind", found.behind());
        json.put("months", months);
        return json;
    }

    private Future<Answer> calls(RoutingContext context) {
        Caller caller = reader(context);
        CallRows.Query query = new CallRows.Query(
                month(context),
                one(context, "which", CallRows.Which.class, CallRows.Which.COUNTED),
                optional(context, "kind", CallKind.class),
                Query.after(context));
        return read(context, caller)
                .compose(v -> calls.list(caller.scope(), query, Math.min(LARGEST, Query.limit(context))))
                .map(page -> Answer.ok(AlarmsApi.page(page, FiguresJson::call)));
    }

    private Future<Answer> sent(RoutingContext context) {
        Caller caller = reader(context);
        SentRows.Query query = new SentRows.Query(
                month(context),
                one(context, "which", SentRows.Which.class, SentRows.Which.COUNTED),
                optional(context, "clock", ArrivalClock.class),
                Query.after(context));
        return read(context, caller)
                .compose(v -> sent.list(caller.scope(), query, Math.min(LARGEST, Query.limit(context))))
                .map(page -> Answer.ok(AlarmsApi.page(page, FiguresJson::sent)));
    }

    /** The rows name homes: each reading is on the audit trail first. */
    private Future<Void> read(RoutingContext context, Caller caller) {
        return audit.record(
                caller.scope(), "read-figure-rows", "service:" + caller.scope().serviceId(), Pages.address(context));
    }

    private Future<Answer> exclude(RoutingContext context) {
        Caller caller = reader(context);
        Fields body = Json.body(context);
        return acts.exclude(person(caller).scope(), signal(body), body.text("reason", LONGEST), Pages.address(context))
                .map(FiguresApi::done);
    }

    private Future<Answer> include(RoutingContext context) {
        Caller caller = person(reader(context));
        String why = Json.body(context).text("why", LONGEST);
        return acts.include(caller.scope(), Query.id(context), why, Pages.address(context))
                .map(FiguresApi::done);
    }

    private Future<Answer> investigate(RoutingContext context) {
        Caller caller = person(reader(context));
        Fields body = Json.body(context);
        Cause cause = value("cause", body.text("cause", 40), Cause.class);
        return acts.investigated(
                        caller.scope(), signal(body), cause, body.text("words", LONGEST), Pages.address(context))
                .map(FiguresApi::done);
    }

    /** A program says nothing in somebody's name here. */
    static Caller person(Caller caller) {
        if (caller.program()) {
            throw new Problem(403, "Only a person who is signed in does this, under their own name.");
        }
        return caller;
    }

    private static UUID signal(Fields body) {
        UUID signal = body.optionalId("signalId");
        if (signal == null) {
            throw Problem.field("signalId", "This field is missing.");
        }
        return signal;
    }

    static Answer done(AuditActs.Result result) {
        if (result instanceof AuditActs.Result.Refused refused) {
            throw new Problem(409, refused.why());
        }
        if (result instanceof AuditActs.Result.NotFound) {
            throw Problem.notFound();
        }
        return Answer.ok(Map.of("done", true));
    }

    private Future<Answer> profiles(RoutingContext context) {
        return profiles.list(reader(context).scope()).map(written -> {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("shipped", FiguresJson.profile(ProfileStore.SHIPPED));
            json.put("written", written.stream().map(FiguresJson::profile).toList());
            return Answer.ok(json);
        });
    }

    private Future<Answer> addProfile(RoutingContext context) {
        Caller caller = reader(context);
        Fields body = Json.body(context);
        ProfileForm.Read read = ProfileForm.read(name -> text(body, name));
        Profile profile = read.profile();
        if (profile == null) {
            throw Problem.field(read.field(), read.problem());
        }
        return profiles.add(caller.scope(), profile, Pages.address(context))
                .compose(why -> why.isPresent()
                        ? Future.failedFuture(Problem.field("validFrom", why.get()))
                        : Future.succeededFuture(new Answer(201, FiguresJson.profile(profile))));
    }

    private static @Nullable String text(Fields body, String name) {
        if (name.equals("counted")) {
            return body.has(name) ? String.join(" ", body.texts(name, 10, 40)) : null;
        }
        if (name.endsWith("Seconds")) {
            Integer seconds = body.optionalNumber(name, 0, 1_000_000);
            return seconds == null ? null : seconds.toString();
        }
        return body.optionalText(name, LONGEST);
    }

    static LocalDate month(RoutingContext context) {
        String month = Query.text(context, "month");
        try {
            return YearMonth.parse(month == null ? "" : month).atDay(1);
        } catch (DateTimeException e) {
            throw Problem.field("month", "A month looks like 2026-11.");
        }
    }

    private static <E extends Enum<E>> E one(RoutingContext context, String name, Class<E> type, E usual) {
        E found = optional(context, name, type);
        return found == null ? usual : found;
    }

    private static <E extends Enum<E>> @Nullable E optional(RoutingContext context, String name, Class<E> type) {
        String text = Query.text(context, name);
        return text == null ? null : value(name, text, type);
    }

    private static <E extends Enum<E>> E value(String name, String text, Class<E> type) {
        Map<String, E> words = EstateFields.words(type);
        E found = words.get(text);
        if (found == null) {
            throw Problem.field(
                    name, "One of " + words.keySet().stream().sorted().toList() + ".");
        }
        return found;
    }
}
