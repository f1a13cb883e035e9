package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.OperatorStore;
import org.tocsin.access.Role;
import org.tocsin.access.Scope;
import org.tocsin.console.Callers;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.service.SpeechSettings;
import org.tocsin.service.TelecareService.Speech;
import org.tocsin.service.TelecareService.SpeechWaits;
import org.tocsin.speech.CallAddress;

/** Who is called for speech: the service's numbers, and where each operator is called. */
final class SpeechApi {
    private static final int ADDRESSES = 600;
    private static final int OWN_RECEIVER = 61;
    private static final int THE_NUMBER = 62;

    private final SpeechSettings settings;
    private final OperatorStore operators;
    private final AuditTrail audit;

    SpeechApi(Parts parts) {
        this.settings = new SpeechSettings(parts.database(), parts.clock());
        this.operators = parts.operators();
        this.audit = new AuditTrail(parts.database(), parts.clock());
    }

    Future<Answer> settings(RoutingContext context) {
        return settings.find(Callers.caller(context).scope()).map(found -> Answer.ok(json(found)));
    }

    /** All of them; what is left out takes its usual value. The same request again changes nothing. */
    Future<Answer> change(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(EnumSet.of(Role.MANAGER, Role.ADMIN));
        Speech wanted = speech(Json.body(context));
        Scope scope = caller.scope();
        return settings.change(scope, wanted)
                .compose(changed -> audit.record(
                        scope, "change-speech-settings", "service:" + scope.serviceId(), Pages.address(context)))
                .map(Answer.ok(json(wanted)));
    }

    /** Where a person is called. By that person, or by whoever manages the service. */
    Future<Answer> extension(RoutingContext context) {
        Caller caller = Callers.caller(context);
        Scope scope = caller.scope();
        String username = context.pathParam("username");
        if (!scope.actor().equals("operator:" + username)) {
            caller.mustBe(EnumSet.of(Role.MANAGER, Role.ADMIN));
        }
        String extension = addresses(Json.body(context), "extension", false);
        return operators
                .callAt(scope, username, extension)
                .compose(known -> known
                        ? audit.record(scope, "change-extension", "operator:" + username, Pages.address(context))
                                .map(audited -> {
                                    Map<String, @Nullable Object> json = new LinkedHashMap<>();
                                    json.put("username", username);
                                    json.put("extension", extension);
                                    return Answer.ok(json);
                                })
                        : Future.failedFuture(Problem.notFound()));
    }

    private static Speech speech(Fields body) {
        String number = addresses(body, "number", true);
        SpeechWaits usual = SpeechWaits.USUAL;
        Integer hold = body.optionalNumber("holdSeconds", 10, 1_800);
        Integer speech = body.optionalNumber("speechWithinSeconds", 15, 600);
        return new Speech(
                number == null ? OWN_RECEIVER : THE_NUMBER,
                number,
                addresses(body, "overflowNumber", false),
                addresses(body, "defaultQueueNumber", false),
                body.flag("callsReported", false),
                new SpeechWaits(
                        hold == null ? usual.hold() : Duration.ofSeconds(hold),
                        speech == null ? usual.speech() : Duration.ofSeconds(speech)));
    }

    private static @Nullable String addresses(Fields body, String name, boolean template) {
        String addresses = body.optionalText(name, ADDRESSES);
        String fault = addresses == null ? null : CallAddress.fault(addresses, template);
        if (fault != null) {
            throw Problem.field(name, fault);
        }
        return addresses;
    }

    private static Map<String, @Nullable Object> json(Speech speech) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("number", speech.number());
        json.put("overflowNumber", speech.overflowNumber());
        json.put("defaultQueueNumber", speech.queueNumber());
        json.put("callsReported", speech.callsReported());
        json.put("holdSeconds", speech.waits().hold().toSeconds());
        json.put("speechWithinSeconds", speech.waits().speech().toSeconds());
        return json;
    }
}
