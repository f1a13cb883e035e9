package org.tocsin.gateway.sip;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Server transactions of INVITE (RFC 3261 §17.2.1), for calls that are never taken here, only sent elsewhere or refused:
 * 100 at once; the final answer over UDP again and again until its ACK; the ACK and its repeats are absorbed. All on the
 * endpoint's thread.
 */
final class InviteTransactions {
    static final int MOST = 10_000;

    private static final SipReply TRYING = new SipReply(100, "Trying", "");
    private static final SipReply CANCELLED = new SipReply(487, "Request Terminated", "");
    /** Timer I: how long repeats of the ACK may come (RFC 3261 table 4, T4). */
    private static final long ACK_REPEATS_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final EventLoop loop;
    private final SipTimers timers;
    private final Map<String, Invite> open = new HashMap<>();

    InviteTransactions(EventLoop loop, SipTimers timers) {
        this.loop = loop;
        this.timers = timers;
    }

    /** True when this INVITE has come before: it has got the answer of then again. */
    boolean repeated(SipRequest request, SipFlow flow) {
        Invite known = open.get(key(request, flow));
        if (known != null) {
            known.answerAgain();
        }
        return known != null;
    }

    /** Says 100; gives where the final answer goes, from any thread. Null when there are too many already. */
    @Nullable
    Consumer<SipReply> begin(SipRequest request, SipFlow flow) {
        if (open.size() >= MOST) {
            return null;
        }
        Invite invite = new Invite(key(request, flow), request.headers(), flow);
        open.put(invite.key, invite);
        invite.write(TRYING);
        return invite;
    }

    void acknowledged(SipRequest ack, SipFlow flow) {
        Invite known = open.get(key(ack, flow));
        if (known != null) {
            known.acknowledged();
        }
    }

    /** Ends the INVITE with 487 if it has no final answer yet; false when there is no such INVITE (RFC 3261 §9.2). */
    boolean cancel(SipRequest cancel, SipFlow flow) {
        Invite known = open.get(key(cancel, flow));
        if (known != null) {
            known.give(CANCELLED);
        }
        return known != null;
    }

    int size() {
        return open.size();
    }

    void close() {
        new ArrayList<>(open.values()).forEach(Invite::end);
    }

    /** An ACK to a refusal and a CANCEL carry the branch and number of their INVITE (RFC 3261 §9.1, §17.1.1.3). */
    private static String key(SipRequest request, SipFlow flow) {
        Via via = Via.top(request.headers().text(HeaderName.VIA));
        String sequence = request.headers().text(HeaderName.CSEQ);
        int digits = 0;
        while (digits < sequence.length() && Character.isDigit(sequence.charAt(digits))) {
            digits++;
        }
        return String.join(
                "\n",
                via.branch(),
                via.sentBy(),
                request.callId(),
                sequence.substring(0, digits),
                flow.remoteAddress(),
                Integer.toString(flow.remotePort()));
    }

    private final class Invite implements Consumer<SipReply> {
        private final String key;
        private final SipHeaders request;
        private final SipFlow flow;
        private @Nullable SipReply given;
        private long givenAt;
        private long gap;
        private boolean confirmed;
        private @Nullable Future<?> timer;

        Invite(String key, SipHeaders request, SipFlow flow) {
            this.key = key;
            this.request = request;
            this.flow = flow;
        }

        @Override
        public void accept(SipReply reply) {
            if (loop.inEventLoop()) {
                give(reply);
            } else {
                loop.execute(() -> give(reply));
            }
        }

        void answerAgain() {
            if (!confirmed) {
                write(given == null ? TRYING : given);
            }
        }

        void acknowledged() {
            if (given != null && !confirmed) {
                confirmed = true;
                schedule(flow.transport() == SipFlow.Transport.UDP ? ACK_REPEATS_NANOS : 0, this::end);
            }
        }

        private void give(SipReply reply) {
            if (given != null) {
                return;
            }
            given = reply;
            givenAt = System.nanoTime();
            gap = timers.t1().toNanos();
            write(reply);
            long lifetime = timers.lifetime().toNanos();
            if (flow.transport() == SipFlow.Transport.UDP) {
                schedule(Math.min(gap, lifetime), this::repeat);
            } else {
                schedule(lifetime, this::end);
            }
        }

        /** Timer G, until timer H. */
        private void repeat() {
            long left = timers.lifetime().toNanos() - (System.nanoTime() - givenAt);
            if (left <= 0 || given == null) {
                end();
                return;
            }
            write(given);
            gap = Math.min(2 * gap, timers.t2().toNanos());
            schedule(Math.min(gap, left), this::repeat);
        }

        private void schedule(long nanos, Runnable task) {
            cancelTimer();
            timer = loop.schedule(task, nanos, TimeUnit.NANOSECONDS);
        }

        private void end() {
            cancelTimer();
            open.remove(key);
        }

        private void cancelTimer() {
            if (timer != null) {
                timer.cancel(false);
            }
        }

        private void write(SipReply reply) {
            flow.write(SipWriter.reply(request, reply, flow));
        }
    }
}
