package org.tocsin.healthtest;

import java.util.Map;
import org.tocsin.healthtest.TestRun.Cause;
import org.tocsin.healthtest.TestRun.State;

/**
 * How far a cycle has come: units by what became of them.
 *
 * @param states every state that occurs
 * @param causes of those that have not passed, where there is one
 * @param lastMinute how many were asked in the last minute
 */
public record Progress(Map<State, Long> states, Map<Cause, Long> causes, long lastMinute) {
    public Progress {
        states = Map.copyOf(states);
        causes = Map.copyOf(causes);
    }

    public long of(State state) {
        return states.getOrDefault(state, 0L);
    }

    public long all() {
        return states.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Units that have their result. */
    public long over() {
        return states.entrySet().stream()
                .filter(entry -> entry.getKey().over())
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
