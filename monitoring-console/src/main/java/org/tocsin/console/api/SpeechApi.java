package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Role;
import org.tocsin.access.Scope;
import org.tocsin.console.Callers;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.service.SpeechSettings;
import org.tocsin.service.TelecareService.Speech;
import org.tocsin.speech.Extensions;
import org.tocsin.speech.SpeechForm;

/** Who is called for speech: the service's numbers, and where each operator is called. */
final class SpeechApi {
    private final SpeechSettings settings;
    private final Extensions extensions;

    SpeechApi(Parts parts) {
        this.settings = new SpeechSettings(parts.database(), parts.clock());
        this.extensions = new Extensions(parts.database(), parts.clock());
    }

    Future<Answer> settings(RoutingContext context) {
        return settings.find(Callers.caller(context).scope()).map(found -> Answer.ok(json(found)));
    }

    /** All of them; what is left out takes its usual value. The same request again changes nothing. */
    Future<Answer> change(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(EnumSet.of(Role.MANAGER, Role.ADMIN));
        Speech wanted = speech(Json.body(context));
        return settings.change(caller.scope(), wanted, Pages.address(context)).map(Answer.ok(json(wanted)));
    }

    /** Where a person is called. By that person, or by whoever manages the service. */
    Future<Answer> extension(RoutingContext context) {
        Caller caller = Callers.caller(context);
        Scope scope = caller.scope();
        String username = context.pathParam("username");
        if (!scope.actor().equals("operator:" + username)) {
            caller.mustBe(EnumSet.of(Role.MANAGER, Role.ADMIN));
        }
        String extension = Json.body(context).optionalText("extension", Extensions.LONGEST);
        String fault = extension == null ? null : Extensions.fault(extension);
        if (fault != null) {
            throw Problem.field("extension", fault);
        }
        return extensions
                .set(scope, username, extension, Pages.address(context))
                .map(known -> {
                    if (!known) {
                        throw Problem.notFound();
                    }
                    Map<String, @Nullable Object> json = new LinkedHashMap<>();
                    json.put("username", username);
                    json.put("extension", extension);
                    return Answer.ok(json);
                });
    }

    private static Speech speech(Fields body) {
        SpeechForm form = new SpeechForm(
                body.optionalText("number", SpeechForm.LONGEST),
                body.optionalText("overflowNumber", SpeechForm.LONGEST),
                body.optionalText("defaultQueueNumber", SpeechForm.LONGEST),
                body.flag("callsReported", false),
                body.optionalNumber("holdSeconds", SpeechForm.LEAST_HOLD, SpeechForm.MOST_HOLD),
                body.optionalNumber("speechWithinSeconds", SpeechForm.LEAST_SPEECH, SpeechForm.MOST_SPEECH));
        form.wrong().entrySet().stream().findFirst().ifPresent(wrong -> {
            throw Problem.field(wrong.getKey(), wrong.getValue());
        });
        return form.speech();
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
