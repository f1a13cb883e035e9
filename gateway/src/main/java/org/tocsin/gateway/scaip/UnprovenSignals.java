package org.tocsin.gateway.scaip;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.gateway.DeviceIntake;
import org.tocsin.signal.Doubt;
import org.tocsin.signal.Receipt;
import org.tocsin.signal.Signal;
import org.tocsin.unit.UnitDirectory;

/**
 * Alarms whose sender was challenged and has not answered yet. Whoever never answers is heard all the same, marked as
 * having failed its password: a wrong setting must not silence a life. On the endpoint's thread.
 */
final class UnprovenSignals {
    private static final Logger LOG = LoggerFactory.getLogger(UnprovenSignals.class);
    static final int MOST = 10_000;
    /** A refused one is offered again after the same wait, so often. */
    private static final int TRIES = 24;

    private final EventLoop loop;
    private final DeviceIntake intake;
    private final Duration wait;
    private final Map<String, Waiting> waiting = new HashMap<>();
    /** Refused ones on their way to the next try. */
    private int retrying;

    private record Waiting(Signal signal, Optional<UnitDirectory.OnFile> unit, ScheduledFuture<?> timer) {}

    UnprovenSignals(EventLoop loop, DeviceIntake intake, Duration wait) {
        this.loop = loop;
        this.intake = intake;
        this.wait = wait;
    }

    /** Its sender was challenged just now; of several copies the first one's time counts. */
    void challenged(Signal signal, Optional<UnitDirectory.OnFile> unit) {
        String key = key(signal);
        if (waiting.containsKey(key)) {
            return;
        }
        if (held() >= MOST) {
            // No room to wait: it is offered at once, and once only.
            take(signal, unit, 1);
            return;
        }
        ScheduledFuture<?> timer = loop.schedule(() -> expired(key), wait.toMillis(), TimeUnit.MILLISECONDS);
        waiting.put(key, new Waiting(signal, unit, timer));
    }

    /** Its sender has proved itself, or its copy is on its way into the store already. */
    void settled(Signal signal) {
        Waiting settled = waiting.remove(key(signal));
        if (settled != null) {
            settled.timer().cancel(false);
        }
    }

    /** Offers all of them now: the process ends. */
    Future<Void> flush() {
        List<Future<Receipt>> taken = new ArrayList<>();
        for (Waiting each : List.copyOf(waiting.values())) {
            settled(each.signal());
            taken.add(intake.take(ScaipSignals.doubted(each.signal(), Doubt.FAILED_PASSWORD), each.unit()));
        }
        return Future.all(taken).mapEmpty();
    }

    /** How many are kept here, for their password or for another try. */
    int held() {
        return waiting.size() + retrying;
    }

    private void expired(String key) {
        Waiting expired = waiting.remove(key);
        if (expired != null) {
            take(expired.signal(), expired.unit(), TRIES);
        }
    }

    private void take(Signal signal, Optional<UnitDirectory.OnFile> unit, int tries) {
        intake.take(ScaipSignals.doubted(signal, Doubt.FAILED_PASSWORD), unit).onComplete(taken -> {
            if (taken.failed() || !taken.result().positive()) {
                onLoop(() -> again(signal, unit, tries - 1));
            }
        });
    }

    private void again(Signal signal, Optional<UnitDirectory.OnFile> unit, int tries) {
        if (tries > 0 && held() < MOST && !loop.isShuttingDown()) {
            retrying++;
            loop.schedule(
                    () -> {
                        retrying--;
                        take(signal, unit, tries);
                    },
                    wait.toMillis(),
                    TimeUnit.MILLISECONDS);
            return;
        }
        // It was never answered positively: its unit is still trying, here or on its second path. A flood that takes
        // all
        // the room must not fill the log as well.
        (held() < MOST ? LOG.atError() : LOG.atDebug())
                .addKeyValue("signalId", signal.id())
                .addKeyValue("cid", signal.cid())
                .log("a signal without password could not be stored");
    }

    private void onLoop(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    private static String key(Signal signal) {
        return signal.cid()
                + '\n'
                + signal.ref()
                + '\n'
                + Arrays.hashCode(signal.key().bodyHash());
    }
}
