package org.tocsin.simulator.unit;

import java.util.ArrayDeque;
import java.util.Deque;
import org.tocsin.simulator.ledger.Tally;

/** What was pressed at one home: told one at a time, in order; each until it has its receipt. */
public final class Presses {
    private final Tally tally;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean telling;
    private boolean stopped;

    public Presses(Tally tally) {
        this.tally = tally;
    }

    /** Whether one more would be listened to; a home that presses on is not believed. */
    public boolean full() {
        if (stopped || waiting.size() >= Surroundings.MOST_WAITING) {
            tally.heldBack.increment();
            return true;
        }
        return false;
    }

    /** Tells it now, or as soon as those before it are over. */
    public void add(Runnable tell) {
        if (telling) {
            waiting.add(tell);
        } else {
            telling = true;
            tell.run();
        }
    }

    /** The one that was told is over: the next. */
    public void over() {
        Runnable next = stopped ? null : waiting.poll();
        telling = next != null;
        if (next != null) {
            next.run();
        }
    }

    public void stop() {
        stopped = true;
        waiting.clear();
    }
}
