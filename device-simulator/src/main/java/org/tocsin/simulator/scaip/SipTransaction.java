package org.tocsin.simulator.scaip;

import org.tocsin.simulator.unit.Scheduler;
import org.tocsin.simulator.unit.Timing;

/**
 * One request and its final response: a non-INVITE client transaction (RFC 3261 §17.1.2). Over UDP the request goes out
 * at 0, 0.5, 1.5, 3.5, 7.5 … 31.5 s and the transaction ends after 32 s; over TCP it goes out once.
 */
final class SipTransaction {
    private final String request;
    private final SipWire wire;
    private final Scheduler scheduler;
    private final Timing timing;
    private final Listener listener;
    private long pause;
    private boolean over;
    private Scheduler.Pending retransmission = Scheduler.Pending.NONE;
    private Scheduler.Pending end = Scheduler.Pending.NONE;

    /** Exactly one of {@link #answered} and {@link #unanswered} is called, unless the transaction is abandoned. */
    interface Listener {
        void answered(SipMessage response);

        void unanswered();

        void retransmitted();
    }

    SipTransaction(String request, SipWire wire, Scheduler scheduler, Timing timing, Listener listener) {
        this.request = request;
        this.wire = wire;
        this.scheduler = scheduler;
        this.timing = timing;
        this.listener = listener;
    }

    void start() {
        wire.send(request);
        end = scheduler.after(timing.transactionEnd(), this::timedOut);
        if (!wire.reliable()) {
            pause = timing.t1();
            retransmission = scheduler.after(pause, this::retransmit);
        }
    }

    private void retransmit() {
        wire.send(request);
        listener.retransmitted();
        pause = Math.min(2 * pause, timing.t2());
        retransmission = scheduler.after(pause, this::retransmit);
    }

    private void timedOut() {
        abandon();
        listener.unanswered();
    }

    /** Any response of this transaction; a provisional one slows the retransmission down. */
    void received(SipMessage response) {
        if (over) {
            return;
        }
        if (response.status() >= 200) {
            abandon();
            listener.answered(response);
        } else {
            pause = timing.t2();
        }
    }

    void abandon() {
        over = true;
        retransmission.cancel();
        end.cancel();
    }
}
