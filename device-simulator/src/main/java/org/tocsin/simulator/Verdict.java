package org.tocsin.simulator;

import java.util.List;
import java.util.Locale;
import org.tocsin.simulator.ledger.Line;

/**
 * What the platform holds, held against what it promised.
 *
 * @param raised signals judged
 * @param acknowledged of them, those with a receipt
 * @param missing acknowledged, and not on file
 * @param doubled on file more than once, acknowledged or not
 * @param withoutAlarm alarms acknowledged and on file that reached no operator: they belong to no alarm
 * @param unacknowledged without a receipt; no fault, for the home goes on trying
 * @param unacknowledgedOnFile of those, how many are on file already
 * @param forgotten too old to be in the memory of this run, so not judged
 */
public record Verdict(
        int raised,
        int acknowledged,
        List<Line> missing,
        List<Line> doubled,
        List<Line> withoutAlarm,
        List<Line> unacknowledged,
        int unacknowledgedOnFile,
        long forgotten) {
    private static final int MOST_LISTED = 20;

    /** Every acknowledged signal is on file exactly once, none twice, and every alarm among them reached the board. */
    public boolean passed() {
        return missing.isEmpty() && doubled.isEmpty() && withoutAlarm.isEmpty();
    }

    /** A table for people, its last line PASS or FAIL. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        row(text, "signals raised", raised);
        row(text, "acknowledged", acknowledged);
        row(text, "  missing", missing.size());
        row(text, "  without an alarm", withoutAlarm.size());
        row(text, "on file twice or more", doubled.size());
        row(text, "not acknowledged", unacknowledged.size());
        row(text, "  already on file", unacknowledgedOnFile);
        if (forgotten > 0) {
            row(text, "too old, not judged", forgotten);
        }
        list(text, "MISSING", missing);
        list(text, "TWICE", doubled);
        list(text, "WITHOUT ALARM", withoutAlarm);
        list(text, "not acknowledged", unacknowledged);
        return text.append("VERDICT ").append(passed() ? "PASS" : "FAIL").toString();
    }

    private static void row(StringBuilder text, String label, long value) {
        text.append(String.format(Locale.ROOT, "%-24s %,12d%n", label, value));
    }

    private static void list(StringBuilder text, String label, List<Line> lines) {
        for (Line line : lines.subList(0, Math.min(MOST_LISTED, lines.size()))) {
            text.append(String.format(
                    Locale.ROOT,
                    "%s: cid %s ref %s %s %s raised %s after %d attempt(s)%n",
                    label,
                    line.cid(),
                    line.ref(),
                    line.protocol(),
                    line.kind(),
                    line.raisedAt(),
                    line.attempts()));
        }
        if (lines.size() > MOST_LISTED) {
            text.append(String.format(Locale.ROOT, "%s: and %,d more%n", label, lines.size() - MOST_LISTED));
        }
    }
}
