package org.tocsin.console;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.readiness.ProofKey;
import org.tocsin.readiness.ProofSealer;
import org.tocsin.readiness.ProveDesk;
import org.tocsin.readiness.ProveWorker;
import org.tocsin.readiness.ReadinessWorker;

/** What goes on by itself so that readiness and proofs are up to date: worked out, decided at doors, signed. */
final class ReadinessWork {
    private static final Logger LOG = LoggerFactory.getLogger(ReadinessWork.class);

    private final ReadinessWorker readiness;
    private final ProveWorker doors;
    private final @Nullable ProofSealer sealer;

    /** @param key signs; null where this console has none: proofs wait for a process that has it */
    ReadinessWork(Vertx vertx, Parts parts, @Nullable ProofKey key) {
        this.readiness = new ReadinessWorker(vertx, parts.database(), parts.clock());
        this.doors = new ProveWorker(vertx, new ProveDesk(parts.database(), parts.keyring(), parts.clock()));
        this.sealer = key == null ? null : new ProofSealer(vertx, parts.database(), parts.clock(), key);
    }

    void start() {
        readiness.start();
        doors.start();
        if (sealer == null) {
            LOG.atWarn().log("there is no key to sign proofs with: they wait until a process has one");
        } else {
            sealer.start();
        }
    }

    Future<Void> stop() {
        return readiness
                .stop()
                .eventually(doors::stop)
                .eventually(() -> sealer == null ? Future.succeededFuture() : sealer.stop());
    }
}
