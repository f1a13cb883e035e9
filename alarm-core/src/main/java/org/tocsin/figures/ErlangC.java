package org.tocsin.figures;

import java.time.Duration;

/**
 * How long callers wait where calls come at random, all wait and nobody rings off (A. K. Erlang, 1917; the queue M/M/N of
 * textbooks). It says too much rather than too little where callers do ring off. Pure.
 *
 * @param load in erlangs: how many people the calls would keep busy without a pause
 */
public record ErlangC(double load) {
    /** No room has more; past it the answer is "more than that". */
    public static final int MOST = 500;

    /**
     * @param calls in the interval
     * @param handling how long one keeps somebody busy, on average
     */
    public static ErlangC of(double calls, Duration interval, Duration handling) {
        return new ErlangC(calls * handling.toMillis() / interval.toMillis());
    }

    /** The share of calls that have to wait at all; 1 where so few people never catch up. */
    public double waits(int people) {
        if (load <= 0) {
            return 0;
        }
        if (people <= load) {
            return 1;
        }
        // Of Erlang B, step by step: no factorial that grows out of every number.
        double blocked = 1;
        for (int n = 1; n <= people; n++) {
            blocked = load * blocked / (n + load * blocked);
        }
        return blocked / (1 - load / people * (1 - blocked));
    }

    /** The share of calls that are answered within a time. */
    public double answered(int people, Duration within, Duration handling) {
        if (load <= 0) {
            return 1;
        }
        if (people <= load) {
            return 0;
        }
        return 1 - waits(people) * Math.exp(-(people - load) * within.toMillis() / handling.toMillis());
    }

    /** How long a call waits on average; infinite where so few people never catch up. */
    public double meanWaitSeconds(int people, Duration handling) {
        return people <= load ? Double.POSITIVE_INFINITY : waits(people) * handling.toSeconds() / (people - load);
    }

    /** The fewest people with whom the target is met; {@link #MOST} where more would be needed. */
    public int needed(Target target, Duration handling) {
        if (load <= 0) {
            return 0;
        }
        int people = (int) Math.floor(load) + 1;
        while (people < MOST && answered(people, target.within(), handling) * Share.WHOLE < target.share()) {
            people++;
        }
        return Math.min(people, MOST);
    }
}
