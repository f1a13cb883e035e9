package org.tocsin.gateway.mqtt;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who may come in, and when. After an outage thousands of units come back at once; if all of them are let in together
 * none of them gets through its handshake in time, and all of them start again. So only so many are admitted in a
 * second, only so many handshakes go on at a time, and the others wait at the door, unread, in the order they came.
 * Whoever has waited too long is turned away: it has most likely given up already. Pure; times are a monotonic clock's
 * nanoseconds.
 */
final class MqttAdmission {
    /** Beyond this the next one is turned away at once. */
    static final int MOST_WAITING = 10_000;

    private static final int MOST_HANDSHAKES = 256;
    /** A handshake that takes longer waits for its unit, not for us, and keeps nobody out. */
    private static final long HANDSHAKE_NANOS = 1_000_000_000L;

    private static final long LONGEST_WAIT_NANOS = 5_000_000_000L;

    private final int mostConnections;
    private final int perSecond;
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private final Map<Entrant, Long> handshakes = new LinkedHashMap<>();
    private int inside;
    private double allowance;
    private long refilledAt;

    /** Someone at the door. Told once, from any thread. */
    interface Entrant {
        void enter();

        void turnedAway(Reason reason);
    }

    /** Why somebody was turned away. */
    enum Reason {
        /** As many are connected as may be. */
        TOO_MANY,
        /** More come than can be admitted in time. */
        TOO_FAST
    }

    private record Waiting(Entrant entrant, long since) {}

    /** @param nanos now */
    MqttAdmission(int mostConnections, int perSecond, long nanos) {
        this.mostConnections = mostConnections;
        this.perSecond = perSecond;
        this.allowance = perSecond;
        this.refilledAt = nanos;
    }

    /** One more stands at the door. It must be counted out with {@link #gone}, whatever it is told. */
    void arrive(Entrant entrant, long nanos) {
        boolean full;
        synchronized (this) {
            full = queue.size() >= MOST_WAITING;
            if (!full) {
                queue.add(new Waiting(entrant, nanos));
            }
        }
        if (full) {
            entrant.turnedAway(Reason.TOO_FAST);
        } else {
            admit(nanos);
        }
    }

    /** Lets in whoever may come in now, and turns away who has waited too long. */
    void admit(long nanos) {
        List<Runnable> told = new ArrayList<>();
        synchronized (this) {
            refill(nanos);
            while (!queue.isEmpty() && next(nanos, told)) {
                queue.remove();
            }
        }
        told.forEach(Runnable::run);
    }

    private void refill(long nanos) {
        allowance = Math.min(perSecond, allowance + (nanos - refilledAt) * 1e-9 * perSecond);
        refilledAt = nanos;
        Iterator<Long> begun = handshakes.values().iterator();
        while (begun.hasNext() && nanos - begun.next() > HANDSHAKE_NANOS) {
            begun.remove();
        }
    }

    /** False when the first in the queue must wait. */
    private boolean next(long nanos, List<Runnable> told) {
        Waiting first = queue.element();
        Entrant entrant = first.entrant();
        if (inside >= mostConnections) {
            told.add(() -> entrant.turnedAway(Reason.TOO_MANY));
        } else if (nanos - first.since() > LONGEST_WAIT_NANOS) {
            told.add(() -> entrant.turnedAway(Reason.TOO_FAST));
        } else if (allowance >= 1 && handshakes.size() < MOST_HANDSHAKES) {
            allowance -= 1;
            inside++;
            handshakes.put(entrant, nanos);
            told.add(entrant::enter);
        } else {
            return false;
        }
        return true;
    }

    /** Its CONNECT is answered: it costs no more than a place. */
    synchronized void settled(Entrant entrant) {
        handshakes.remove(entrant);
    }

    /**
     * The connection has ended.
     *
     * @param entered true for whoever was told to enter
     */
    synchronized void gone(Entrant entrant, boolean entered) {
        handshakes.remove(entrant);
        if (entered) {
            inside--;
        } else {
            queue.removeIf(waiting -> waiting.entrant() == entrant);
        }
    }

    synchronized int connections() {
        return inside;
    }

    synchronized int waiting() {
        return queue.size();
    }
}
