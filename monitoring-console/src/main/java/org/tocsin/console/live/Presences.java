package org.tocsin.console.live;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.platform.LoggedError;
import org.tocsin.shift.PresenceWorker;

/**
 * Keeps on record whose board is open in a browser that answers: asked every three seconds over the live link, written
 * together for all. One event loop only.
 */
final class Presences {
    private static final Logger LOG = LoggerFactory.getLogger(Presences.class);
    private static final long ASK_MS = 3_000;

    /** One answer may be late; what has not answered two questions is not counted. */
    private static final Duration FRESH = Duration.ofMillis(ASK_MS + 2_500);

    private final PresenceWorker presence;
    private final Supplier<Collection<LiveSocket>> sockets;
    private boolean writing;
    private boolean failing;

    /** @param sockets everybody who listens now */
    Presences(PresenceWorker presence, Supplier<Collection<LiveSocket>> sockets) {
        this.presence = presence;
        this.sockets = sockets;
    }

    /** Begins to ask; on the caller's context. The timer ends with its verticle. */
    void start(Vertx vertx) {
        vertx.setPeriodic(ASK_MS, timer -> {
            write(heard());
            sockets.get().stream().filter(Presences::isBoard).forEach(LiveSocket::ping);
        });
    }

    /** Somebody's board has just opened: who comes back is back at once. */
    void came(LiveSocket socket) {
        if (isBoard(socket)) {
            socket.ping();
            tell(Set.of(Objects.requireNonNull(socket.scope().operatorId())));
        }
    }

    /** Somebody acted in a browser: what they took is theirs from now on, and is released should they not be there. */
    void acted(UUID operatorId) {
        tell(Set.of(operatorId));
    }

    private Set<UUID> heard() {
        return sockets.get().stream()
                .filter(Presences::isBoard)
                .filter(socket -> socket.heardWithin(FRESH))
                .map(socket -> Objects.requireNonNull(socket.scope().operatorId()))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private void write(Set<UUID> heard) {
        if (!writing && !heard.isEmpty()) {
            writing = true;
            tell(heard).onComplete(done -> writing = false);
        }
    }

    private Future<Void> tell(Set<UUID> heard) {
        return presence.heard(heard).onSuccess(v -> failing = false).onFailure(e -> {
            if (!failing) {
                failing = true;
                LOG.atWarn().addKeyValue("error", LoggedError.of(e)).log("who is there could not be written");
            }
        });
    }

    /** A person with a board; not a program, and not a responder's phone. */
    private static boolean isBoard(LiveSocket socket) {
        return socket.showsBoard() && socket.pass().session() && socket.scope().operatorId() != null;
    }
}
