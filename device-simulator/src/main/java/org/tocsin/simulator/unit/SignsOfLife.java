package org.tocsin.simulator.unit;

import java.time.Duration;

/** When a unit says that it is there: regularly, at a moment of the interval that is its own. */
public final class SignsOfLife {
    private final Scheduler scheduler;
    private final long everyMillis;
    private final Runnable beat;
    private Scheduler.Pending next = Scheduler.Pending.NONE;

    public SignsOfLife(Scheduler scheduler, Duration every, Runnable beat) {
        this.scheduler = scheduler;
        this.everyMillis = every.toMillis();
        this.beat = beat;
    }

    /** From here on the homes are spread evenly over the interval, whenever they were switched on. */
    public void start(int home) {
        next = scheduler.after(1 + Math.floorMod((home + 1) * 2_654_435_761L, everyMillis), this::regularly);
    }

    private void regularly() {
        next = scheduler.after(everyMillis, this::regularly);
        beat.run();
    }

    /** Out of touch: once more within a minute rather than with the next regular one. */
    public void soon() {
        scheduler.after(Math.min(60_000, everyMillis), beat);
    }

    public void stop() {
        next.cancel();
    }
}
