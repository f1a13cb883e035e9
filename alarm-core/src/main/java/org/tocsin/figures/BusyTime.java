package org.tocsin.figures;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.tocsin.figures.CaseRecord.Call;
import org.tocsin.figures.CaseRecord.Opening;

/**
 * How long somebody was busy with an alarm: from each opening until it was put aside or closed, and while speech was up;
 * what overlaps counts once. Pure.
 */
final class BusyTime {
    private BusyTime() {}

    private record Span(Instant from, Instant until) {}

    static Duration of(CaseRecord record, Instant closed) {
        List<Span> spans = new ArrayList<>(worked(record, closed));
        for (Call call : record.calls()) {
            Instant from = call.connected();
            if (from != null) {
                Instant until = call.cleared() == null ? from : call.cleared();
                spans.add(new Span(from, until.isAfter(closed) ? closed : until));
            }
        }
        return total(spans);
    }

    private static List<Span> worked(CaseRecord record, Instant closed) {
        TreeSet<Instant> pauses = new TreeSet<>(record.pauses());
        pauses.add(closed);
        List<Span> spans = new ArrayList<>();
        for (Opening opening : record.openings()) {
            Instant until = pauses.higher(opening.at());
            if (until != null) {
                spans.add(new Span(opening.at(), until));
            }
        }
        return spans;
    }

    private static Duration total(List<Span> spans) {
        spans.sort(Comparator.comparing(Span::from));
        Duration total = Duration.ZERO;
        Instant covered = Instant.MIN;
        for (Span span : spans) {
            Instant from = span.from().isBefore(covered) ? covered : span.from();
            if (span.until().isAfter(from)) {
                total = total.plus(Duration.between(from, span.until()));
                covered = span.until();
            }
        }
        return total;
    }
}
