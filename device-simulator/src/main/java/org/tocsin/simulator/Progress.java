package org.tocsin.simulator;

import java.util.Locale;

/** Told once a second how the estate stands, from enrolment to the end. */
@FunctionalInterface
public interface Progress {
    /** Tells nobody. */
    Progress NONE = snapshot -> {};

    void at(Snapshot snapshot);

    /** Counts since the start; {@code repeated} are further attempts, {@code pending} alarms not yet acknowledged. */
    record Snapshot(
            int homes, int enrolled, int connected, long raised, long acknowledged, long repeated, long pending) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "homes %d, enrolled %d, connected %d, alarms %d, acknowledged %d, repeated %d, pending %d",
                    homes,
                    enrolled,
                    connected,
                    raised,
                    acknowledged,
                    repeated,
                    pending);
        }
    }
}
