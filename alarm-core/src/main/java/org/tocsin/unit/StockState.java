package org.tocsin.unit;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Where a thing of the service's is in its round: shelf, home, back, clean, shelf. Stored by name. */
public enum StockState {
    /** On the shelf, fit for a home. */
    IN_STOCK,
    /** In somebody's home. */
    ON_LOAN,
    /** Back from a home, not yet fit for another. */
    RETURNED,
    /** Lost, broken or sold. */
    WRITTEN_OFF;

    /** What can be done with a thing. Stored by name in its history. */
    public enum Act {
        /** Comes into the service's hands. */
        ADD(EnumSet.noneOf(StockState.class), IN_STOCK),
        ISSUE(EnumSet.of(IN_STOCK), ON_LOAN),
        RETURN(EnumSet.of(ON_LOAN), RETURNED),
        CLEAN(EnumSet.of(RETURNED), IN_STOCK),
        WRITE_OFF(EnumSet.of(IN_STOCK, ON_LOAN, RETURNED), WRITTEN_OFF);

        private final Set<StockState> from;
        private final StockState to;

        Act(Set<StockState> from, StockState to) {
            this.from = from;
            this.to = to;
        }

        /** What it leads to from there; empty where it cannot be done. */
        public Optional<StockState> after(StockState state) {
            return from.contains(state) ? Optional.of(to) : Optional.empty();
        }
    }
}
