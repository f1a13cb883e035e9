package org.tocsin.console.board;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.alarm.ActResult;
import org.tocsin.alarm.SpokenDesk;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.followup.FollowUpDesk;
import org.tocsin.script.Occasion;
import org.tocsin.script.StepDesk;
import org.tocsin.service.ServiceStore;

/** What an operator does step by step: ticks, who was spoken to, what remains; and what a team leader lets pass. */
final class ScriptActs {
    private final StepDesk steps;
    private final SpokenDesk spoken;
    private final FollowUpDesk tasks;
    private final ServiceStore services;
    private final InstantSource clock;

    ScriptActs(Parts parts) {
        this.clock = parts.clock();
        this.steps = new StepDesk(parts.database(), clock, parts.wakeup());
        this.spoken = new SpokenDesk(parts.database(), clock, parts.wakeup());
        this.tasks = new FollowUpDesk(parts.database(), clock, parts.wakeup());
        this.services = new ServiceStore(parts.database(), clock);
    }

    /** How the open alarm answers once something was done to it, or was not. */
    interface Mounting {
        void act(Router router, String name, BoardPages.Act act);
    }

    void mount(Router router, Mounting mounting) {
        mounting.act(router, "step", this::step);
        mounting.act(router, "not-possible", this::notPossible);
        mounting.act(router, "spoken", (context, id) -> ticking(context, id, spoken(context, id)));
        mounting.act(router, "follow-up", (context, id) -> ticking(context, id, followUp(context, id)));
        mounting.act(
                router, "allow", (context, id) -> spoken.allow(scope(context), id, Pages.field(context, "reason")));
    }

    /** The step of the script this was done for is ticked once it is done. */
    Future<ActResult> ticking(RoutingContext context, UUID alarmId, Future<ActResult> act) {
        return act.compose(result -> {
            Optional<StepDesk.Place> place = place(Pages.text(context, "step"));
            return place.isEmpty() || !(result instanceof ActResult.Done)
                    ? Future.succeededFuture(result)
                    : steps.done(scope(context), alarmId, place.get());
        });
    }

    private Future<ActResult> step(RoutingContext context, UUID alarmId) {
        return place(Pages.text(context, "step"))
                .map(place -> steps.done(scope(context), alarmId, place))
                .orElseGet(ScriptActs::noStep);
    }

    private Future<ActResult> notPossible(RoutingContext context, UUID alarmId) {
        return place(Pages.text(context, "step"))
                .map(place -> steps.notPossible(scope(context), alarmId, place, Pages.field(context, "reason")))
                .orElseGet(ScriptActs::noStep);
    }

    private Future<ActResult> spoken(RoutingContext context, UUID alarmId) {
        Scope scope = scope(context);
        String said = Pages.text(context, "said");
        String who = Pages.field(context, "who");
        if (said.startsWith("person:")) {
            return spoken.spokenTo(scope, alarmId, said.substring("person:".length()));
        }
        return switch (said) {
            case "at-home" -> spoken.spokenTo(scope, alarmId, who);
            case "elsewhere" -> spoken.spokenElsewhere(scope, alarmId, who);
            case "nobody" -> spoken.nobodyAnswers(scope, alarmId);
            default -> Future.succeededFuture(new ActResult.Invalid("said", "Choose who was spoken to, or nobody."));
        };
    }

    private Future<ActResult> followUp(RoutingContext context, UUID alarmId) {
        return services.findById(Login.signedIn(context).serviceId()).compose(service -> {
            Instant due = due(Pages.text(context, "due"), service.orElseThrow().zone());
            return due == null
                    ? Future.succeededFuture(new ActResult.Invalid("due", "Say by which day."))
                    : tasks.add(
                            scope(context),
                            alarmId,
                            new FollowUpDesk.Task(
                                    Pages.text(context, "what"), due, Pages.field(context, "urgent") != null));
        });
    }

    /** A number of days, or a day: due at the end of that day there. */
    private @Nullable Instant due(String words, ZoneId zone) {
        LocalDate today = clock.instant().atZone(zone).toLocalDate();
        try {
            LocalDate day =
                    words.matches("[0-9]{1,3}") ? today.plusDays(Long.parseLong(words)) : LocalDate.parse(words);
            return day.atTime(LocalTime.of(23, 59)).atZone(zone).toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** "FALL:2". */
    private static Optional<StepDesk.Place> place(String words) {
        String[] parts = words.split(":", -1);
        return parts.length == 2 && parts[1].matches("[0-9]{1,3}")
                ? Arrays.stream(Occasion.values())
                        .filter(one -> one.name().equals(parts[0]))
                        .findFirst()
                        .map(one -> new StepDesk.Place(one, Integer.parseInt(parts[1])))
                : Optional.empty();
    }

    private static Future<ActResult> noStep() {
        return Future.succeededFuture(new ActResult.Invalid("step", "Say which step."));
    }

    private static Scope scope(RoutingContext context) {
        return Login.signedIn(context).scope();
    }
}
