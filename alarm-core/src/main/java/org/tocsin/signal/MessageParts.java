package org.tocsin.signal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.tocsin.signal.Expected.Part;

/**
 * Which messages of one alarm are further parts of another. A further part neither counts nor sounds; a press always
 * does. In doubt it is a press: each announced message is let through silently once, and only while nobody could miss a
 * press by it, because the alarm sounds already or was pressed seconds ago.
 */
final class MessageParts {
    /** So soon after a press, whoever has just taken it hears the home, and another press would say nothing new. */
    private static final Duration JUST_PRESSED = Duration.ofSeconds(10);

    private static final int MOST_AT_ONCE = 8;

    private List<Expected> expected;
    private boolean changed;

    MessageParts(List<Expected> expected) {
        this.expected = expected;
    }

    /**
     * True when this message belongs to one that came before it, in whatever order its parts came.
     *
     * @param sounding whether the alarm sounds now
     * @param presses what the home pressed within the last minute; where the message announces none, it is not asked
     */
    boolean take(Part part, boolean sounding, List<Part> presses) {
        for (Expected one : expected) {
            if (one.awaits(part) && harmless(one.part(), part, sounding)) {
                replace(one, one.without(part.more()), part);
                return true;
            }
        }
        return part.more() > 0 && (takesOver(part, sounding) || announcesLate(part, sounding, presses));
    }

    /** A press that says more is to come. */
    void announce(Part press) {
        if (press.more() > 0) {
            add(Expected.after(press), press);
        }
    }

    List<Expected> expected() {
        return expected;
    }

    boolean changed() {
        return changed;
    }

    /** 1, 2, 0: the one that announced everything came second. */
    private boolean takesOver(Part part, boolean sounding) {
        for (Expected one : expected) {
            if (one.part().more() < part.more()
                    && part.mayBelongTo(one.part())
                    && harmless(one.part(), part, sounding)) {
                replace(one, one.announcedBy(part), part);
                return true;
            }
        }
        return false;
    }

    /** 0, 1: what came first had to be taken for a press. */
    private boolean announcesLate(Part part, boolean sounding, List<Part> presses) {
        for (Part press : presses) {
            boolean known = expected.stream()
                    .anyMatch(one -> one.part().signalId().equals(press.signalId())
                            || one.early().contains(press.signalId()));
            if (!known && press.more() < part.more() && press.mayBelongTo(part) && harmless(press, part, sounding)) {
                add(Expected.after(part).with(press), part);
                return true;
            }
        }
        return false;
    }

    private static boolean harmless(Part one, Part other, boolean sounding) {
        return sounding || one.apart(other).compareTo(JUST_PRESSED) <= 0;
    }

    private void replace(Expected old, Expected now, Part part) {
        expected = expected.stream().map(one -> one.equals(old) ? now : one).toList();
        forgetOld(part);
    }

    private void add(Expected more, Part part) {
        List<Expected> all = new ArrayList<>(expected);
        all.add(more);
        expected = all;
        forgetOld(part);
    }

    private void forgetOld(Part newest) {
        List<Expected> kept = expected.stream()
                .filter(one -> one.part().apart(newest).compareTo(Expected.WINDOW) <= 0)
                .toList();
        expected = kept.subList(Math.max(0, kept.size() - MOST_AT_ONCE), kept.size());
        changed = true;
    }
}
