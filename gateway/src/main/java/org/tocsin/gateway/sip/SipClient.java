package org.tocsin.gateway.sip;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Client transactions for MESSAGE (RFC 3261 §17.1.2): over UDP repeated at T1, doubling up to T2, over TCP sent once;
 * given up after 64 × T1. All on the endpoint's thread.
 */
public final class SipClient {
    /** RFC 3261 §8.1.1.7: marks a branch that is unique. */
    static final String BRANCH = "z9hG4bK";

    /** What became of a message. */
    public sealed interface Outcome {}

    /** @param status the unit's own final answer */
    public record Answered(int status) implements Outcome {}

    /** No answer of the unit; RFC 3261 §8.1.3.1 would have them taken for a 408 and a 503, which units also say. */
    public enum Unanswered implements Outcome {
        /** Nobody answered in time. */
        TIMED_OUT,
        /** It could not be sent, or too many are waiting already. */
        NOT_SENT,
        /** It was sent, and nobody waits for its answer. */
        NOT_AWAITED
    }

    /** So many of the places belong to whatever is sent; the others to what must arrive. */
    private static final int LIGHT_SHARE = 16;

    private final EventLoop loop;
    private final SipTimers timers;
    private final int most;
    private final Map<String, Pending> pending = new HashMap<>();
    private final String prefix =
            BRANCH + Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), 36) + "-";
    private long count;

    SipClient(EventLoop loop, SipTimers timers, SipLimits limits) {
        this.loop = loop;
        this.timers = timers;
        this.most = limits.clientTransactions();
    }

    /**
     * Sends a message with a Call-ID of its own.
     *
     * @param outcome told once
     */
    public void send(SipMessageOut message, SipFlow flow, Consumer<Outcome> outcome) {
        if (!flow.open() || pending.size() >= most) {
            outcome.accept(Unanswered.NOT_SENT);
            return;
        }
        String branch = nextBranch();
        Pending transaction = new Pending(branch, SipWriter.message(message, flow, branch), flow, outcome);
        pending.put(branch, transaction);
        transaction.start();
    }

    /**
     * Sends a message that may get lost: like any other while few wait for their answers, otherwise once. Units that are
     * too busy to answer heartbeats would be sent everything again and again, and a press would find no place.
     *
     * @param outcome told once
     */
    public void sendLightly(SipMessageOut message, SipFlow flow, Consumer<Outcome> outcome) {
        if (pending.size() < most / LIGHT_SHARE || flow.transport() != SipFlow.Transport.UDP) {
            send(message, flow, outcome);
        } else {
            flow.write(SipWriter.message(message, flow, nextBranch()));
            outcome.accept(Unanswered.NOT_AWAITED);
        }
    }

    /** An answer of a unit; one that fits nothing is ignored (a late or a second one). */
    void received(SipResponse response) {
        Via top = Via.top(response.headers().text(HeaderName.VIA));
        Pending transaction = pending.get(top.branch());
        if (transaction != null) {
            transaction.answered(response.status());
        }
    }

    private String nextBranch() {
        return prefix + Long.toString(++count, 36);
    }

    int waiting() {
        return pending.size();
    }

    /** Gives up all that is waiting, without a word to their owners: the process ends. */
    void close() {
        pending.values().forEach(Pending::cancel);
        pending.clear();
    }

    private final class Pending {
        private final String branch;
        private final byte[] frame;
        private final SipFlow flow;
        private final Consumer<Outcome> outcome;
        private final long startedAt = System.nanoTime();
        private long gap = timers.t1().toNanos();
        private boolean proceeding;
        private @Nullable Future<?> timer;

        Pending(String branch, byte[] frame, SipFlow flow, Consumer<Outcome> outcome) {
            this.branch = branch;
            this.frame = frame;
            this.flow = flow;
            this.outcome = outcome;
        }

        void start() {
            flow.write(frame);
            long lifetime = timers.lifetime().toNanos();
            schedule(flow.transport() == SipFlow.Transport.UDP ? Math.min(gap, lifetime) : lifetime);
        }

        void answered(int status) {
            if (status < 200) {
                proceeding = true; // §17.1.2.2: from now on repeated at T2
                return;
            }
            end(new Answered(status));
        }

        void cancel() {
            if (timer != null) {
                timer.cancel(false);
            }
        }

        private void fire() {
            long left = timers.lifetime().toNanos() - (System.nanoTime() - startedAt);
            if (left <= 0) {
                end(Unanswered.TIMED_OUT);
            } else if (!flow.open()) {
                end(Unanswered.NOT_SENT);
            } else {
                flow.write(frame);
                long longest = timers.t2().toNanos();
                gap = proceeding ? longest : Math.min(gap * 2, longest);
                schedule(Math.min(gap, left));
            }
        }

        private void schedule(long nanos) {
            timer = loop.schedule(this::fire, nanos, TimeUnit.NANOSECONDS);
        }

        private void end(Outcome ended) {
            cancel();
            pending.remove(branch);
            outcome.accept(ended);
        }
    }
}
