package org.tocsin.simulator.unit;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Time, as a unit sees it. In a test it is moved by hand. */
public interface Scheduler {
    /** A clock that only goes forward, in nanoseconds. */
    long nanos();

    /** Runs the task once, that many milliseconds from now, unless it is cancelled before. */
    Pending after(long millis, Runnable task);

    /** A task that waits for its time. */
    interface Pending {
        /** For a timer that has not been set. */
        Pending NONE = () -> {};

        /** Does nothing where the task has run already. */
        void cancel();
    }

    /** The timers of one event loop: one queue for all units of a street. */
    static Scheduler of(EventLoop loop) {
        return new Scheduler() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public Pending after(long millis, Runnable task) {
                ScheduledFuture<?> timer = loop.schedule(task, millis, TimeUnit.MILLISECONDS);
                return () -> timer.cancel(false);
            }
        };
    }
}
