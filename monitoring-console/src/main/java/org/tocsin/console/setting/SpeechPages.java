package org.tocsin.console.setting;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.LastChanges;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.console.person.PersonCards;
import org.tocsin.service.ServiceStore;
import org.tocsin.service.SpeechSettings;
import org.tocsin.service.TelecareService.Speech;
import org.tocsin.speech.SpeechForm;
import org.tocsin.unit.UnitModel;
import org.tocsin.unit.UnitModelStore;

/** Who is called for speech: the service's numbers, and how each model is spoken with; for its managers. Needs no script. */
public final class SpeechPages {
    private static final String ROOT = "/settings/speech";

    private final Pages pages;
    private final SpeechSettings settings;
    private final UnitModelStore models;
    private final LastChanges changes;
    private final ServiceStore services;

    public SpeechPages(Parts parts, Pages pages) {
        this.pages = pages;
        this.settings = new SpeechSettings(parts.database(), parts.clock());
        this.models =
                new UnitModelStore(parts.database(), new AuditTrail(parts.database(), parts.clock()), parts.clock());
        this.changes = new LastChanges(parts.database());
        this.services = new ServiceStore(parts.database(), parts.clock());
    }

    /** Adds the addresses of speech, for people who are signed in. */
    public void mount(Router router) {
        router.route(ROOT + "*").handler(SettingPages::managersOnly);
        router.get(ROOT).handler(context -> show(context, Map.of(), Map.of()));
        router.post(ROOT).handler(this::save);
        router.post(ROOT + "/models/:id").handler(this::saveModel);
    }

    private void show(RoutingContext context, Map<String, String> typed, Map<String, String> wrong) {
        SignedIn me = Login.signedIn(context);
        String subject = SpeechSettings.subject(me.scope());
        boolean saved = wrong.isEmpty() && context.request().getParam("saved") != null;
        Future.all(
                        settings.find(me.scope()),
                        models.list(me.scope()),
                        changes.find(me.scope(), List.of(subject), "change-speech-settings"),
                        services.findById(me.serviceId())
                                .map(service ->
                                        new WallClock(service.orElseThrow().zone())))
                .onSuccess(all -> {
                    Speech speech = all.resultAt(0);
                    LastChanges.@Nullable Change change =
                            all.<Map<String, LastChanges.Change>>resultAt(2).get(subject);
                    SpeechPage page = new SpeechPage(
                            SpeechWriter.now(speech),
                            change == null
                                    ? ""
                                    : PersonCards.by(change.actor()) + ", "
                                            + all.<WallClock>resultAt(3).day(change.at()),
                            typed.isEmpty() ? SpeechWriter.typed(speech) : typed,
                            wrong,
                            all.<List<UnitModel>>resultAt(1).stream()
                                    .map(SpeechWriter::model)
                                    .toList(),
                            saved);
                    if (!wrong.isEmpty() && !context.response().ended()) {
                        context.response().setStatusCode(422);
                    }
                    Pages.html(context, pages.render("speechsettings.jte", Map.of("page", page, "me", me)));
                })
                .onFailure(context::fail);
    }

    private void save(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        SpeechForm form = new SpeechForm(
                Pages.field(context, "number"),
                Pages.field(context, "overflowNumber"),
                Pages.field(context, "defaultQueueNumber"),
                Pages.text(context, "callsReported").equals("yes"),
                seconds(context, "holdSeconds"),
                seconds(context, "speechWithinSeconds"));
        Map<String, String> wrong = form.wrong();
        if (!wrong.isEmpty()) {
            Map<String, String> typed = new HashMap<>();
            context.request().formAttributes().forEach(field -> typed.put(field.getKey(), field.getValue()));
            show(context, typed, wrong);
            return;
        }
        settings.change(me.scope(), form.speech(), Pages.address(context))
                .onSuccess(changed -> Pages.seeOther(context, ROOT + "?saved=1"))
                .onFailure(context::fail);
    }

    private void saveModel(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        UUID id = Pages.id(context, "id");
        if (id == null) {
            context.fail(404);
            return;
        }
        boolean held = Pages.text(context, "held").equals("yes");
        boolean several = Pages.text(context, "several").equals("yes");
        models.speech(me.scope(), id, held, several, Pages.address(context))
                .onSuccess(known -> {
                    if (known) {
                        Pages.seeOther(context, ROOT + "?saved=1#models");
                    } else {
                        context.fail(404);
                    }
                })
                .onFailure(context::fail);
    }

    /** None for what is left empty, which is the usual time; what is no number is no time that can be. */
    private static @Nullable Integer seconds(RoutingContext context, String name) {
        String typed = Pages.field(context, name);
        return typed == null ? null : typed.matches("[0-9]{1,5}") ? Integer.valueOf(typed) : Integer.valueOf(0);
    }
}
