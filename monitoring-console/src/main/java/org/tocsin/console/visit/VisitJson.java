package org.tocsin.console.visit;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.board.WallClock;
import org.tocsin.home.Peripheral;
import org.tocsin.signal.CodeWords;
import org.tocsin.visit.Speech;
import org.tocsin.visit.TestMode;
import org.tocsin.visit.VisitAct;
import org.tocsin.visit.VisitFile;
import org.tocsin.visit.VisitRules;
import org.tocsin.visit.VisitTest;

/** A visit as the phone's page shows it: outcomes and times are words already. */
record VisitJson(VisitFile file, WallClock wall, Instant now) {
    private static final List<VisitAct.Kind> WRITTEN =
            List.of(VisitAct.Kind.KEY_SAFE, VisitAct.Kind.CONTACTS, VisitAct.Kind.PERSON, VisitAct.Kind.SPEECH);

    private static final DateTimeFormatter NEXT = DateTimeFormatter.ofPattern("EEE d MMM", Locale.UK);

    private static final String RINGS =
            "Another one of this kind is on file here, and their device ids do not tell them"
                    + " apart: pressing either one raises an alarm and is answered, in test mode too. Write down the device id of"
                    + " each to test this one quietly.";

    JsonObject state() {
        JsonObject state = new JsonObject()
                .put("id", file.visit().id().toString())
                .put("kind", file.visit().kind().name())
                .put("kindWords", file.visit().kind().words())
                .put("state", file.visit().state().name())
                .put("attempt", file.visit().attempt())
                .put("home", file.place().home())
                .put("people", new JsonArray(file.place().people()))
                .put("risks", file.place().risks())
                .put("unit", unit(file.place().unit()))
                .put("old", unit(file.place().old()))
                .put("wayInVersion", file.place().wayInVersion())
                .put("limit", file.place().signalLimitDbm())
                .put("now", now.toEpochMilli());
        JsonArray triggers = new JsonArray();
        file.triggers().forEach(trigger -> triggers.add(trigger(trigger)));
        JsonObject steps = new JsonObject();
        for (VisitTest.Step step : VisitTest.Step.values()) {
            if (step != VisitTest.Step.TRIGGER) {
                steps.put(step.name(), test(file.best(step, now)));
            }
        }
        JsonArray alarms = new JsonArray();
        file.place()
                .openAlarms()
                .forEach(alarm -> alarms.add(new JsonObject()
                        .put("reference", alarm.reference())
                        .put("words", alarm.words())
                        .put("technical", alarm.technical())
                        .put("taken", alarm.taken())));
        return state.put("triggers", triggers)
                .put("steps", steps)
                .put("openAlarms", alarms)
                .put("signals", signals())
                .put("onlyNetwork", file.onlyNetwork().orElse(null))
                .put("written", written())
                .put("testMode", testMode(file.testMode()))
                .put("noAccess", noAccess())
                .put("missing", new JsonArray(VisitRules.missing(file, now)));
    }

    private static @Nullable JsonObject unit(VisitFile.@Nullable Unit unit) {
        return unit == null
                ? null
                : new JsonObject()
                        .put("cid", unit.cid())
                        .put("model", unit.model())
                        .put("serial", unit.serial())
                        .put("firmware", unit.firmware())
                        .put("settings", settings(unit))
                        .put("iccid", unit.iccid())
                        .put("network", unit.network());
    }

    /** The unit's mark of how it is set up, beside those of the others of its model; null where it says none. */
    static @Nullable String settings(VisitFile.Unit unit) {
        if (unit.settings() == null) {
            return null;
        }
        return unit.others() == 0
                ? "mark " + unit.settings()
                : "mark %s, the same on %d of %d others of its model"
                        .formatted(unit.settings(), unit.alike(), unit.others());
    }

    private JsonObject trigger(Peripheral trigger) {
        return new JsonObject()
                .put("id", trigger.id().toString())
                .put("words", trigger.words())
                .put("device", CodeWords.device(trigger.dty()) + (trigger.did() == null ? "" : " " + trigger.did()))
                .put("rings", file.tellsApart(trigger) ? null : RINGS)
                .put("test", test(file.best(trigger.id(), now)));
    }

    private @Nullable JsonObject test(Optional<VisitTest> found) {
        if (found.isEmpty()) {
            return null;
        }
        VisitTest test = found.get();
        VisitTest.Outcome outcome = test.outcome(now);
        JsonObject json = new JsonObject()
                .put("id", test.id().toString())
                .put("outcome", outcome.name())
                .put("outcomeWords", outcome.words())
                .put("what", test.what())
                .put("expected", test.expected())
                .put("askedAt", wall.time(test.listening().askedAt()))
                .put("until", test.listening().until().toEpochMilli());
        VisitTest.Result result = test.result();
        if (result != null) {
            json.put("heard", result.heard()).put("reason", result.reason()).put("live", result.alarmId() != null);
            json.put("shown", test.shown()).put("spoken", test.spoken());
            if (result.heardAt() != null) {
                json.put("heardAt", wall.time(result.heardAt()))
                        .put("took", took(test.listening().askedAt(), result.heardAt()));
            }
            if (result.answeredAt() != null) {
                json.put("answeredAt", wall.time(result.answeredAt()));
            }
        }
        return json;
    }

    static String took(Instant askedAt, Instant heardAt) {
        long ms = Duration.between(askedAt, heardAt).toMillis();
        return ms < 10_000 ? "%d.%d s".formatted(ms / 1_000, ms / 100 % 10) : ms / 1_000 + " s";
    }

    private JsonArray signals() {
        JsonArray signals = new JsonArray();
        for (VisitFile.Noted noted : file.signals()) {
            VisitAct act = noted.act();
            signals.add(new JsonObject()
                    .put("network", act.text("network"))
                    .put("technology", act.text("technology"))
                    .put("dbm", act.text("dbm"))
                    .put("reason", act.text("reason"))
                    .put("weak", VisitRules.belowLimit(act, file.place().signalLimitDbm())));
        }
        return signals;
    }

    private JsonObject written() {
        JsonObject written = new JsonObject();
        for (VisitAct.Kind kind : WRITTEN) {
            file.last(kind)
                    .ifPresent(noted -> written.put(
                            kind.name(),
                            new JsonObject()
                                    .put("result", noted.act().text("result"))
                                    .put("note", noted.act().text("note"))
                                    .put(
                                            "words",
                                            spoken(noted.act())
                                                    .map(Speech::words)
                                                    .orElse(null))
                                    .put(
                                            "good",
                                            spoken(noted.act())
                                                    .map(Speech::good)
                                                    .orElse(null))
                                    .put("at", wall.time(noted.act().saidAt()))));
        }
        return written;
    }

    /** When nobody opened, by the installer's phone, and when somebody comes again. */
    private @Nullable JsonObject noAccess() {
        return file.last(VisitAct.Kind.NO_ACCESS)
                .map(noted -> {
                    LocalDate next = file.visit().course().nextAttemptOn();
                    return new JsonObject()
                            .put("at", wall.full(noted.act().saidAt()))
                            .put("note", file.visit().course().note())
                            .put("nextOn", next == null ? null : NEXT.format(next));
                })
                .orElse(null);
    }

    private static Optional<Speech> spoken(VisitAct act) {
        return act.kind() == VisitAct.Kind.SPEECH ? Speech.of(act) : Optional.empty();
    }

    private @Nullable JsonObject testMode(@Nullable TestMode mode) {
        return mode == null
                ? null
                : new JsonObject()
                        .put("until", wall.time(mode.course().until()))
                        .put("untilMs", mode.course().until().toEpochMilli())
                        .put("askedFor", mode.askedFor());
    }
}
