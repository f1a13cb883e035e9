package org.tocsin.simulator.scaip;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.simulator.estate.Credentials;
import org.tocsin.simulator.estate.Room;
import org.tocsin.simulator.estate.Trigger;
import org.tocsin.simulator.ledger.Ledger;
import org.tocsin.simulator.ledger.Tally;
import org.tocsin.simulator.unit.Condition;
import org.tocsin.simulator.unit.Presses;
import org.tocsin.simulator.unit.SignsOfLife;
import org.tocsin.simulator.unit.SimulatedUnit;
import org.tocsin.simulator.unit.Surroundings;
import org.tocsin.simulator.unit.Timing;

/**
 * A home unit that speaks SCAIP. It counts as connected while its last sign of life was answered. Alarms go one at a
 * time, in order, and never wait behind a sign of life.
 */
public final class ScaipUnit implements SimulatedUnit {
    private static final Logger LOG = LoggerFactory.getLogger(ScaipUnit.class);

    private final Credentials credentials;
    private final SipAccount account;
    private final SipLine line;
    private final List<SipWire> wires;
    private final Surroundings around;
    private final Presses presses;
    private final SignsOfLife signsOfLife;
    private final SignsOfLife tests;
    private @Nullable Delivery current;
    private @Nullable SpeechCall call;
    private @Nullable Delivery beat;
    private @Nullable Delivery test;
    private boolean connected;
    private boolean stopped;

    /**
     * What differs from make to make.
     *
     * @param overTcp over a connection of its own; otherwise over one of the street's datagram sockets
     * @param replyInAnswer takes the application's reply from the body of a 200, too
     */
    public record Habits(boolean overTcp, boolean replyInAnswer) {
        public static final Habits UDP = new Habits(false, false);
        public static final Habits TCP = new Habits(true, false);
    }

    public ScaipUnit(Credentials credentials, SipLine line, Habits habits, Duration heartbeatEvery) {
        this(credentials, line, habits, heartbeatEvery, Duration.ofDays(1));
    }

    /** @param testEvery how often it sends a test transmission by itself */
    public ScaipUnit(
            Credentials credentials, SipLine line, Habits habits, Duration heartbeatEvery, Duration testEvery) {
        this.tests = new SignsOfLife(line.around().scheduler(), testEvery, this::test);
        this.credentials = credentials;
        this.line = line;
        this.around = line.around();
        this.presses = new Presses(around.tally());
        this.signsOfLife = new SignsOfLife(around.scheduler(), heartbeatEvery, this::beat);
        this.wires = line.wires(credentials.home(), habits.overTcp());
        String host = line.receiver(0).getAddress().getHostAddress();
        this.account = new SipAccount(credentials, host + ":" + line.receiver(0).getPort(), habits.replyInAnswer());
    }

    @Override
    public String cid() {
        return credentials.cid();
    }

    @Override
    public void start() {
        beat();
        signsOfLife.start(credentials.home());
        tests.start(credentials.home());
    }

    /** A test transmission, tried until it is acknowledged; one at a time. */
    private void test() {
        if (test != null || stopped) {
            return;
        }
        String ref = around.refs().next();
        String body = ScaipText.test(ref, cid());
        Ledger.Entry entry = around.ledger().raised(cid(), ref, "SCAIP", "TEST", Instant.now());
        around.tally().tests.increment();
        Delivery delivery =
                new Delivery(new Delivery.Message(ref, body, body, 0), account, line, wires, new Test(entry));
        test = delivery;
        delivery.start();
    }

    private final class Test implements Delivery.Outcome {
        private final Ledger.Entry entry;

        Test(Ledger.Entry entry) {
            this.entry = entry;
        }

        @Override
        public void attempted(int attempt) {
            entry.attempted(attempt);
        }

        @Override
        public void accepted() {}

        @Override
        public void done(ScaipText.Reply receipt, SipWire way) {
            test = null;
            entry.acknowledged(Instant.now());
        }

        @Override
        public void gaveUp() {
            test = null;
        }
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
        public void done(ScaipText.Reply receipt, SipWire way) {
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
            signsOfLife.soon();
        }
    }

    private void lost() {
        if (connected) {
            connected = false;
            around.tally().connected.decrementAndGet();
        }
    }

    /** Nothing in SCAIP says it. */
    @Override
    public boolean becomes(Condition condition) {
        return false;
    }

    @Override
    public boolean raise(Trigger trigger, Room room, Runnable whenDone) {
        if (presses.full()) {
            return false;
        }
        presses.add(new Press(trigger, room, whenDone));
        return true;
    }

    /** One signal from the moment somebody pressed. */
    private final class Press implements Runnable, Delivery.Outcome {
        private final Trigger trigger;
        private final Runnable whenDone;
        private final Delivery.Message message;
        private final Ledger.Entry entry;
        private final long raisedAt = around.scheduler().nanos();
        private boolean accepted;

        Press(Trigger trigger, Room room, Runnable whenDone) {
            this.trigger = trigger;
            this.whenDone = whenDone;
            String ref = around.refs().next();
            this.message = new Delivery.Message(
                    ref, ScaipText.alarm(ref, cid(), trigger, room), ScaipText.minimal(ref, cid(), trigger), 0);
            this.entry = around.ledger().raised(cid(), ref, "SCAIP", trigger, Instant.now());
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
        public void done(ScaipText.Reply receipt, SipWire way) {
            Tally tally = around.tally();
            tally.toAcknowledgement.add(around.scheduler().nanos() - raisedAt);
            // The ledger first: whoever sees that nothing is pending reads it.
            entry.acknowledged(Instant.now());
            tally.acknowledged.increment();
            current = null;
            speak(receipt, way);
            whenDone.run();
            presses.over();
        }

        /** Kept on hold for too long: the platform is told, under the same reference, that nobody waits any more. */
        @Override
        public void gaveUp() {
            String reset = ScaipText.reset(message.ref(), cid(), trigger);
            Delivery.Message end = new Delivery.Message(message.ref(), reset, reset, Timing.HEARTBEAT_ATTEMPTS);
            current = null;
            new Delivery(end, account, line, wires, new Unheeded()).start();
            presses.over();
        }
    }

    /** A message nobody waits for. */
    private static final class Unheeded implements Delivery.Outcome {
        @Override
        public void attempted(int attempt) {}

        @Override
        public void accepted() {}

        @Override
        public void done(ScaipText.Reply receipt, SipWire way) {}

        @Override
        public void gaveUp() {}
    }

    /** Calls whom the receipt names, unless a call is up; numbers of a telephone network are dialled elsewhere. */
    private void speak(ScaipText.Reply receipt, SipWire way) {
        if (!receipt.wantsCallTo62() || call != null || stopped) {
            return;
        }
        if (receipt.number().isEmpty()) {
            around.tally().strange.increment();
            LOG.atWarn().addKeyValue("cid", cid()).log("A receipt asks for a call and names no number");
        } else if (receipt.number().startsWith("sip:")) {
            SpeechCall started = new SpeechCall(
                    account, line, way, receipt.number(), around.refs().next(), new InCall());
            call = started;
            started.start();
        }
    }

    private final class InCall implements SpeechCall.Heard {
        @Override
        public void key(char key) {
            LOG.atDebug().addKeyValue("cid", cid()).log("Key {}", key);
        }

        @Override
        public void ended(boolean wasUp) {
            call = null;
        }
    }

    @Override
    public void stop() {
        stopped = true;
        signsOfLife.stop();
        tests.stop();
        presses.stop();
        if (call != null) {
            call.abandon();
        }
        if (current != null) {
            current.abandon();
        }
        if (beat != null) {
            beat.abandon();
        }
        if (test != null) {
            test.abandon();
        }
        wires.forEach(SipWire::cut);
        lost();
    }
}
