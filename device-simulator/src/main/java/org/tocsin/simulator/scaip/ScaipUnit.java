package org.tocsin.simulator.scaip;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.estate.Credentials;
import org.tocsin.simulator.estate.Room;
import org.tocsin.simulator.estate.Trigger;
import org.tocsin.simulator.ledger.Ledger;
import org.tocsin.simulator.ledger.Tally;
import org.tocsin.simulator.unit.Scheduler;
import org.tocsin.simulator.unit.SimulatedUnit;
import org.tocsin.simulator.unit.Surroundings;
import org.tocsin.simulator.unit.Timing;

/**
 * A home unit that speaks SCAIP. It counts as connected while its last sign of life was answered. Alarms go one at a
 * time, in order, and never wait behind a sign of life.
 */
public final class ScaipUnit implements SimulatedUnit {
    private final Credentials credentials;
    private final SipAccount account;
    private final SipLine line;
    private final List<SipWire> wires;
    private final Surroundings around;
    private final Duration heartbeatEvery;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private @Nullable Delivery current;
    private @Nullable Delivery beat;
    private Scheduler.Pending nextBeat = Scheduler.Pending.NONE;
    private boolean connected;
    private boolean stopped;

    /** @param overTcp over a connection of its own; otherwise over one of the street's datagram sockets */
    public ScaipUnit(Credentials credentials, SipLine line, boolean overTcp, Duration heartbeatEvery) {
        this.credentials = credentials;
        this.line = line;
        this.around = line.around();
        this.heartbeatEvery = heartbeatEvery;
        this.wires = line.wires(credentials.home(), overTcp);
        String host = line.receiver(0).getAddress().getHostAddress();
        this.account = new SipAccount(credentials, host + ":" + line.receiver(0).getPort());
    }

    @Override
    public String cid() {
        return credentials.cid();
    }

    @Override
    public void start() {
        beat();
        // From here on the homes are spread evenly over the interval, whenever they were switched on.
        long interval = heartbeatEvery.toMillis();
        nextBeat = around.scheduler()
                .after(1 + Math.floorMod((credentials.home() + 1) * 2_654_435_761L, interval), this::beatRegularly);
    }

    private void beatRegularly() {
        nextBeat = around.scheduler().after(heartbeatEvery.toMillis(), this::beatRegularly);
        beat();
    }

    @Override
    public void beat() {
        if (beat != null || stopped) {
            return;
        }
        String ref = around.refs().next();
        String body = ScaipText.heartbeat(ref, cid());
        around.tally().beatsSent.increment();
        Delivery delivery = new Delivery(
                new Delivery.Message(ref, body, body, Timing.HEARTBEAT_ATTEMPTS), account, line, wires, new Beat());
        beat = delivery;
        delivery.start();
    }

    private final class Beat implements Delivery.Outcome {
        @Override
        public void attempted(int attempt) {}

        @Override
        public void accepted() {}

        @Override
        public void done() {
            beat = null;
            around.tally().beatsAnswered.increment();
            if (!connected) {
                connected = true;
                around.tally().connected.incrementAndGet();
            }
        }

        @Override
        public void gaveUp() {
            beat = null;
            lost();
            // Out of touch: ask again in a minute rather than with the next regular beat.
            around.scheduler().after(Math.min(60_000, heartbeatEvery.toMillis()), ScaipUnit.this::beat);
        }
    }

    private void lost() {
        if (connected) {
            connected = false;
            around.tally().connected.decrementAndGet();
        }
    }

    @Override
    public boolean raise(Trigger trigger, Room room, Runnable whenDone) {
        if (stopped || waiting.size() >= Surroundings.MOST_WAITING) {
            around.tally().heldBack.increment();
            return false;
        }
        Press press = new Press(trigger, room, whenDone);
        if (current == null) {
            press.run();
        } else {
            waiting.add(press);
        }
        return true;
    }

    /** One signal from the moment somebody pressed. */
    private final class Press implements Runnable, Delivery.Outcome {
        private final Runnable whenDone;
        private final Delivery.Message message;
        private final Ledger.Entry entry;
        private final long raisedAt = around.scheduler().nanos();
        private boolean accepted;

        Press(Trigger trigger, Room room, Runnable whenDone) {
            this.whenDone = whenDone;
            String ref = around.refs().next();
            this.message = new Delivery.Message(
                    ref, ScaipText.alarm(ref, cid(), trigger, room), ScaipText.minimal(ref, cid(), trigger), 0);
            this.entry = around.ledger().raised(cid(), ref, "SCAIP", trigger.kind(), Instant.now());
            around.tally().raised.increment();
        }

        @Override
        public void run() {
            Delivery delivery = new Delivery(message, account, line, wires, this);
            current = delivery;
            delivery.start();
        }

        @Override
        public void attempted(int attempt) {
            entry.attempted(attempt);
            if (attempt > 1) {
                around.tally().repeated.increment();
            }
        }

        @Override
        public void accepted() {
            if (!accepted) {
                accepted = true;
                around.tally().toTransportAnswer.add(around.scheduler().nanos() - raisedAt);
            }
        }

        @Override
        public void done() {
            Tally tally = around.tally();
            tally.toAcknowledgement.add(around.scheduler().nanos() - raisedAt);
            tally.acknowledged.increment();
            entry.acknowledged(Instant.now());
            current = null;
            whenDone.run();
            next();
        }

        @Override
        public void gaveUp() {
            throw new IllegalStateException("an alarm is never given up");
        }
    }

    private void next() {
        Runnable press = current == null ? waiting.poll() : null;
        if (press != null) {
            press.run();
        }
    }

    @Override
    public void stop() {
        stopped = true;
        nextBeat.cancel();
        if (current != null) {
            current.abandon();
        }
        if (beat != null) {
            beat.abandon();
        }
        waiting.clear();
        wires.forEach(SipWire::cut);
        lost();
    }
}
