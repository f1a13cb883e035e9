package org.tocsin.simulator.mqtt;

import io.vertx.core.internal.ContextInternal;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.estate.Credentials;
import org.tocsin.simulator.estate.Room;
import org.tocsin.simulator.estate.Trigger;
import org.tocsin.simulator.ledger.Ledger;
import org.tocsin.simulator.unit.Condition;
import org.tocsin.simulator.unit.Presses;
import org.tocsin.simulator.unit.SignsOfLife;
import org.tocsin.simulator.unit.SimulatedUnit;
import org.tocsin.simulator.unit.Surroundings;
import org.tocsin.simulator.unit.Timing;
import org.tocsin.simulator.unit.TlsFiles;

/**
 * A home unit that speaks MQTT 3.1.1. It counts as connected while its subscription to the platform's answers stands.
 * Alarms go one at a time, in order, and never wait behind a sign of life.
 */
public final class MqttUnit implements SimulatedUnit {
    private final Credentials credentials;
    private final String prefix;
    private final Surroundings around;
    private final MqttLink link;
    private final Presses presses;
    private final SignsOfLife signsOfLife;
    private final MqttCommands commands;
    private @Nullable Publication current;
    private @Nullable Publication beat;
    private long seq;
    private boolean stopped;

    /** @param receivers the first one is the preferred one */
    public MqttUnit(
            Credentials credentials,
            ContextInternal context,
            List<InetSocketAddress> receivers,
            Surroundings around,
            Duration heartbeatEvery) {
        this(credentials, context, new Receivers(receivers, null), around, heartbeatEvery);
    }

    /**
     * Whom to connect to.
     *
     * @param addresses the first one is the preferred one
     * @param tls null for plain connections
     */
    public record Receivers(
            List<InetSocketAddress> addresses, @Nullable TlsFiles tls) {}

    public MqttUnit(
            Credentials credentials,
            ContextInternal context,
            Receivers receivers,
            Surroundings around,
            Duration heartbeatEvery) {
        if (credentials.topicPrefix() == null) {
            throw new IllegalArgumentException("the platform named no topics for " + credentials.cid());
        }
        this.credentials = credentials;
        this.prefix = credentials.topicPrefix();
        this.around = around;
        this.presses = new Presses(around.tally());
        this.signsOfLife = new SignsOfLife(around.scheduler(), heartbeatEvery, this::beat);
        this.link = new MqttLink(credentials, context, receivers, around, new Events());
        this.commands = new MqttCommands(credentials, prefix, link, around, () -> seq++);
    }

    private final class Events implements MqttLink.Events {
        @Override
        public void online() {
            if (current != null) {
                current.send();
            }
            if (beat != null) {
                beat.send();
            }
            commands.online();
        }

        @Override
        public void replied(MqttText.Reply reply) {
            if (current != null && current.ref().equals(reply.ref())) {
                current.replied(reply.status());
            } else if (beat != null && beat.ref().equals(reply.ref())) {
                beat.replied(reply.status());
            } else {
                commands.replied(reply);
            }
        }

        @Override
        public void asked(MqttText.Command command) {
            commands.asked(command);
        }
    }

    @Override
    public String cid() {
        return credentials.cid();
    }

    @Override
    public void start() {
        link.open();
        signsOfLife.start(credentials.home());
    }

    @Override
    public boolean becomes(Condition condition) {
        link.becomes(condition);
        return true;
    }

    @Override
    public void beat() {
        if (beat != null || stopped || !link.online()) {
            return;
        }
        String ref = around.refs().next();
        Instant at = Instant.now();
        long number = seq++;
        around.tally().beatsSent.increment();
        Publication.Message message = new Publication.Message(
                ref,
                prefix + "/up/heartbeat",
                (attempt, minimal) -> MqttText.heartbeat(ref, cid(), at, new MqttText.Count(number, attempt - 1)),
                Timing.HEARTBEAT_ATTEMPTS);
        Publication publication = new Publication(message, link, around.scheduler(), around.timing(), new Beat());
        beat = publication;
        publication.send();
    }

    private final class Beat implements Publication.Outcome {
        @Override
        public void attempted(int attempt) {}

        @Override
        public void taken() {}

        @Override
        public void done() {
            beat = null;
            around.tally().beatsAnswered.increment();
        }

        @Override
        public void gaveUp() {
            beat = null;
        }
    }

    @Override
    public boolean raise(Trigger trigger, Room room, Runnable whenDone) {
        if (presses.full()) {
            return false;
        }
        presses.add(new Press(trigger, room, whenDone)::begin);
        return true;
    }

    /** One signal from the moment somebody pressed. */
    private final class Press implements Publication.Outcome {
        private final Runnable whenDone;
        private final Publication.Message message;
        private final Ledger.Entry entry;
        private final long raisedAt = around.scheduler().nanos();

        Press(Trigger trigger, Room room, Runnable whenDone) {
            this.whenDone = whenDone;
            String ref = around.refs().next();
            Instant at = Instant.now();
            long number = seq++;
            this.message = new Publication.Message(
                    ref,
                    prefix + "/up/alarm",
                    (attempt, minimal) -> minimal
                            ? MqttText.minimal(ref, cid(), trigger, at, new MqttText.Count(number, attempt - 1))
                            : MqttText.alarm(ref, cid(), trigger, room, at, new MqttText.Count(number, attempt - 1)),
                    0);
            this.entry = around.ledger().raised(cid(), ref, "MQTT", trigger, at);
            around.tally().raised.increment();
        }

        void begin() {
            Publication publication = new Publication(message, link, around.scheduler(), around.timing(), this);
            current = publication;
            publication.send();
        }

        @Override
        public void attempted(int attempt) {
            entry.attempted(attempt);
            if (attempt > 1) {
                around.tally().repeated.increment();
            }
        }

        @Override
        public void taken() {
            around.tally().toPuback.add(around.scheduler().nanos() - raisedAt);
        }

        @Override
        public void done() {
            around.tally().toMqttAck.add(around.scheduler().nanos() - raisedAt);
            // The ledger first: whoever sees that nothing is pending reads it.
            entry.acknowledged(Instant.now());
            around.tally().acknowledged.increment();
            current = null;
            whenDone.run();
            presses.over();
        }

        @Override
        public void gaveUp() {
            throw new IllegalStateException("an alarm is never given up");
        }
    }

    @Override
    public void stop() {
        stopped = true;
        signsOfLife.stop();
        presses.stop();
        if (current != null) {
            current.abandon();
        }
        if (beat != null) {
            beat.abandon();
        }
        commands.stop();
        link.close();
    }
}
