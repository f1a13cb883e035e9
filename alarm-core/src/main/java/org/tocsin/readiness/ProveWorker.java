package org.tocsin.readiness;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.tocsin.platform.Worker;

/** Decides the tests at doors about once a second, whoever looks at their pages. Runs in every process. */
public final class ProveWorker {
    private final Worker worker;

    /** @param desk whose tests are decided */
    public ProveWorker(Vertx vertx, ProveDesk desk) {
        this.worker = new Worker(vertx, "prove", () -> desk.decide().map(decided -> decided > 0));
    }

    /** Begins to look. Called once. */
    public void start() {
        worker.start();
    }

    /** Looks no more; done when the round that is running has ended. */
    public Future<Void> stop() {
        return worker.stop();
    }
}
