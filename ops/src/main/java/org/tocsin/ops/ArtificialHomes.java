package org.tocsin.ops;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.HostPort;
import org.tocsin.simulator.Progress;
import org.tocsin.simulator.Simulator;
import org.tocsin.simulator.SimulatorConfig;

/** The estate of a demo: the simulator in this process, on event loops of its own, speaking through real sockets. */
final class ArtificialHomes {
    private static final int EVENT_LOOPS = 2;
    private static final int TELL_EVERY_SECONDS = 5;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(EVENT_LOOPS));
    private final Consumer<String> progress;
    private volatile @Nullable Simulator simulator;
    private int told;

    ArtificialHomes(Consumer<String> progress) {
        this.progress = progress;
    }

    /** Puts the homes on file and switches them on; done when all are connected, or had twice their time. */
    Future<Integer> switchOn(AllInOneConfig.Estate estate, Ports ports, String token, Path credentials) {
        SimulatorConfig.Targets targets = new SimulatorConfig.Targets(
                List.of(new HostPort(ports.bind(), ports.sip())),
                List.of(new HostPort(ports.bind(), ports.mqtt())),
                URI.create("http://%s:%d".formatted(ports.bind(), ports.http())),
                token);
        SimulatorConfig config = SimulatorConfig.of(estate.homes(), targets)
                .withTraffic(traffic(estate))
                .withFiles(new SimulatorConfig.Files(credentials, null));
        return Simulator.open(vertx, config, this::tell).compose(running -> {
            simulator = running;
            return running.switchOn()
                    .compose(on -> running.whenConnected())
                    .map(connected -> running.snapshot().connected());
        });
    }

    Future<Void> switchOff() {
        Simulator running = simulator;
        Future<Void> off = running == null ? Future.succeededFuture() : running.stop();
        return off.eventually(vertx::close);
    }

    private static SimulatorConfig.Traffic traffic(AllInOneConfig.Estate estate) {
        Double rate = estate.alarmsPerMinute();
        if (estate.quiet() || (rate != null && rate == 0)) {
            return SimulatorConfig.Traffic.QUIET;
        }
        return rate == null ? SimulatorConfig.Traffic.REALISTIC : SimulatorConfig.Traffic.REALISTIC.atRate(rate);
    }

    /** Once every few seconds while homes are still coming; then nothing more, the board tells. */
    private void tell(Progress.Snapshot now) {
        if (now.connected() < now.homes() && told++ % TELL_EVERY_SECONDS == 0) {
            progress.accept(
                    "  %d homes: %d on file, %d connected".formatted(now.homes(), now.enrolled(), now.connected()));
        }
    }
}
