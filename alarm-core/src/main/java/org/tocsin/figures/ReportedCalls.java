package org.tocsin.figures;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * Whether a service's telephone system reported its calls, at any time.
 *
 * @param now as it is set
 * @param changes in any order
 */
record ReportedCalls(boolean now, List<Change> changes) {
    /** From then on. */
    record Change(Instant at, boolean reported) {}

    ReportedCalls {
        changes = changes.stream().sorted(Comparator.comparing(Change::at)).toList();
    }

    /** Before the first change it was the other way round; without any it always was as it is. */
    boolean at(Instant time) {
        if (changes.isEmpty()) {
            return now;
        }
        boolean reported = !changes.get(0).reported();
        for (Change change : changes) {
            if (change.at().isAfter(time)) {
                break;
            }
            reported = change.reported();
        }
        return reported;
    }
}
