package org.tocsin.console.api;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.figures.AnswerMonth;
import org.tocsin.figures.ArrivalMonth;
import org.tocsin.figures.CallKind;
import org.tocsin.figures.CallRow;
import org.tocsin.figures.CountingRule;
import org.tocsin.figures.FallMonth;
import org.tocsin.figures.Profile;
import org.tocsin.figures.RuleWords;
import org.tocsin.figures.SentRow;
import org.tocsin.figures.Share;
import org.tocsin.figures.Staffing;
import org.tocsin.figures.Target;

/** Figures as programs read them. */
final class FiguresJson {
    private FiguresJson() {}

    static List<Map<String, @Nullable Object>> answers(List<AnswerMonth> months) {
        return months.stream().map(FiguresJson::json).toList();
    }

    static List<Map<String, @Nullable Object>> arrivals(List<ArrivalMonth> months) {
        return months.stream().map(FiguresJson::json).toList();
    }

    private static Map<String, @Nullable Object> json(AnswerMonth month) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("month", month.month().toString().substring(0, 7));
        json.put("measure", month.isAnswered() ? "answered" : "time-to-take");
        json.put("met", month.isMet());
        json.put("counted", json(month.counted()));
        json.put("excluded", json(month.excluded()));
        json.put("withExcluded", json(month.withExcluded()));
        Map<String, Object> apart = new LinkedHashMap<>();
        for (Map.Entry<CallKind, AnswerMonth.Count> kind : month.apart().entrySet()) {
            apart.put(EstateFields.word(kind.getKey()), json(kind.getValue()));
        }
        json.put("apart", apart);
        json.put(
                "investigations",
                Map.of(
                        "needed", month.investigations().opened(),
                        "missing", month.investigations().missing()));
        json.put("profile", profile(month.profile()));
        json.put("rule", RuleWords.answers(month.profile()));
        return json;
    }

    private static Map<String, Object> json(AnswerMonth.Count count) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("calls", count.calls());
        json.put("inTime", count.inTime());
        json.put("inTimePercent", percent(count.inTimeShare()));
        json.put("inLatest", count.inLatest());
        json.put("inLatestPercent", percent(count.inLatestShare()));
        json.put("notAnswered", count.unanswered());
        json.put("rangOff", count.givenUp());
        json.put("byTakingOnly", count.byTaking());
        json.put("waiting", count.waiting());
        return json;
    }

    private static Map<String, @Nullable Object> json(ArrivalMonth month) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("month", month.month().toString().substring(0, 7));
        json.put("met", month.isMet());
        json.put("promiseKept", month.isPromiseKept());
        json.put("clock", EstateFields.word(month.profile().rule().arrivalClock()));
        json.put("fromDecision", json(month.fromDecision()));
        json.put("fromReceipt", json(month.fromReceipt()));
        json.put("profile", profile(month.profile()));
        json.put("rule", RuleWords.arrivals(month.profile()));
        return json;
    }

    private static Map<String, Object> json(ArrivalMonth.Count count) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("sent", count.sent());
        json.put("inTime", count.inTime());
        json.put("inTimePercent", percent(count.inTimeShare()));
        json.put("inLatest", count.inLatest());
        json.put("inLatestPercent", percent(count.inLatestShare()));
        json.put("promised", count.promise().whole());
        json.put("inPromise", count.promise().part());
        json.put("inPromisePercent", percent(count.promise()));
        json.put("nobodyCame", count.nobody());
        json.put("provenByPress", count.proven());
        json.put("calledOff", count.calledOff());
        json.put("waiting", count.waiting());
        return json;
    }

    /** Rounded down, as everywhere: a target is met or missed, never rounded. */
    private static double percent(Share share) {
        return share.hundredthsOfPercent() / 100.0;
    }

    static Map<String, @Nullable Object> profile(Profile profile) {
        CountingRule rule = profile.rule();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("validFrom", profile.validFrom().toString().substring(0, 7));
        json.put("name", profile.name());
        json.put("source", profile.source());
        json.put(
                "counted",
                rule.counted().stream().sorted().map(EstateFields::word).toList());
        json.put("answeredBy", EstateFields.word(rule.answeredBy()));
        json.put("arrivalClock", EstateFields.word(rule.arrivalClock()));
        target(json, "answer", profile.targets().answer());
        target(json, "answerLatest", profile.targets().answerLatest());
        target(json, "arrive", profile.targets().arrive());
        target(json, "arriveLatest", profile.targets().arriveLatest());
        target(json, "arriveCrisis", profile.targets().arriveCrisis());
        return json;
    }

    private static void target(Map<String, @Nullable Object> json, String name, Target target) {
        json.put(name + "Seconds", target.within().toSeconds());
        json.put(name + "Percent", Share.words(target.share()).replace(" %", ""));
    }

    static Map<String, @Nullable Object> call(CallRow row) {
        Duration waited = row.waited();
        CallRow.Exclusion exclusion = row.exclusion();
        CallRow.Investigation investigation = row.investigation();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("signalId", row.signalId().toString());
        json.put("alarmId", row.alarmId().toString());
        json.put("reference", row.reference());
        json.put("place", row.place());
        json.put("pressedAt", row.pressed().toString());
        json.put("kind", EstateFields.word(row.kind()));
        json.put("way", EstateFields.word(row.way()));
        json.put("answeredAt", EstateFields.text(row.times().answered()));
        json.put("waitedSeconds", waited == null ? null : waited.toMillis() / 1000.0);
        json.put("rangOffAt", EstateFields.text(row.times().givenUp()));
        json.put("closedAt", EstateFields.text(row.times().over()));
        json.put("exclusion", exclusion == null ? null : json(exclusion));
        json.put("investigation", investigation == null ? null : json(investigation));
        return json;
    }

    private static Map<String, Object> json(CallRow.Exclusion exclusion) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", exclusion.id().toString());
        json.put("reason", exclusion.reason());
        json.put("at", exclusion.at().toString());
        json.put("by", exclusion.by());
        return json;
    }

    private static Map<String, @Nullable Object> json(CallRow.Investigation investigation) {
        CallRow.Finding finding = investigation.finding();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("openedAt", investigation.opened().toString());
        json.put("needless", investigation.needless());
        json.put("cause", finding == null ? null : EstateFields.word(finding.cause()));
        json.put("words", finding == null ? null : finding.words());
        json.put("at", finding == null ? null : finding.at().toString());
        json.put("by", finding == null ? null : finding.by());
        return json;
    }

    static Map<String, @Nullable Object> sent(SentRow row) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("alarmId", row.alarmId().toString());
        json.put("reference", row.reference());
        json.put("place", row.place());
        json.put("receivedAt", row.received().toString());
        json.put("decidedAt", row.decided().toString());
        json.put("arrivedAt", EstateFields.text(row.arrived()));
        json.put("provenAt", EstateFields.text(row.proven()));
        json.put("closedAt", EstateFields.text(row.closed()));
        return json;
    }

    static Map<String, Object> falls(FallMonth month) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("month", month.month().toString().substring(0, 7));
        json.put("falls", month.falls());
        json.put("attended", month.attended());
        json.put("helpedUp", month.helpedUp());
        json.put("minorInjuries", month.minor());
        json.put("seriousInjuries", month.serious());
        json.put("hospitalOrAmbulanceAvoided", month.avoided());
        json.put("rang999", month.ambulance());
        json.put("takenToHospital", month.hospital());
        json.put("hourOrMoreOnTheFloor", month.longLies());
        return json;
    }

    static Map<String, Object> staffing(Staffing plan) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("weeks", plan.weeks());
        json.put("targetSeconds", plan.target().within().toSeconds());
        json.put("targetPercent", Share.words(plan.target().share()).replace(" %", ""));
        json.put("handlingSeconds", plan.handling().toSeconds());
        json.put("slots", plan.slots().stream().map(FiguresJson::json).toList());
        return json;
    }

    private static Map<String, Object> json(Staffing.Slot slot) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("day", EstateFields.word(slot.day()));
        json.put("from", slot.from().toString());
        json.put("alarms", slot.alarms());
        json.put("mostInOneWeek", slot.most());
        json.put("handlingSeconds", slot.handling().toSeconds());
        json.put("neededOnAverage", slot.average());
        json.put("neededAtTheBusiest", slot.busiest());
        return json;
    }
}
