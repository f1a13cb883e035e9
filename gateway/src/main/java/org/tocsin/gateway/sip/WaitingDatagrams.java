package org.tocsin.gateway.sip;

import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams that have been read, by their weight: what homes ask, then answers to what we sent, then heartbeats. While
 * a press is being stored, heartbeats rest, so that the store has the processors. Heartbeats that have waited too long
 * are refused, so that their units wait instead of repeating. Added on one thread, served on another.
 */
final class WaitingDatagrams {
    private static final int MOST_OF_A_KIND = 16_384;
    /** A datagram may hold 64 KiB: so many of the longest would be a gigabyte. Those of homes hold one or two. */
    private static final long MOST_BYTES_OF_A_KIND = 64L * 1024 * 1024;
    /** Refused before the unit repeats (RFC 3261: after T1, half a second). */
    private static final long HEARTBEAT_LATE_NANOS = 300_000_000;

    /** What nearly every press needs to be stored and answered. */
    private static final long REST_NANOS = 12_000_000;
    /** However much is pressed, so often heartbeats have a turn, if only to be refused. */
    private static final long LONGEST_REST_NANOS = 28_000_000;

    private static final byte[] ANSWER = {'S', 'I', 'P', '/'};

    private final SipServer server;
    private final Kind urgent = new Kind();
    private final Kind answers = new Kind();
    private final Kind heartbeats = new Kind();
    // Below: only where they are served.
    private long restUntil = System.nanoTime();
    private long lastBeat = restUntil;

    private record Datagram(byte[] bytes, SipFlow flow, long readAt) {}

    WaitingDatagrams(SipServer server) {
        this.server = server;
    }

    /**
     * What finds no place is dropped, and sent again by whoever sent it: nobody had the time even to refuse it.
     *
     * @return whether it may rest
     */
    boolean add(byte[] bytes, SipFlow flow) {
        Kind kind = kind(bytes);
        if (!kind.offer(new Datagram(bytes, flow, System.nanoTime()))) {
            server.dropped();
        }
        return kind == heartbeats;
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

    private Kind kind(byte[] bytes) {
        if (Arrays.equals(bytes, 0, ANSWER.length, ANSWER, 0, ANSWER.length)) {
            return answers;
        }
        return HeartbeatMark.in(bytes) ? heartbeats : urgent;
    }

    boolean isEmpty() {
        return urgent.isEmpty() && answers.isEmpty() && heartbeats.isEmpty();
    }

    /** For how many nanoseconds nothing is to be served; 0 unless only heartbeats wait, and rest. */
    long rest() {
        return urgent.isEmpty() && answers.isEmpty() ? Math.max(0, restUntil - System.nanoTime()) : 0;
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
        long now = System.nanoTime();
        if (next != null) {
            restUntil = now + Math.min(REST_NANOS, LONGEST_REST_NANOS - (now - lastBeat));
        } else {
            next = answers.poll();
        }
        if (next != null) {
            server.received(next.bytes(), 0, next.bytes().length, next.flow());
            return true;
        }
        return now - restUntil >= 0 && serveHeartbeat(now);
    }

    private boolean serveHeartbeat(long now) {
        Datagram next = heartbeats.poll();
        if (next == null) {
            return false;
        }
        lastBeat = now;
        if (now - next.readAt() > HEARTBEAT_LATE_NANOS) {
            server.shed(next.bytes(), 0, next.bytes().length, next.flow());
        } else {
            server.received(next.bytes(), 0, next.bytes().length, next.flow());
        }
        return true;
    }
}
