package org.tocsin.simulator.scaip;

import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.estate.Credentials;
import org.tocsin.simulator.estate.Room;
import org.tocsin.simulator.estate.Trigger;
import org.tocsin.simulator.ledger.Ledger;
import org.tocsin.simulator.ledger.Line;
import org.tocsin.simulator.ledger.Tally;
import org.tocsin.simulator.unit.Faults;
import org.tocsin.simulator.unit.Refs;
import org.tocsin.simulator.unit.Scheduler;
import org.tocsin.simulator.unit.Surroundings;
import org.tocsin.simulator.unit.Timing;
import org.tocsin.simulator.unit.TlsFiles;

/** One SCAIP unit with everything it needs, for a test that plays its receiver. */
public final class HomeOnTheLine implements AutoCloseable {
    public static final String CID = "10000000";
    /** Every wait ten times shorter than in a home. */
    public static final Timing FAST = new Timing(50, 400, 300, List.of(0L, 50L, 100L), 100, 100);
    /** The same, but it waits for an answer longer than a busy machine keeps a good receiver from it. */
    static final Timing PATIENT = new Timing(50, 400, 20_000, List.of(0L, 50L, 100L), 100, 100);

    final Tally tally = new Tally();
    final Ledger ledger;
    private final Vertx vertx = Vertx.vertx();
    private @Nullable TlsFiles tls;
    private @Nullable SipLine line;
    private @Nullable ScaipUnit unit;

    public HomeOnTheLine() throws IOException {
        ledger = new Ledger(null);
    }

    /** Its connections are made over TLS. */
    public void secure(TlsFiles files) {
        tls = files;
    }

    void open(StandInReceiver... receivers) throws Exception {
        open(null, new Faults(Faults.Shares.NONE, 1), receivers);
    }

    /** For what a good receiver hears: not a second time because the machine was busy. */
    void openPatient(StandInReceiver receiver) throws Exception {
        open(null, new Faults(Faults.Shares.NONE, 1), PATIENT, ScaipUnit.Habits.UDP, List.of(receiver.address()));
    }

    void openWithSecret(String secret, StandInReceiver... receivers) throws Exception {
        open(secret, new Faults(Faults.Shares.NONE, 1), receivers);
    }

    void openFaulty(Faults faults, StandInReceiver... receivers) throws Exception {
        open(null, faults, receivers);
    }

    private void open(@Nullable String secret, Faults faults, StandInReceiver... receivers) throws Exception {
        List<InetSocketAddress> targets =
                List.of(receivers).stream().map(StandInReceiver::address).toList();
        open(secret, faults, FAST, ScaipUnit.Habits.UDP, targets);
    }

    /** Switched off, until a test calls its unit. */
    public void open(
            @Nullable String secret,
            Faults faults,
            Timing timing,
            ScaipUnit.Habits habits,
            List<InetSocketAddress> targets)
            throws Exception {
        ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
        Surroundings around = new Surroundings(
                Scheduler.of(context.nettyEventLoop()), timing, faults, new Refs(1_773_567_000_120L, 0), ledger, tally);
        SipLine opened = SipLine.open(context, targets, around, tls)
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        line = opened;
        unit = new ScaipUnit(
                new Credentials(0, CID, secret, "sip:alarm@127.0.0.1", null, null),
                opened,
                habits,
                Duration.ofMinutes(15));
    }

    ScaipUnit unit() {
        if (unit == null) {
            throw new IllegalStateException("not opened");
        }
        return unit;
    }

    public void press() throws Exception {
        onLoop(() -> unit().raise(Trigger.PENDANT, Room.BEDROOM, () -> {}));
    }

    void onLoop(Runnable task) throws Exception {
        if (line == null) {
            throw new IllegalStateException("not opened");
        }
        CompletableFuture<Void> ran = new CompletableFuture<>();
        line.around().scheduler().after(0, () -> {
            task.run();
            ran.complete(null);
        });
        ran.get(20, TimeUnit.SECONDS);
    }

    Line line(int index) {
        return ledger.lines().get(index);
    }

    static long millisBetween(StandInReceiver.Heard earlier, StandInReceiver.Heard later) {
        return (later.nanos() - earlier.nanos()) / 1_000_000;
    }

    @Override
    public void close() throws Exception {
        if (line != null) {
            onLoop(unit()::stop);
            line.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        ledger.close();
    }
}
