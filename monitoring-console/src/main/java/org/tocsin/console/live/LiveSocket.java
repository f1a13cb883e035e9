package org.tocsin.console.live;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.tocsin.access.Scope;

/**
 * One listener. What it cannot take yet waits, the latest of each alarm only; one for whom too much waits, or who takes
 * nothing for {@value #MISSED_BEATS} beats, is closed and gets a new snapshot when it returns.
 */
final class LiveSocket {
    /** RFC 6455 §7.4.1 and its registry: try again later. */
    static final short TRY_AGAIN_LATER = 1013;

    /** Ours, from the private range: the session has ended or the token was revoked. */
    static final short SESSION_ENDED = 4401;

    private static final int MOST_WAITING = 1_000;
    private static final int MISSED_BEATS = 3;

    private final ServerWebSocket socket;
    private final Scope scope;
    private final Pass pass;
    private final boolean board;
    /** Calls go before faults. */
    private final Map<UUID, String> urgent = new LinkedHashMap<>();

    private final Map<UUID, String> waiting = new LinkedHashMap<>();
    private int missed;
    private long heardAt = System.nanoTime();

    /**
     * What a listener was admitted with; the socket ends when it does.
     *
     * @param session a person's session; otherwise a program's bearer token
     */
    record Pass(String token, boolean session) {}

    /** @param board false for a responder, who is only told about callouts */
    LiveSocket(ServerWebSocket socket, Scope scope, Pass pass, boolean board) {
        this.socket = socket;
        this.scope = scope;
        this.pass = pass;
        this.board = board;
        socket.drainHandler(drained -> drain());
        socket.pongHandler(pong -> heardAt = System.nanoTime());
    }

    /** Asks the browser at the other end for a sign of life. */
    void ping() {
        if (!socket.isClosed() && !socket.writeQueueFull()) {
            socket.writePing(Buffer.buffer());
        }
    }

    /** True when the other end gave a sign of life within this time; having come counts as one. */
    boolean heardWithin(Duration time) {
        return System.nanoTime() - heardAt <= time.toNanos();
    }

    Scope scope() {
        return scope;
    }

    Pass pass() {
        return pass;
    }

    boolean showsBoard() {
        return board;
    }

    /** Replaces everything said before; false when the listener is too slow for it and is closed. */
    boolean snapshot(String text) {
        if (socket.isClosed()) {
            return true; // leaving: asking it anything throws, and nobody else may suffer from that
        }
        if (socket.writeQueueFull()) {
            return tooSlow();
        }
        urgent.clear();
        waiting.clear();
        socket.writeTextMessage(text);
        return true;
    }

    /**
     * The latest of this alarm; false when the listener is too slow and is closed.
     *
     * @param call true for what is no fault: it overtakes faults that wait
     */
    boolean alarm(UUID id, String text, boolean call) {
        if (socket.isClosed()) {
            return true;
        }
        if (urgent.isEmpty() && (call || waiting.isEmpty()) && !socket.writeQueueFull()) {
            socket.writeTextMessage(text);
            return true;
        }
        Map<UUID, String> behind = call ? urgent : waiting;
        behind.remove(id);
        behind.put(id, text);
        return urgent.size() + waiting.size() <= MOST_WAITING || tooSlow();
    }

    /** Something that matters only now; false when the listener has taken nothing for too long and is closed. */
    boolean beat(String text) {
        if (socket.isClosed()) {
            return true;
        }
        if (!socket.writeQueueFull()) {
            missed = 0;
            socket.writeTextMessage(text);
            return true;
        }
        missed++;
        return missed < MISSED_BEATS || tooSlow();
    }

    void close(short code, String reason) {
        if (!socket.isClosed()) {
            socket.close(code, reason);
        }
    }

    private boolean tooSlow() {
        urgent.clear();
        waiting.clear();
        close(TRY_AGAIN_LATER, "too slow");
        return false;
    }

    private void drain() {
        drain(urgent);
        drain(waiting);
    }

    private void drain(Map<UUID, String> behind) {
        Iterator<String> next = behind.values().iterator();
        while (next.hasNext() && !socket.isClosed() && !socket.writeQueueFull()) {
            socket.writeTextMessage(next.next());
            next.remove();
        }
    }
}
