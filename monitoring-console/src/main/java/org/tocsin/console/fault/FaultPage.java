package org.tocsin.console.fault;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Open faults, ready to be read: the list, and one of them.
 *
 * @param lines the oldest first; of one unit those of the highest risk
 * @param unit of which unit they are; null for all
 */
public record FaultPage(List<Line> lines, @Nullable String unit) {
    /**
     * @param telephone of who lives there, as a person reads it; null where none is on file
     * @param lasting "open for 2 days 4 hours"
     */
    public record Line(
            String id,
            String what,
            String place,
            @Nullable String telephone,
            String lasting,
            String nextCall,
            String manager) {}

    /**
     * One.
     *
     * @param sentences how it stands, each with its rule
     * @param open false once it was heard again
     * @param mayCall whether the reader writes down calls
     * @param controller of a scheme, where the fault is its own and so of all homes behind it
     * @param telephone of who lives there, as a person reads it; null where none is on file
     */
    public record One(
            String id,
            String what,
            String place,
            List<String> sentences,
            boolean open,
            boolean mayCall,
            @Nullable String controller,
            @Nullable String telephone,
            List<Call> calls) {}

    public record Call(String when, String words, boolean due) {}
}
