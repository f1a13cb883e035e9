package org.tocsin.journey.night;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.journey.AlarmCentre;

/** Holds the figures that the platform gives against those the ledger comes to: the sums, and every row behind them. */
final class Audit {
    private static final String ROOT = "/api/v1/figures/";

    private final AlarmCentre centre;
    private final Reckoning must;

    Audit(AlarmCentre centre, Ledger ledger) {
        this.centre = centre;
        Patience.until(
                "the figures have everything",
                () -> centre.get(ROOT + "answers").get("behind").intValue() == 0);
        this.must = new Reckoning(
                ledger, ZoneId.of(centre.get(ROOT + "answers").get("zone").textValue()));
    }

    void check() {
        assertThat(months("answers", Audit::answers)).as("answers").isEqualTo(must.answers());
        assertThat(months("arrivals", month -> arrivals(month.get("fromDecision"))))
                .as("arrivals from the decision")
                .isEqualTo(must.arrivals(false));
        assertThat(months("arrivals", month -> arrivals(month.get("fromReceipt"))))
                .as("arrivals from the receipt")
                .isEqualTo(must.arrivals(true));
        assertThat(months("falls", Audit::falls)).as("falls").isEqualTo(must.falls());
        assertThat(presses())
                .as("every press")
                .isEqualTo(must.presses().stream().map(Audit::row).sorted().toList());
        assertThat(sent())
                .as("everybody who was sent")
                .isEqualTo(must.sent().stream().map(Audit::row).sorted().toList());
    }

    /** The months in which there is anything. */
    private <T extends Record> Map<YearMonth, T> months(String what, Function<JsonNode, @Nullable T> read) {
        Map<YearMonth, T> months = new TreeMap<>();
        centre.get(ROOT + what).get("months").forEach(month -> {
            T found = read.apply(month);
            if (found != null) {
                months.put(YearMonth.parse(month.get("month").textValue()), found);
            }
        });
        return months;
    }

    private static Reckoning.@Nullable Answers answers(JsonNode month) {
        JsonNode counted = month.get("counted");
        assertThat(month.get("measure").textValue()).isEqualTo("answered");
        assertThat(counted.get("byTakingOnly").longValue()).isZero();
        assertThat(counted.get("waiting").longValue()).isZero();
        Reckoning.Answers answers = new Reckoning.Answers(
                counted.get("calls").longValue(),
                counted.get("inTime").longValue(),
                counted.get("inLatest").longValue(),
                counted.get("notAnswered").longValue(),
                counted.get("rangOff").longValue(),
                month.at("/investigations/needed").longValue());
        return answers.equals(Reckoning.Answers.NONE) ? null : answers;
    }

    private static Reckoning.@Nullable Arrivals arrivals(JsonNode count) {
        assertThat(count.get("waiting").longValue()).isZero();
        assertThat(count.get("calledOff").longValue()).isZero();
        Reckoning.Arrivals arrivals = new Reckoning.Arrivals(
                count.get("sent").longValue(),
                count.get("inTime").longValue(),
                count.get("inLatest").longValue(),
                count.get("nobodyCame").longValue(),
                count.get("provenByPress").longValue());
        return arrivals.equals(Reckoning.Arrivals.NONE) ? null : arrivals;
    }

    private static Reckoning.@Nullable Falls falls(JsonNode month) {
        assertThat(List.of("minorInjuries", "seriousInjuries", "rang999", "takenToHospital", "hourOrMoreOnTheFloor"))
                .allMatch(other -> month.get(other).longValue() == 0);
        Reckoning.Falls falls = new Reckoning.Falls(
                month.get("falls").longValue(),
                month.get("attended").longValue(),
                month.get("helpedUp").longValue(),
                month.get("hospitalOrAmbulanceAvoided").longValue());
        return falls.equals(Reckoning.Falls.NONE) ? null : falls;
    }

    private List<String> presses() {
        return rows(
                "answers/calls",
                must.answers().keySet(),
                row -> row(
                        row.get("alarmId").textValue(),
                        row.get("pressedAt").textValue(),
                        row.get("answeredAt").textValue(),
                        row.get("rangOffAt").isNull()));
    }

    private List<String> sent() {
        return rows(
                "arrivals/alarms",
                must.arrivals(false).keySet(),
                row -> sent(
                        row.get("alarmId").textValue(),
                        row.get("decidedAt").textValue(),
                        row.get("arrivedAt").textValue(),
                        row.get("provenAt").textValue()));
    }

    private List<String> rows(String what, Set<YearMonth> months, Function<JsonNode, String> words) {
        List<String> rows = new ArrayList<>();
        for (YearMonth month : months) {
            JsonNode page = centre.get(ROOT + what + "?limit=1000&month=" + month);
            assertThat(page.get("next").isNull()).as("all of them in one page").isTrue();
            page.get("items").forEach(row -> rows.add(words.apply(row)));
        }
        return rows.stream().sorted().toList();
    }

    private static String row(Reckoning.Answered press) {
        Instant answered = press.answered();
        return row(
                String.valueOf(press.one().id),
                press.pressed().toString(),
                answered == null ? null : answered.toString(),
                !press.rangOff());
    }

    private static String row(Reckoning.Sent one) {
        return sent(String.valueOf(one.one().id), one.decided().toString(), text(one.arrived()), text(one.proven()));
    }

    private static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : at.toString();
    }

    private static String sent(String alarm, String decided, @Nullable String arrived, @Nullable String proven) {
        return alarm + " sent " + decided + ", there " + arrived + ", proven " + proven;
    }

    private static String row(String alarm, String pressed, @Nullable String answered, boolean stayed) {
        return alarm + " pressed " + pressed + ", answered " + answered + (stayed ? "" : ", had rung off");
    }
}
