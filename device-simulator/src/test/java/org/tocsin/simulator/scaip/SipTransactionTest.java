package org.tocsin.simulator.scaip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;
import org.tocsin.simulator.unit.Scheduler;
import org.tocsin.simulator.unit.Timing;

/** RFC 3261 §17.1.2, by a clock that is moved by hand. */
class SipTransactionTest {
    private final HandClock clock = new HandClock();
    private final List<Long> sends = new ArrayList<>();
    private final List<String> events = new ArrayList<>();

    @Test
    void silenceOverUdpIsElevenSendsAndTheEndAfter32Seconds() {
        transaction(false).start();
        clock.runUntil(60_000);

        assertThat(sends)
                .containsExactly(
                        0L, 500L, 1_500L, 3_500L, 7_500L, 11_500L, 15_500L, 19_500L, 23_500L, 27_500L, 31_500L);
        assertThat(events).containsExactly("unanswered at 32000");
    }

    @Test
    void overTcpItIsSentOnce() {
        transaction(true).start();
        clock.runUntil(60_000);

        assertThat(sends).containsExactly(0L);
        assertThat(events).containsExactly("unanswered at 32000");
    }

    @Test
    void aFinalResponseEndsIt() {
        SipTransaction transaction = transaction(false);
        transaction.start();
        clock.runUntil(1_600);
        transaction.received(response("200 OK"));
        transaction.received(response("200 OK"));
        clock.runUntil(60_000);

        assertThat(sends).containsExactly(0L, 500L, 1_500L);
        assertThat(events).containsExactly("200 at 1600");
    }

    @Test
    void aProvisionalResponseSlowsItDown() {
        SipTransaction transaction = transaction(false);
        transaction.start();
        clock.runUntil(600);
        transaction.received(response("100 Trying"));
        clock.runUntil(10_000);

        assertThat(sends).containsExactly(0L, 500L, 1_500L, 5_500L, 9_500L);
        assertThat(events).isEmpty();
    }

    private SipTransaction transaction(boolean reliable) {
        return new SipTransaction("x", new Recorder(reliable), clock, Timing.REAL, new SipTransaction.Listener() {
            @Override
            public void answered(SipMessage response) {
                events.add(response.status() + " at " + clock.millis);
            }

            @Override
            public void unanswered() {
                events.add("unanswered at " + clock.millis);
            }

            @Override
            public void retransmitted() {}
        });
    }

    private static SipMessage response(String status) {
        return SipMessage.read("SIP/2.0 " + status + "\r\nCSeq: 1 MESSAGE\r\n\r\n")
                .orElseThrow();
    }

    private final class Recorder implements SipWire {
        private final boolean reliable;

        Recorder(boolean reliable) {
            this.reliable = reliable;
        }

        @Override
        public String transport() {
            return reliable ? "TCP" : "UDP";
        }

        @Override
        public String sentBy() {
            return "192.0.2.10:5060";
        }

        @Override
        public boolean reliable() {
            return reliable;
        }

        @Override
        public void send(String text) {
            sends.add(clock.millis);
        }

        @Override
        public void onBroken(Runnable listener) {}

        @Override
        public void cut() {}

        @Override
        public void forget(Runnable listener) {}
    }

    private static final class HandClock implements Scheduler {
        private record Due(long at, Runnable task) {}

        private final PriorityQueue<Due> queue = new PriorityQueue<>(Comparator.comparingLong(Due::at));
        private long millis;

        @Override
        public long nanos() {
            return millis * 1_000_000;
        }

        @Override
        public Pending after(long delay, Runnable task) {
            Due due = new Due(millis + delay, task);
            queue.add(due);
            return () -> queue.remove(due);
        }

        void runUntil(long end) {
            for (Due next = queue.peek(); next != null && next.at <= end; next = queue.peek()) {
                queue.remove(next);
                millis = next.at;
                next.task.run();
            }
            millis = end;
        }
    }
}
