package org.tocsin.supervision;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * When at least one of our gateways was listening and storing. Pure. While none was, no unit can have been heard; and
 * whenever listening began anew, or a gateway ended without having stored its last words, what a unit said in between may
 * be lost, so that its whole time begins again.
 */
public final class Listening {
    /** As long as units are answered positively without a new commit: a shorter standstill loses nothing. */
    public static final Duration STANDSTILL = Duration.ofSeconds(2);

    private final List<Span> spans;
    private final List<Instant> breaks;

    /**
     * @param until everything heard before then is stored
     * @param closed ended in order
     */
    public record Span(Instant since, Instant until, boolean closed) {}

    private Listening(List<Span> spans, List<Instant> breaks) {
        this.spans = spans;
        this.breaks = breaks;
    }

    /** As it stands at this moment; what lies behind it, from a clock that was ahead, does not count. */
    public static Listening at(Instant now, List<Span> known) {
        List<Span> past = known.stream()
                .filter(span -> !span.since().isAfter(now))
                .map(span -> span.until().isAfter(now) ? new Span(span.since(), now, span.closed()) : span)
                .sorted(Comparator.comparing(Span::since))
                .toList();
        List<Instant> breaks = new ArrayList<>();
        List<Span> joined = new ArrayList<>();
        for (Span span : past) {
            boolean abrupt = !span.closed() && span.until().plus(STANDSTILL).isBefore(now);
            if (abrupt) {
                breaks.add(span.until().plus(STANDSTILL));
            }
            join(joined, span, breaks);
        }
        return new Listening(List.copyOf(joined), List.copyOf(breaks));
    }

    private static void join(List<Span> joined, Span span, List<Instant> breaks) {
        Span last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
        if (last == null || last.until().plus(STANDSTILL).isBefore(span.since())) {
            joined.add(span);
            breaks.add(span.since());
        } else if (span.until().isAfter(last.until())) {
            joined.set(joined.size() - 1, new Span(last.since(), span.until(), span.closed()));
        }
    }

    /** True while somebody listens. */
    public boolean holds(Instant now) {
        return !spans.isEmpty()
                && !spans.get(spans.size() - 1).until().plus(STANDSTILL).isBefore(now);
    }

    /** Since when every word has reached us, as far as the time after this moment is concerned; at least the moment itself. */
    public Instant unbrokenSince(Instant moment) {
        return breaks.stream()
                .filter(one -> one.isAfter(moment))
                .max(Comparator.naturalOrder())
                .orElse(moment);
    }

    /** How long of this time somebody listened. */
    public Duration between(Instant from, Instant until) {
        Duration sum = Duration.ZERO;
        for (Span span : spans) {
            Instant begin = span.since().isAfter(from) ? span.since() : from;
            Instant end = span.until().isBefore(until) ? span.until() : until;
            if (begin.isBefore(end)) {
                sum = sum.plus(Duration.between(begin, end));
            }
        }
        return sum;
    }
}
