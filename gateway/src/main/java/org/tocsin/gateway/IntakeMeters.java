package org.tocsin.gateway;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.tocsin.platform.Metrics;
import org.tocsin.signal.Protocol;
import org.tocsin.signal.Receipt;
import org.tocsin.signal.SignalIntake;

/** What came in, what became of it and how long a unit waited for that: the same for every protocol. */
final class IntakeMeters {
    private final Map<Protocol, Meters> byProtocol = new EnumMap<>(Protocol.class);

    private record Meters(Counter recorded, Counter duplicate, Counter refused, Counter heartbeats, Timer answer) {}

    IntakeMeters(SignalIntake signals, MeterRegistry registry) {
        for (Protocol protocol : Protocol.values()) {
            String name = lower(protocol);
            byProtocol.put(
                    protocol,
                    new Meters(
                            registry.counter(Metrics.SIGNALS, "protocol", name, "outcome", "recorded"),
                            registry.counter(Metrics.SIGNALS, "protocol", name, "outcome", "duplicate"),
                            registry.counter(Metrics.SIGNALS, "protocol", name, "outcome", "refused"),
                            registry.counter(Metrics.HEARTBEATS, "protocol", name),
                            Timer.builder(Metrics.SIGNAL_ANSWER)
                                    .tag("protocol", name)
                                    .publishPercentileHistogram()
                                    .register(registry)));
        }
        for (SignalIntake.Lane lane : SignalIntake.Lane.values()) {
            Gauge.builder(Metrics.INTAKE_WAITING, signals, intake -> intake.waiting(lane))
                    .tag("lane", lower(lane))
                    .register(registry);
        }
    }

    void heartbeat(Protocol protocol) {
        of(protocol).heartbeats().increment();
    }

    /** @param since when it was handed in, by {@link System#nanoTime} */
    void answered(Protocol protocol, Receipt receipt, long since) {
        Meters meters = of(protocol);
        meters.answer().record(System.nanoTime() - since, TimeUnit.NANOSECONDS);
        if (receipt instanceof Receipt.Recorded) {
            meters.recorded().increment();
        } else if (receipt instanceof Receipt.Duplicate) {
            meters.duplicate().increment();
        } else {
            meters.refused().increment();
        }
    }

    private Meters of(Protocol protocol) {
        Meters meters = byProtocol.get(protocol);
        if (meters == null) {
            throw new IllegalStateException("every protocol has its meters");
        }
        return meters;
    }

    private static String lower(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT);
    }
}
