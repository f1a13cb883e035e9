package org.tocsin.console.telephone;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.alarm.CaseClock;
import org.tocsin.alarm.CaseClocks;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.board.BoardPages;
import org.tocsin.home.KeySafeFailures;
import org.tocsin.speech.CallLine;
import org.tocsin.speech.CallLines;
import org.tocsin.telephone.CallBacks;

/** What is done on the open alarm's card: calls, their results, call-backs, clocks, a code that failed. */
final class CasePages {
    private static final int LONGEST_NUMBER = 140;
    private static final int LONGEST_NOTE = 500;

    private final Parts parts;
    private final BoardPages board;
    private final CallLines calls;
    private final CaseClocks clocks;
    private final CallBacks callBacks;
    private final KeySafeFailures keySafes;

    CasePages(Parts parts, BoardPages board) {
        this.parts = parts;
        this.board = board;
        this.calls = new CallLines(parts.database(), parts.clock(), parts.wakeup());
        this.clocks = new CaseClocks(parts.database(), parts.clock(), parts.wakeup());
        this.callBacks = new CallBacks(parts.database(), parts.clock(), parts.wakeup());
        this.keySafes = new KeySafeFailures(parts.database(), parts.clock(), parts.wakeup());
    }

    void mount(Router router) {
        act(router, "calls", this::call);
        act(router, "calls/:call", this::result);
        act(router, "call-backs", this::callBack);
        act(router, "clocks", (context, scope, id) -> clock(context, scope, id, Pages.text(context, "kind")));
        act(router, "clocks/:kind", (context, scope, id) -> clock(context, scope, id, context.pathParam("kind")));
        act(router, "key-safe/failed", this::failed);
    }

    /** What is done on an alarm; gives why it was not done, in a sentence. */
    private interface Act {
        Future<Optional<String>> by(RoutingContext context, Scope scope, UUID alarmId);
    }

    private void act(Router router, String path, Act act) {
        router.post("/alarms/:id/" + path).handler(context -> {
            UUID id = Pages.id(context, "id");
            if (id == null) {
                context.fail(404);
                return;
            }
            act.by(context, Login.signedIn(context).scope(), id)
                    .onSuccess(problem -> board.answer(context, problem))
                    .onFailure(context::fail);
        });
    }

    /** A number was clicked: of somebody on file, or of the unit itself. */
    private Future<Optional<String>> call(RoutingContext context, Scope scope, UUID alarmId) {
        if (Pages.field(context, "whom") != null) {
            return rang(context, scope, alarmId);
        }
        String dialled = Pages.field(context, "dial");
        String unit = Pages.field(context, "unit");
        UUID whom = dialled == null ? null : Pages.uuid(dialled);
        if (whom != null) {
            return calls.ring(scope, alarmId, whom).map(CasePages::problem);
        }
        if (unit == null || unit.length() > LONGEST_NUMBER) {
            return Future.succeededFuture(Optional.of("Say whom you rang."));
        }
        return calls.add(scope, alarmId, new CallLines.Call(CallLine.Direction.OUT, "the home's unit", unit, true))
                .map(CasePages::problem);
    }

    /** Somebody who is not on file. */
    private Future<Optional<String>> rang(RoutingContext context, Scope scope, UUID alarmId) {
        CallLines.Call call = new CallLines.Call(
                CallLine.Direction.OUT, Pages.text(context, "whom"), Pages.field(context, "telephone"), false);
        CallLine.Result result = one(CallLine.Result.values(), Pages.text(context, "result"));
        return calls.rang(scope, alarmId, call, result, Pages.field(context, "note"))
                .map(CasePages::problem);
    }

    private Future<Optional<String>> result(RoutingContext context, Scope scope, UUID alarmId) {
        UUID call = Pages.id(context, "call");
        CallLine.Result result = one(CallLine.Result.values(), Pages.text(context, "result"));
        return call == null || result == null
                ? Future.succeededFuture(Optional.of("Say what came of the call."))
                : calls.result(scope, alarmId, call, result, note(context)).map(CasePages::problem);
    }

    private Future<Optional<String>> callBack(RoutingContext context, Scope scope, UUID alarmId) {
        Integer minutes = number(Pages.text(context, "minutes"));
        if (minutes == null) {
            return Future.succeededFuture(Optional.of("Say in how many minutes."));
        }
        CallBacks.Wanted wanted = new CallBacks.Wanted(
                alarmId,
                null,
                Pages.text(context, "whom"),
                Pages.field(context, "telephone"),
                Pages.text(context, "reason"),
                parts.clock().instant().plus(Duration.ofMinutes(minutes)));
        return callBacks.ask(scope, wanted, Pages.address(context)).map(CasePages::problem);
    }

    private Future<Optional<String>> clock(RoutingContext context, Scope scope, UUID alarmId, String which) {
        String name = which.toUpperCase(Locale.ROOT).replace('-', '_');
        CaseClock.Kind kind = one(CaseClock.Kind.values(), name);
        if (kind == null) {
            return Future.succeededFuture(Optional.of("There is no such clock."));
        }
        Integer every = number(Pages.text(context, "every"));
        Instant since = began(context);
        if (since == null) {
            return Future.succeededFuture(Optional.of("Say how many minutes ago, in figures."));
        }
        Future<CaseClocks.Result> done = switch (Pages.text(context, "act")) {
            case "again" -> clocks.again(scope, alarmId, kind, note(context));
            case "end" -> clocks.end(scope, alarmId, kind, note(context));
            case "correct" -> clocks.correct(scope, alarmId, kind, since);
            default ->
                clocks.start(
                        scope,
                        alarmId,
                        new CaseClocks.Start(
                                kind,
                                since,
                                every == null ? null : Duration.ofMinutes(every),
                                Pages.field(context, "reference")));
        };
        return done.map(result -> result instanceof CaseClocks.Result.NotAllowed no
                ? Optional.of(no.why())
                : result instanceof CaseClocks.Result.NotFound
                        ? Optional.of("That clock is not running.")
                        : Optional.empty());
    }

    /** So many minutes ago, chosen or typed; now where nothing is said of it. Null for what is no number. */
    private @Nullable Instant began(RoutingContext context) {
        String chosen = Pages.text(context, "ago");
        String ago = chosen.equals("more") ? Pages.text(context, "minutes") : chosen;
        Integer minutes = ago.isEmpty() && !chosen.equals("more") ? Integer.valueOf(0) : number(ago);
        return minutes == null ? null : parts.clock().instant().minus(Duration.ofMinutes(minutes));
    }

    private Future<Optional<String>> failed(RoutingContext context, Scope scope, UUID alarmId) {
        return keySafes.failed(scope, alarmId, Pages.address(context)).map(result -> switch (result) {
            case DONE -> Optional.empty();
            case NOT_ALLOWED -> Optional.of("Only while the alarm is open, and by whoever works on it.");
            case NOT_ON_FILE -> Optional.of("This alarm has no home on file.");
        });
    }

    private static Optional<String> problem(CallLines.Kept kept) {
        if (kept instanceof CallLines.Kept.NotAllowed no) {
            return Optional.of(no.why());
        }
        return kept instanceof CallLines.Kept.NotFound
                ? Optional.of("That is nobody of this home's.")
                : Optional.empty();
    }

    private static Optional<String> problem(CallBacks.Result result) {
        if (result instanceof CallBacks.Result.Invalid invalid) {
            return Optional.of(invalid.why());
        }
        return result instanceof CallBacks.Result.NotFound ? Optional.of("There is no such alarm.") : Optional.empty();
    }

    private static @Nullable String note(RoutingContext context) {
        String note = Pages.field(context, "note");
        return note == null || note.length() <= LONGEST_NOTE ? note : note.substring(0, LONGEST_NOTE);
    }

    static @Nullable Integer number(String text) {
        return text.matches("[0-9]{1,5}") ? Integer.valueOf(text) : null;
    }

    static <E extends Enum<E>> @Nullable E one(E[] values, String name) {
        return Arrays.stream(values)
                .filter(value -> value.name().equals(name))
                .findFirst()
                .orElse(null);
    }
}
