package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Role;
import org.tocsin.console.Callers;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.report.BurnDown;
import org.tocsin.report.Counts;
import org.tocsin.report.FailureRates;
import org.tocsin.report.Switchover;
import org.tocsin.report.SwitchoverStore;

/** The figures of the switchover report, as the committee pack has them. */
final class ReportApi {
    private final SwitchoverStore store;
    private final AuditTrail audit;

    ReportApi(Parts parts) {
        this.store = new SwitchoverStore(parts.database(), parts.clock());
        this.audit = new AuditTrail(parts.database(), parts.clock());
    }

    Future<Answer> switchover(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(EnumSet.of(Role.MANAGER, Role.ADMIN));
        return audit.record(
                        caller.scope(),
                        "read-switchover-report",
                        "service:" + caller.scope().serviceId(),
                        Pages.address(context))
                .compose(read -> store.read(caller.scope()))
                .map(report -> Answer.ok(json(report)));
    }

    private static Map<String, @Nullable Object> json(Switchover report) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("asOf", report.terms().asOf().toString());
        json.put("switchoverOn", report.terms().switchoverOn().toString());
        Counts.Count all = report.counts().all();
        json.put("homes", all.homes());
        json.put("proven", all.proven());
        json.put("confirmed", all.confirmed());
        json.put("open", all.open());
        Map<String, Object> by = new LinkedHashMap<>();
        for (Counts.By which : Counts.By.values()) {
            if (which != Counts.By.ALL) {
                by.put(which.name().toLowerCase(Locale.ROOT), counts(report, which));
            }
        }
        json.put("by", by);
        json.put("burnDown", json(report.burnDown()));
        Switchover.Triggers triggers = report.watched().triggers();
        Map<String, Object> proof = new LinkedHashMap<>();
        proof.put("all", triggers.all());
        proof.put("current", triggers.current());
        proof.put("recheckRemotely", triggers.recheck());
        proof.put("revisit", triggers.revisit());
        proof.put("never", triggers.never());
        json.put("triggers", proof);
        json.put("silentHomes", report.watched().silentHomes());
        json.put("convertersDue", report.watched().convertersDue());
        json.put("ghosts", report.unmatched().ghosts());
        json.put("strangers", report.unmatched().strangers());
        json.put("failureDays", SwitchoverStore.FAILURE_DAYS);
        json.put("failures", report.rates().stream().map(ReportApi::json).toList());
        return json;
    }

    private static List<Map<String, Object>> counts(Switchover report, Counts.By which) {
        List<Map<String, Object>> counts = new ArrayList<>();
        report.counts().values(which).forEach((value, count) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("value", value);
            one.put("homes", count.homes());
            one.put("proven", count.proven());
            one.put("confirmed", count.confirmed());
            counts.add(one);
        });
        return counts;
    }

    private static Map<String, @Nullable Object> json(BurnDown burnDown) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("daysLeft", burnDown.daysLeft());
        json.put("provenAWeek", finite(burnDown.pace()));
        json.put("neededAWeek", finite(burnDown.needed()));
        json.put("doneBy", EstateFields.text(burnDown.doneBy()));
        json.put(
                "points",
                burnDown.points().stream()
                        .map(point -> {
                            Map<String, Object> one = new LinkedHashMap<>();
                            one.put("day", point.day().toString());
                            one.put("homes", point.homes());
                            one.put("proven", point.proven());
                            one.put("derived", point.derived());
                            return one;
                        })
                        .toList());
        return json;
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private static Map<String, Object> json(FailureRates.Rate rate) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("source", EstateFields.word(rate.source()));
        json.put("model", rate.model());
        json.put("network", rate.network());
        json.put("protocol", rate.protocol());
        json.put("asked", rate.asked());
        json.put("notHeardAtFirst", rate.notAtFirst());
        json.put("neverHeard", rate.never());
        return json;
    }
}
