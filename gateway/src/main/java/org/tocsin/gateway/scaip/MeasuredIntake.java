package org.tocsin.gateway.scaip;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.tocsin.gateway.DeviceIntake;
import org.tocsin.platform.Metrics;
import org.tocsin.signal.Receipt;
import org.tocsin.signal.Signal;
import org.tocsin.unit.UnitDirectory.OnFile;

/** The door to the store, with a count of what came of each signal and how long it took. */
final class MeasuredIntake {
    private final DeviceIntake intake;
    private final Timer answerTime;
    private final Counter recorded;
    private final Counter duplicate;
    private final Counter refused;

    MeasuredIntake(DeviceIntake intake, MeterRegistry metrics) {
        this.intake = intake;
        this.answerTime =
                Timer.builder(Metrics.SIGNAL_ANSWER).tag("protocol", "scaip").register(metrics);
        this.recorded = counter(metrics, "recorded");
        this.duplicate = counter(metrics, "duplicate");
        this.refused = counter(metrics, "refused");
    }

    /** Fails when the store cannot be asked. */
    Future<Optional<OnFile>> unit(String cid) {
        return intake.unit(cid);
    }

    /** Never fails; the answer may come on another thread. */
    Future<Receipt> take(Signal signal, Optional<OnFile> unit) {
        long from = System.nanoTime();
        return intake.take(signal, unit).onSuccess(receipt -> {
            answerTime.record(System.nanoTime() - from, TimeUnit.NANOSECONDS);
            counter(receipt).increment();
        });
    }

    private Counter counter(Receipt receipt) {
        if (receipt instanceof Receipt.Recorded) {
            return recorded;
        }
        return receipt instanceof Receipt.Duplicate ? duplicate : refused;
    }

    private static Counter counter(MeterRegistry metrics, String outcome) {
        return metrics.counter(Metrics.SIGNALS, "protocol", "scaip", "outcome", outcome);
    }
}
