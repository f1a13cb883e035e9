package org.tocsin.gateway.sip;

import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams that have been read, by their weight: what homes ask, then answers to what we sent, then heartbeats.
 * Heartbeats that have waited too long are refused, so that their units wait instead of repeating. Added on one thread,
 * served on another.
 */
final class WaitingDatagrams {
    private static final int MOST_OF_A_KIND = 16_384;
    /** A datagram may hold 64 KiB: so many of the longest would be a gigabyte. Those of homes hold one or two. */
    private static final long MOST_BYTES_OF_A_KIND = 64L * 1024 * 1024;
    /** Refused before the unit repeats (RFC 3261: after T1, half a second). */
    private static final long HEARTBEAT_LATE_NANOS = 300_000_000;

    private static final byte[] ANSWER = {'S', 'I', 'P', '/'};

    private final SipServer server;
    private final Kind urgent = new Kind();
    private final Kind answers = new Kind();
    private final Kind heartbeats = new Kind();

    private record Datagram(byte[] bytes, SipFlow flow, long readAt) {}

    WaitingDatagrams(SipServer server) {
        this.server = server;
    }

    /** What finds no place is dropped, and sent again by whoever sent it: nobody had the time even to refuse it. */
    void add(byte[] bytes, SipFlow flow) {
        if (!queue(bytes).offer(new Datagram(bytes, flow, System.nanoTime()))) {
            server.dropped();
        }
    }

    /** Those of one weight; a flood of one takes no room from the others. */
    private static final class Kind {
        private final Queue<Datagram> waiting = new ArrayBlockingQueue<>(MOST_OF_A_KIND);
        private final AtomicLong bytes = new AtomicLong();

        boolean offer(Datagram datagram) {
            int length = datagram.bytes().length;
            boolean fits = bytes.addAndGet(length) <= MOST_BYTES_OF_A_KIND && waiting.offer(datagram);
            if (!fits) {
                bytes.addAndGet(-length);
            }
            return fits;
        }

        @Nullable
        Datagram poll() {
            Datagram next = waiting.poll();
            if (next != null) {
                bytes.addAndGet(-next.bytes().length);
            }
            return next;
        }

        boolean isEmpty() {
            return waiting.isEmpty();
        }
    }

    private Kind queue(byte[] bytes) {
        if (Arrays.equals(bytes, 0, ANSWER.length, ANSWER, 0, ANSWER.length)) {
            return answers;
        }
        return HeartbeatMark.in(bytes) ? heartbeats : urgent;
    }

    boolean isEmpty() {
        return urgent.isEmpty() && answers.isEmpty() && heartbeats.isEmpty();
    }

    /** Serves what waits for about so long. */
    void serve(long nanos) {
        long begun = System.nanoTime();
        boolean more = true;
        while (more && System.nanoTime() - begun < nanos) {
            more = serveNext();
        }
    }

    private boolean serveNext() {
        Datagram next = urgent.poll();
        if (next == null) {
            next = answers.poll();
        }
        if (next != null) {
            server.received(next.bytes(), 0, next.bytes().length, next.flow());
            return true;
        }
        next = heartbeats.poll();
        if (next != null && System.nanoTime() - next.readAt() > HEARTBEAT_LATE_NANOS) {
            server.shed(next.bytes(), 0, next.bytes().length, next.flow());
        } else if (next != null) {
            server.received(next.bytes(), 0, next.bytes().length, next.flow());
        }
        return next != null;
    }
}
