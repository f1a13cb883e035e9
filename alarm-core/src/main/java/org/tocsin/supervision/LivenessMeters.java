package org.tocsin.supervision;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.tocsin.platform.Database;
import org.tocsin.platform.Metrics;
import org.tocsin.platform.Worker;

/** How many units are in which state over all services, and what has been noticed and not been told; counted now and then. */
public final class LivenessMeters {
    private static final Duration PAUSE = Duration.ofSeconds(15);
    private static final String UNITS = "select state, count(*) as units from unit_watch group by state";
    private static final String UNTOLD = "select count(*) from silence where raised_at is null"
            + " or (heard_again_at is not null and restored_at is null)";

    private final Database database;
    private final Worker worker;
    private final Map<Liveness.State, AtomicLong> units = new EnumMap<>(Liveness.State.class);
    private final AtomicLong untold = new AtomicLong();

    public LivenessMeters(Vertx vertx, Database database, MeterRegistry metrics) {
        this.database = database;
        this.worker = new Worker(vertx, "liveness-meters", PAUSE, this::count);
        for (Liveness.State state : Liveness.State.values()) {
            AtomicLong number = new AtomicLong();
            units.put(state, number);
            Gauge.builder(Metrics.UNITS, number, AtomicLong::get)
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .register(metrics);
        }
        Gauge.builder(Metrics.SILENCES_UNTOLD, untold, AtomicLong::get).register(metrics);
    }

    /** Begins to count. Called once. */
    public void start() {
        worker.start();
    }

    public Future<Void> stop() {
        return worker.stop();
    }

    private Future<Boolean> count() {
        return database.pool()
                .query(UNITS)
                .execute()
                .compose(rows -> {
                    units.values().forEach(number -> number.set(0));
                    rows.forEach(
                            row -> units.getOrDefault(Liveness.State.valueOf(row.getString("state")), new AtomicLong())
                                    .set(row.getLong("units")));
                    return database.pool().query(UNTOLD).execute();
                })
                .map(rows -> {
                    untold.set(rows.iterator().next().getLong(0));
                    return false;
                });
    }
}
