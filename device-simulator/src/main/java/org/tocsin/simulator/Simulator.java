package org.tocsin.simulator;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.simulator.estate.CredentialFile;
import org.tocsin.simulator.estate.Credentials;
import org.tocsin.simulator.estate.Enrolment;
import org.tocsin.simulator.estate.PlatformApi;
import org.tocsin.simulator.estate.Trigger;
import org.tocsin.simulator.ledger.Asking;
import org.tocsin.simulator.ledger.Ledger;
import org.tocsin.simulator.ledger.Line;
import org.tocsin.simulator.ledger.Tally;
import org.tocsin.simulator.unit.Condition;
import picocli.CommandLine;

/**
 * An estate of artificial homes in front of a platform: it puts them on file, connects them, lets them raise alarms,
 * and in the end judges by its own ledger whether the platform kept its word. {@link #main} runs it on its own.
 */
public final class Simulator {
    private static final Logger LOG = LoggerFactory.getLogger(Simulator.class);
    private static final long TICK_MILLIS = 100;
    private static final int TICKS_A_SECOND = 10;

    private final Vertx vertx;
    private final SimulatorConfig config;
    private final PlatformApi api;
    private final CredentialFile credentials;
    private final Ledger ledger;
    private final Tally tally;
    private final Fleet fleet;
    private final Progress progress;
    private final Promise<Void> connected = Promise.promise();
    private volatile boolean stopped;
    private volatile long ticker;
    private long ticks;
    private volatile long giveUpConnectingAt = Long.MAX_VALUE;

    private record Parts(PlatformApi api, CredentialFile credentials, Ledger ledger, Tally tally, Fleet fleet) {}

    private Simulator(Vertx vertx, SimulatorConfig config, Parts parts, Progress progress) {
        this.vertx = vertx;
        this.config = config;
        this.api = parts.api;
        this.credentials = parts.credentials;
        this.ledger = parts.ledger;
        this.tally = parts.tally;
        this.fleet = parts.fleet;
        this.progress = progress;
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new SimulatorCommand())
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    line.getErr().println("No verdict: " + failure.getMessage());
                    LOG.atDebug().setCause(failure).log("The estate could not be run");
                    return line.getCommandSpec().exitCodeOnExecutionException();
                })
                .execute(arguments));
    }

    /**
     * Done when every home is on file and switched on; connecting goes on, see {@link #whenConnected}. Fails, with
     * everything closed again, when the platform does not take the homes. The progress is told on an event loop.
     */
    public static Future<Simulator> start(Vertx vertx, SimulatorConfig config, Progress progress) {
        return open(vertx, config, progress)
                .compose(simulator -> simulator
                        .switchOn()
                        .map(simulator)
                        .recover(failure -> simulator.stop().transform(stopped -> Future.failedFuture(failure))));
    }

    /** Opens the sockets and files of an estate in which nobody lives yet, for whoever wants to stop it half-way. */
    public static Future<Simulator> open(Vertx vertx, SimulatorConfig config, Progress progress) {
        Tally tally = new Tally();
        return vertx.executeBlocking(() -> Fleet.Receivers.of(config.targets()), false)
                .compose(receivers -> vertx.executeBlocking(
                                () -> new CredentialFile(config.files().credentials()), false)
                        .compose(credentials -> vertx.executeBlocking(
                                        () -> new Ledger(config.files().ledger()), false)
                                .compose(ledger -> Fleet.open(vertx, config, receivers, ledger, tally)
                                        .map(fleet -> {
                                            PlatformApi api = new PlatformApi(
                                                    vertx,
                                                    config.targets().api(),
                                                    config.targets().token());
                                            Parts parts = new Parts(api, credentials, ledger, tally, fleet);
                                            return new Simulator(vertx, config, parts, progress);
                                        }))));
    }

    /**
     * Puts the homes on file and switches them on. To be called once; fails when the platform does not take them, or
     * when the estate is stopped meanwhile.
     */
    public Future<Void> switchOn() {
        ticker = vertx.setPeriodic(TICK_MILLIS, id -> tick());
        return fleet.enrol(new Enrolment(api, credentials)).compose(v -> {
            if (stopped) {
                return Future.failedFuture("stopped before every home was switched on");
            }
            Duration patience = config.traffic().connectWithin().multipliedBy(2).plusSeconds(30);
            giveUpConnectingAt = System.nanoTime() + patience.toNanos();
            return Future.succeededFuture();
        });
    }

    /**
     * Switches on homes that are on file already, by a table for instance, or that are on nobody's file. Instead of
     * {@link #switchOn} or beside it; what they raise is what they are told.
     */
    public void moveIn(Collection<Credentials> units) {
        fleet.moveIn(units);
    }

    /** Switches one home off, for good: it is never heard again. False where it does not live here. */
    public Future<Boolean> switchOff(String cid) {
        return fleet.at(cid, unit -> {
            unit.stop();
            return true;
        });
    }

    /** A unit's firmware or network is another one. False where it does not live here, or has no way to say so. */
    public Future<Boolean> change(String cid, Condition condition) {
        return fleet.at(cid, unit -> unit.becomes(condition));
    }

    /** Raising begins when all are connected, or when those that are not have had time enough. */
    private void tick() {
        if (ticks++ % TICKS_A_SECOND == 0) {
            progress.at(snapshot());
        }
        boolean patienceOver = giveUpConnectingAt != Long.MAX_VALUE && System.nanoTime() - giveUpConnectingAt > 0;
        boolean all = tally.connected.get() >= config.estate().homes();
        if ((all || patienceOver) && connected.tryComplete()) {
            if (!all) {
                LOG.atWarn().addKeyValue("outcome", snapshot()).log("Not every home is connected");
            }
            fleet.beginRaising();
        }
    }

    /** Done when every home is connected, or has had twice its time; {@link #snapshot} tells how many are. */
    public Future<Void> whenConnected() {
        return connected.future();
    }

    public Progress.Snapshot snapshot() {
        return new Progress.Snapshot(
                config.estate().homes(),
                tally.enrolled.get(),
                Math.max(0, tally.connected.get()),
                tally.raised.sum(),
                tally.acknowledged.sum(),
                tally.repeated.sum(),
                tally.pending());
    }

    /** All counts and latencies, still moving. */
    public Tally tally() {
        return tally;
    }

    /** Everything raised so far, with what was acknowledged. */
    public Collection<Line> lines() {
        return ledger.lines();
    }

    /** What units have heard that they are asked, so far. */
    public List<Asking> askings() {
        return ledger.askings();
    }

    /** Somebody presses, in the home of that cid; false where no such home lives here or it has pressed too often. */
    public Future<Boolean> raise(String cid, Trigger trigger) {
        return fleet.raiseAt(cid, trigger);
    }

    /** Nothing more is raised; done when all that was raised is acknowledged, or the time is over. */
    public Future<Void> quiesce(Duration atMost) {
        fleet.endRaising();
        Promise<Void> calm = Promise.promise();
        long deadline = System.nanoTime() + atMost.toNanos();
        vertx.setPeriodic(50, id -> {
            if (tally.pending() == 0 || System.nanoTime() - deadline > 0) {
                vertx.cancelTimer(id);
                calm.tryComplete();
            }
        });
        return calm.future();
    }

    /** Compares the ledger with what the platform has on file. Works after {@link #quiesce}, before {@link #stop}. */
    public Future<Verdict> verdict() {
        return new Judge(api).judge(ledger.lines(), ledger.forgotten());
    }

    /** Judges the ledger file of an earlier run. */
    public static Future<Verdict> judge(Vertx vertx, SimulatorConfig.Targets targets, Path ledger) {
        return vertx.executeBlocking(() -> Ledger.read(ledger), false).compose(lines -> {
            PlatformApi api = new PlatformApi(vertx, targets.api(), targets.token());
            return new Judge(api).judge(lines, 0).eventually(api::close);
        });
    }

    /** Switches every home off, at once, and closes every socket and file. */
    public Future<Void> stop() {
        stopped = true;
        vertx.cancelTimer(ticker);
        connected.tryComplete();
        return fleet.stop()
                .eventually(api::close)
                .eventually(() -> vertx.executeBlocking(
                        () -> {
                            ledger.close();
                            credentials.close();
                            return null;
                        },
                        false));
    }
}
