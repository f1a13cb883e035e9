package org.tocsin.shift;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.tocsin.platform.Database;
import org.tocsin.platform.Wakeup;
import org.tocsin.platform.Worker;

/**
 * Which services are with their partner, as this process knows it: told by the doorbell, and asked again each second.
 * While the store cannot be read, what was last known holds.
 */
public final class EvacuationWatch {
    private final Database database;
    private final Worker worker;
    private volatile Map<UUID, Evacuation.Partner> partners = Map.of();
    private volatile boolean stopped;

    public EvacuationWatch(Vertx vertx, Database database) {
        this.database = database;
        this.worker = Worker.bounded(vertx, "evacuations", () -> look().map(false));
    }

    /** Begins to follow; called once. The doorbell ends with its own closing. */
    public void start(Wakeup wakeup) {
        wakeup.onRing(() -> {
            if (!stopped) {
                look();
            }
        });
        worker.start();
    }

    /** Follows no more. */
    public Future<Void> stop() {
        stopped = true;
        return worker.stop();
    }

    /** Where homes of this service are told to call instead of its own numbers; empty while it answers itself. */
    public Optional<String> numberFor(UUID serviceId) {
        return Optional.ofNullable(partners.get(serviceId)).map(Evacuation.Partner::number);
    }

    private Future<Void> look() {
        return EvacuationDesk.everywhere(database)
                .onSuccess(found -> partners = found)
                .mapEmpty();
    }
}
