package org.tocsin.console.setting;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Role;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.Refusal;
import org.tocsin.console.SignedIn;
import org.tocsin.service.SwitchoverDay;
import org.tocsin.service.WatchSetting;
import org.tocsin.service.WatchSettings;
import org.tocsin.unit.ModelWatch;
import org.tocsin.unit.ModelWatch.Expected;

/** One page of every number by which a service watches its homes and tests them, for its managers. Needs no script. */
public final class SettingPages {
    private static final String ROOT = "/settings/watching";

    private final Pages pages;
    private final WatchSettings settings;
    private final ModelWatch models;
    private final SwitchoverDay days;

    public SettingPages(Parts parts, Pages pages) {
        this.pages = pages;
        this.settings = new WatchSettings(parts.database(), parts.clock());
        this.models = new ModelWatch(parts.database(), parts.clock());
        this.days = new SwitchoverDay(parts.database(), parts.clock());
    }

    /** Adds the addresses of settings, for people who are signed in. */
    public void mount(Router router) {
        router.route("/settings*").handler(SettingPages::managersOnly);
        router.get(ROOT).handler(context -> show(context, Map.of(), ""));
        router.post(ROOT).handler(this::save);
        router.post("/settings/switchover").handler(this::saveDay);
        router.post(ROOT + "/models/:id").handler(this::saveModel);
    }

    static void managersOnly(RoutingContext context) {
        Role role = Login.signedIn(context).role();
        if (role == Role.MANAGER || role == Role.ADMIN) {
            context.next();
        } else {
            context.fail(403, new Refusal("Managers set how the service watches and tests."));
        }
    }

    private void show(RoutingContext context, Map<WatchSetting, String> wrong, String problem) {
        SignedIn me = Login.signedIn(context);
        boolean saved = problem.isEmpty() && context.request().getParam("saved") != null;
        Future.all(settings.find(me.scope()), models.list(me.scope()), days.find(me.scope()))
                .onSuccess(both -> {
                    List<ModelWatch.Model> known = both.resultAt(1);
                    SettingPage page = new SettingPage(
                            SettingWriter.sections(both.resultAt(0), wrong),
                            known.stream().map(SettingWriter::model).toList(),
                            both.<LocalDate>resultAt(2).toString(),
                            problem,
                            saved);
                    if (!problem.isEmpty()) {
                        context.response().setStatusCode(422);
                    }
                    Pages.html(context, pages.render("settings.jte", Map.of("page", page, "me", me)));
                })
                .onFailure(context::fail);
    }

    private void save(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        settings.find(me.scope())
                .onSuccess(now -> {
                    Map<WatchSetting, Integer> wanted = new EnumMap<>(WatchSetting.class);
                    Map<WatchSetting, String> wrong = new HashMap<>();
                    read(context, now, wanted, wrong);
                    if (!wrong.isEmpty()) {
                        show(context, wrong, "Nothing was changed: look at what is marked.");
                        return;
                    }
                    settings.change(me.scope(), wanted, Pages.address(context))
                            .onSuccess(changed -> Pages.seeOther(context, ROOT + "?saved=1"))
                            .onFailure(context::fail);
                })
                .onFailure(context::fail);
    }

    /** What was left as it was shown stays what it is, to the second. */
    private static void read(
            RoutingContext context,
            Map<WatchSetting, Integer> now,
            Map<WatchSetting, Integer> wanted,
            Map<WatchSetting, String> wrong) {
        for (WatchSetting setting : WatchSetting.values()) {
            String typed = Pages.text(context, setting.jsonName());
            Integer before = now.get(setting);
            if (before == null || typed.equals(setting.typed(before))) {
                continue;
            }
            setting.stored(typed).ifPresentOrElse(value -> wanted.put(setting, value), () -> wrong.put(setting, typed));
        }
    }

    private void saveDay(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        Optional<LocalDate> day = day(Pages.text(context, "switchoverOn")).filter(SwitchoverDay::can);
        if (day.isEmpty()) {
            show(context, Map.of(), SwitchoverDay.RULE);
            return;
        }
        days.change(me.scope(), day.get(), Pages.address(context))
                .onSuccess(saved -> Pages.seeOther(context, ROOT + "?saved=1#switchover"))
                .onFailure(context::fail);
    }

    private static Optional<LocalDate> day(String typed) {
        try {
            return Optional.of(LocalDate.parse(typed));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private void saveModel(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        UUID id = Pages.id(context, "id");
        models.list(me.scope())
                .map(all -> all.stream().filter(model -> model.id().equals(id)).findFirst())
                .onSuccess(
                        model -> model.ifPresentOrElse(found -> saveModel(context, me, found), () -> context.fail(404)))
                .onFailure(context::fail);
    }

    private void saveModel(RoutingContext context, SignedIn me, ModelWatch.Model model) {
        List<String> bad = new ArrayList<>();
        Expected now = model.expected();
        Expected expected = new Expected(
                time(context, "heartbeatMinutes", now.heartbeat(), Duration.ofMinutes(1), bad),
                time(context, "triggerHours", now.triggerHeartbeat(), Duration.ofHours(1), bad),
                time(context, "triggerSilentHours", now.triggerSilent(), Duration.ofHours(1), bad),
                whole(context, "standbyHours", bad));
        String wrong = bad.isEmpty() ? expected.wrong() : "A number is whole, or nothing where it is not known.";
        if (wrong != null) {
            show(context, Map.of(), model.words() + ": " + wrong);
            return;
        }
        models.save(me.scope(), model.id(), expected, Pages.address(context))
                .onSuccess(saved -> Pages.seeOther(context, ROOT + "?saved=1#models"))
                .onFailure(context::fail);
    }

    /** What was left as it was shown stays what it is, to the second. */
    private static @Nullable Duration time(
            RoutingContext context, String name, @Nullable Duration now, Duration unit, List<String> bad) {
        if (Pages.text(context, name).equals(SettingWriter.in(now, unit))) {
            return now;
        }
        Integer number = whole(context, name, bad);
        return number == null ? null : unit.multipliedBy(number);
    }

    private static @Nullable Integer whole(RoutingContext context, String name, List<String> bad) {
        String typed = Pages.field(context, name);
        if (typed == null) {
            return null;
        }
        if (!typed.matches("[0-9]{1,6}")) {
            bad.add(name);
            return null;
        }
        return Integer.valueOf(typed);
    }
}
