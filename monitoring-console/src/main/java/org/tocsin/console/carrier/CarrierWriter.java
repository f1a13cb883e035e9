package org.tocsin.console.carrier;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tocsin.incident.CarrierStore;
import org.tocsin.incident.Grouping;
import org.tocsin.incident.WhatIf;

/** From what the store has to what a person, or a spreadsheet, reads. Pure. */
final class CarrierWriter {
    private static final int SHOWN = 200;

    private CarrierWriter() {}

    static CarrierPage page(List<CarrierStore.Line> lines) {
        return new CarrierPage(List.of(
                table(lines, Grouping.Shared.NETWORK, "Mobile networks", "Network of the unit's SIM", 6),
                table(lines, Grouping.Shared.LINE, "Providers of the line", "Provider", 6),
                table(lines, Grouping.Shared.AREA, "Areas", "Area, or the first part of the postcode", 8)));
    }

    private static CarrierPage.Table table(
            List<CarrierStore.Line> lines, Grouping.Shared shared, String caption, String what, int hours) {
        return new CarrierPage.Table(
                caption,
                what,
                lines.stream()
                        .filter(line -> line.key().shared() == shared)
                        .map(line -> line(line, hours))
                        .toList());
    }

    private static CarrierPage.Line line(CarrierStore.Line line, int hours) {
        CarrierStore.Now now = line.now();
        List<String> lost = new ArrayList<>();
        add(lost, now.silent(), "silent");
        add(lost, now.pathLost(), "with a path lost");
        add(lost, now.mainsLost(), "without mains");
        return new CarrierPage.Line(
                line.key().name(),
                line.units(),
                line.people(),
                line.tiers().critical() + " critical, " + line.tiers().high() + " high, "
                        + line.tiers().standard() + " standard",
                line.secondPath(),
                line.onePath(),
                lost.isEmpty() ? "all well" : String.join(", ", lost),
                !lost.isEmpty(),
                address(
                        "/carriers/what-if",
                        new WhatIf.Scenario(line.key().shared(), line.key().name(), hours)));
    }

    private static void add(List<String> words, int count, String what) {
        if (count > 0) {
            words.add(count + " " + what);
        }
    }

    static CarrierPage.WhatIf whatIf(WhatIf.Scenario scenario, CarrierStore.Answer answer) {
        int exposed = answer.exposed().size();
        long atOnce = answer.exposed().stream()
                .filter(one -> one.gap().afterHours() == 0)
                .count();
        long assumed =
                answer.exposed().stream().filter(one -> one.gap().assumed()).count();
        long urgent = answer.exposed().stream()
                .filter(one -> !one.riskTier().equals("STANDARD"))
                .count();
        List<String> sentences = new ArrayList<>();
        sentences.add(units(answer.looked()) + " of the service hang on it"
                + (answer.looked() == CarrierStore.MOST_UNITS ? " or more: no further ones were looked at." : "."));
        sentences.add(units(exposed) + " would be without cover within that time: " + atOnce + " at once, "
                + (exposed - atOnce) + " later. " + urgent + " of them in homes of a critical or high risk.");
        if (assumed > 0) {
            sentences.add("For " + assumed + " of these something is not on file and was assumed: a path that is not on"
                    + " file is none, a battery that is not on file lasts " + WhatIf.ASSUMED_STANDBY_HOURS + " hours.");
        }
        if (exposed > SHOWN) {
            sentences.add("The first " + SHOWN + " are shown, the highest risk first; all are in the file.");
        }
        return new CarrierPage.WhatIf(
                scenario.words(),
                scenario.shared().name(),
                scenario.name(),
                scenario.hours(),
                sentences,
                answer.exposed().stream()
                        .limit(SHOWN)
                        .map(CarrierWriter::exposed)
                        .toList(),
                address("/carriers/what-if.csv", scenario));
    }

    private static CarrierPage.Exposed exposed(CarrierStore.Exposed one) {
        return new CarrierPage.Exposed(
                one.cid(),
                one.who(),
                one.place(),
                one.riskTier().toLowerCase(Locale.ROOT),
                one.gap().afterHours() == 0 ? "at once" : "after " + one.gap().afterHours() + " hours",
                one.gap().why());
    }

    /** RFC 4180; a cell that a spreadsheet might take for a formula begins with an apostrophe. */
    static String csv(CarrierStore.Answer answer) {
        StringBuilder text =
                new StringBuilder("cid,home_id,who,place,risk_tier,without_cover_after_hours,why,assumed\r\n");
        for (CarrierStore.Exposed one : answer.exposed()) {
            text.append(cell(one.cid())).append(',');
            text.append(one.homeId()).append(',');
            text.append(cell(one.who())).append(',');
            text.append(cell(one.place())).append(',');
            text.append(one.riskTier()).append(',');
            text.append(one.gap().afterHours()).append(',');
            text.append(cell(one.gap().why())).append(',');
            text.append(one.gap().assumed()).append("\r\n");
        }
        return text.toString();
    }

    private static String cell(String value) {
        String safe = !value.isEmpty() && "=+-@\t\r".indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
        return '"' + safe.replace("\"", "\"\"") + '"';
    }

    private static String address(String path, WhatIf.Scenario scenario) {
        return path + "?kind=" + scenario.shared().name() + "&name="
                + URLEncoder.encode(scenario.name(), StandardCharsets.UTF_8) + "&hours=" + scenario.hours();
    }

    private static String units(int count) {
        return count == 1 ? "1 unit" : count + " units";
    }
}
