package org.tocsin.simulator.conformance;

import java.util.List;
import java.util.Locale;

/** The findings as a table for a terminal. */
final class ReportText {
    private static final int WIDEST_TITLE = 44;

    private ReportText() {}

    static String of(Findings findings) {
        StringBuilder text = new StringBuilder(4_000);
        text.append(findings.suite()).append(": ").append(findings.subject()).append('\n');
        text.append(Findings.CLAIM).append("\n\n");
        int title = width(findings.all());
        for (Finding finding : findings.all()) {
            text.append(line(finding, title)).append('\n');
        }
        return text.append('\n').append(findings.summary()).toString();
    }

    static String line(Finding finding, int titleWidth) {
        return String.format(
                Locale.ROOT,
                "%-6s %-" + titleWidth + "s  %-7s  %s",
                finding.id(),
                shorten(finding.title(), titleWidth),
                finding.outcome().name().toLowerCase(Locale.ROOT),
                printable(finding.seen()));
    }

    private static int width(List<Finding> all) {
        int longest =
                all.stream().mapToInt(finding -> finding.title().length()).max().orElse(1);
        return Math.min(WIDEST_TITLE, Math.max(1, longest));
    }

    private static String shorten(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - 1) + "…";
    }

    /** What the other side said may hold anything; a terminal is told of letters only. */
    static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }
}
