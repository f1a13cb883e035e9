package org.tocsin.console.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmStore;
import org.tocsin.console.Callers;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.platform.Metrics;
import org.tocsin.speech.Announcement;
import org.tocsin.speech.CallDesk;
import org.tocsin.speech.CallReport;
import org.tocsin.speech.CallReport.Event;
import org.tocsin.speech.CallStore;
import org.tocsin.speech.PhoneCall;

/** What the service's telephone system reports of its calls. */
final class CallsApi {
    private static final Map<String, Event> EVENTS = Map.of(
            "ringing", Event.RINGING,
            "connected", Event.CONNECTED,
            "cleared", Event.CLEARED,
            "recording", Event.RECORDING);
    private static final int NAME = 128;
    private static final int ADDRESS = 256;
    private static final int PLACE = 512;

    private final CallDesk desk;
    private final CallStore calls;
    private final AlarmStore alarms;
    private final InstantSource clock;
    private final MeterRegistry metrics;

    CallsApi(Parts parts) {
        this.desk = new CallDesk(parts.database(), parts.clock(), parts.wakeup());
        this.calls = new CallStore(parts.database());
        this.alarms = new AlarmStore(parts.database());
        this.clock = parts.clock();
        this.metrics = parts.metrics();
    }

    /** Any number of times, in any order: each event of a call counts once. */
    Future<Answer> report(RoutingContext context) {
        Caller caller = Callers.caller(context);
        if (!caller.program()) {
            throw new Problem(403, "Calls are reported by a telephone system, with a token of the service.");
        }
        Fields body = Json.body(context);
        CallReport report = report(body);
        return desk.report(caller.scope(), report)
                .compose(kept -> announcement(caller.scope(), kept.call()).map(said -> {
                    String outcome = kept.repeated() ? "repeated" : kept.call().alarm() == null ? "no_alarm" : "alarm";
                    metrics.counter(
                                    Metrics.CALL_REPORTS,
                                    "event",
                                    report.event().name().toLowerCase(Locale.ROOT),
                                    "outcome",
                                    outcome)
                            .increment();
                    Map<String, @Nullable Object> json = json(kept.call());
                    json.put("repeated", kept.repeated());
                    json.put("detail", detail(kept.call()));
                    json.put("announcement", said.map(CallsApi::json).orElse(null));
                    return new Answer(kept.repeated() ? 200 : 201, json);
                }));
    }

    /** What the telephone system is to tell the home while nobody answers. */
    private Future<Optional<Announcement>> announcement(Scope scope, PhoneCall call) {
        PhoneCall.Belonging belongs = call.alarm();
        return belongs == null || call.state() != PhoneCall.State.RINGING
                ? Future.succeededFuture(Optional.empty())
                : alarms.find(scope, belongs.alarmId())
                        .map(found -> found.flatMap(row -> Announcement.of(
                                call.state(), row.alarm().progress().state())));
    }

    private static Map<String, @Nullable Object> json(Announcement said) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("en", said.english());
        json.put("cy", said.welsh());
        json.put("againAfterSeconds", said.again().toSeconds());
        return json;
    }

    Future<Answer> list(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustWorkOnAlarms();
        String matched = Query.text(context, "matched");
        if (matched != null && !matched.equals("false")) {
            throw Problem.field("matched", "Only false can be asked for: calls that belong to no alarm.");
        }
        CallStore.Query query = new CallStore.Query(matched != null, Query.limit(context), Query.cursor(context));
        return calls.list(caller.scope(), query).map(page -> Answer.ok(AlarmsApi.page(page, CallsApi::json)));
    }

    private CallReport report(Fields body) {
        Event event = body.oneOf("event", EVENTS);
        String cid = body.optionalText("cid", 32);
        if (cid != null && !cid.matches("[0-9]+")) {
            throw Problem.field("cid", "A cid is 1 to 32 digits.");
        }
        String recording = body.optionalText("recording", PLACE);
        if (event == Event.RECORDING && recording == null) {
            throw Problem.field("recording", "Say where the recording is.");
        }
        Instant now = clock.instant();
        Instant at = body.optionalTime("at");
        return new CallReport(
                body.text("callId", NAME),
                event,
                // A clock that is ahead would count speech before it was.
                at == null || at.isAfter(now) ? now : at,
                body.optionalText("from", ADDRESS),
                body.optionalText("to", ADDRESS),
                cid,
                recording);
    }

    private static String detail(PhoneCall call) {
        PhoneCall.Belonging alarm = call.alarm();
        if (alarm == null) {
            return "Kept. It belongs to no open alarm we know, by the number that was called, the unit's id or the"
                    + " caller's number; or that number is the number of several homes with an alarm.";
        }
        return "It belongs to alarm " + alarm.reference() + ".";
    }

    static Map<String, @Nullable Object> json(PhoneCall call) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", call.id().toString());
        json.put("callId", call.callId());
        json.put("state", call.state().name());
        PhoneCall.Belonging alarm = call.alarm();
        json.put("alarmId", alarm == null ? null : alarm.alarmId().toString());
        json.put("alarmReference", alarm == null ? null : alarm.reference());
        json.put("matchedBy", alarm == null ? null : alarm.matchedBy().name());
        json.put("ringingAt", time(call.times().ringing()));
        json.put("connectedAt", time(call.times().connected()));
        json.put("clearedAt", time(call.times().cleared()));
        json.put("recording", call.recording());
        return json;
    }

    private static @Nullable String time(@Nullable Instant at) {
        return at == null ? null : at.toString();
    }
}
