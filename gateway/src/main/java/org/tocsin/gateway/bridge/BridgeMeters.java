package org.tocsin.gateway.bridge;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.tocsin.platform.Metrics;

/** What went over one connection of the bridge. */
final class BridgeMeters {
    private final Counter received;
    private final Counter acknowledged;
    private final Counter answered;
    private final Counter unanswered;
    private final Counter passedOver;
    private final Counter retried;
    private final Counter lost;
    private final AtomicInteger inFlight = new AtomicInteger();

    BridgeMeters(LineKind kind, MeterRegistry registry, IntSupplier connected) {
        String line = kind.label();
        received = registry.counter(Metrics.BRIDGE_RECEIVED, "line", line);
        acknowledged = registry.counter(Metrics.BRIDGE_ACKNOWLEDGED, "line", line);
        answered = registry.counter(Metrics.BRIDGE_ANSWERS, "line", line, "outcome", "taken");
        unanswered = registry.counter(Metrics.BRIDGE_ANSWERS, "line", line, "outcome", "refused");
        passedOver = registry.counter(Metrics.BRIDGE_PASSED_OVER, "line", line);
        retried = registry.counter(Metrics.BRIDGE_RETRIES, "line", line);
        lost = registry.counter(Metrics.BRIDGE_LOST, "line", line);
        Gauge.builder(Metrics.BRIDGE_CONNECTED, connected, IntSupplier::getAsInt)
                .tag("line", line)
                .strongReference(true)
                .register(registry);
        Gauge.builder(Metrics.BRIDGE_IN_FLIGHT, inFlight, AtomicInteger::get)
                .tag("line", line)
                .register(registry);
    }

    void received() {
        received.increment();
    }

    void acknowledged() {
        acknowledged.increment();
    }

    void answered() {
        answered.increment();
    }

    void unanswered() {
        unanswered.increment();
    }

    void passedOver() {
        passedOver.increment();
    }

    void retried() {
        retried.increment();
    }

    void lost() {
        lost.increment();
    }

    void inFlight(int now) {
        inFlight.set(now);
    }
}
