package org.tocsin.simulator.mqtt;

import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import io.vertx.mqtt.messages.MqttPublishMessage;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.estate.Credentials;
import org.tocsin.simulator.unit.Condition;
import org.tocsin.simulator.unit.Scheduler;
import org.tocsin.simulator.unit.Surroundings;
import org.tocsin.simulator.unit.Timing;

/** One unit's connection: always there or on its way back, with longer and longer pauses that no two units share. */
final class MqttLink implements Publication.Connection {
    private static final int KEEP_ALIVE_SECONDS = 60;
    private static final int MOST_IN_FLIGHT = 128;

    private final Credentials credentials;
    private final String prefix;
    private final ContextInternal context;
    private final MqttUnit.Receivers receivers;
    private final Surroundings around;
    private final Events events;
    private final Map<Integer, Publication> unacknowledged = new HashMap<>();
    private @Nullable MqttClient client;
    private Condition condition = Condition.NEW;
    private boolean online;
    private boolean closed;
    private int receiver;
    private int failures;
    private Scheduler.Pending reconnect = Scheduler.Pending.NONE;

    interface Events {
        /** The subscription stands: what is unanswered goes out again. */
        void online();

        void replied(MqttText.Reply reply);

        /** The platform asks something. */
        void asked(MqttText.Command command);
    }

    MqttLink(
            Credentials credentials,
            ContextInternal context,
            MqttUnit.Receivers receivers,
            Surroundings around,
            Events events) {
        this.credentials = credentials;
        this.prefix = String.valueOf(credentials.topicPrefix());
        this.context = context;
        this.receivers = receivers;
        this.around = around;
        this.events = events;
    }

    void open() {
        context.runOnContext(v -> connect());
    }

    /** It starts anew, and says so. */
    void becomes(Condition other) {
        condition = other;
        giveUp();
    }

    /** Is set up in another way, which bears this mark, and says so. */
    void sets(String mark) {
        condition = condition.withSettings(mark);
        MqttClient now = client;
        if (now != null && online) {
            state(now);
        }
    }

    /** Starts anew with this firmware. */
    void bears(String firmware) {
        becomes(condition.withFirmware(firmware));
    }

    private void connect() {
        if (closed) {
            return;
        }
        MqttClient fresh = MqttClient.create(context.owner(), options());
        client = fresh;
        fresh.closeHandler(v -> dropped(fresh));
        fresh.exceptionHandler(failure -> dropped(fresh));
        fresh.publishHandler(this::received);
        fresh.publishCompletionHandler(this::puback);
        fresh.subscribeCompletionHandler(granted -> subscribed(fresh));
        InetSocketAddress target = receivers.addresses().get(receiver);
        String host = receivers.tls() == null ? target.getAddress().getHostAddress() : target.getHostString();
        fresh.connect(target.getPort(), host)
                .compose(accepted -> fresh.subscribe(prefix + "/down/#", MqttQoS.AT_LEAST_ONCE.value()))
                .onFailure(failure -> dropped(fresh));
    }

    private MqttClientOptions options() {
        MqttClientOptions options = new MqttClientOptions()
                .setClientId(credentials.cid())
                .setUsername(credentials.username() != null ? credentials.username() : credentials.cid())
                .setCleanSession(true)
                .setKeepAliveInterval(KEEP_ALIVE_SECONDS)
                .setMaxInflightQueue(MOST_IN_FLIGHT)
                .setWillFlag(true)
                .setWillQoS(1)
                .setWillRetain(true)
                .setWillTopic(prefix + "/up/state")
                .setWillMessageBytes(Buffer.buffer(MqttText.state("lost", condition, Instant.now())));
        options.setConnectTimeout(5_000);
        if (receivers.tls() != null) {
            receivers.tls().on(options);
            options.setHostnameVerificationAlgorithm("HTTPS");
        }
        if (credentials.secret() != null) {
            options.setPassword(credentials.secret());
        }
        return options;
    }

    private void subscribed(MqttClient fresh) {
        if (client != fresh || online || closed) {
            return;
        }
        online = true;
        failures = 0;
        around.tally().connected.incrementAndGet();
        state(fresh);
        events.online();
    }

    private void state(MqttClient now) {
        now.publish(
                        prefix + "/up/state",
                        Buffer.buffer(MqttText.state("ready", condition, Instant.now())),
                        MqttQoS.AT_LEAST_ONCE,
                        false,
                        true)
                .onFailure(failure -> dropped(now));
    }

    @Override
    public boolean online() {
        return online;
    }

    @Override
    public void publish(Publication publication, String topic, String payload) {
        MqttClient now = client;
        if (now == null) {
            return;
        }
        send(now, publication, topic, payload);
        if (around.faults().duplicate()) {
            send(now, publication, topic, payload);
        }
        if (around.faults().reconnect()) {
            giveUp();
        }
    }

    /** Says it once; nobody waits for it. */
    void say(String topic, String payload) {
        MqttClient now = client;
        if (now != null && online) {
            now.publish(topic, Buffer.buffer(payload), MqttQoS.AT_LEAST_ONCE, false, false)
                    .onFailure(failure -> dropped(now));
        }
    }

    private void send(MqttClient now, Publication publication, String topic, String payload) {
        now.publish(topic, Buffer.buffer(payload), MqttQoS.AT_LEAST_ONCE, false, false)
                .onSuccess(id -> unacknowledged.put(id, publication))
                .onFailure(failure -> dropped(now));
    }

    private void puback(int id) {
        Publication publication = unacknowledged.remove(id);
        if (publication != null && !around.faults().loseAnswer()) {
            publication.puback();
        }
    }

    private void received(MqttPublishMessage message) {
        if (message.topicName().equals(prefix + "/down/cmd")) {
            MqttText.command(message.payload().getBytes()).ifPresent(events::asked);
            return;
        }
        if (!message.topicName().equals(prefix + "/down/ack") || around.faults().loseAnswer()) {
            return;
        }
        Optional<MqttText.Reply> reply = MqttText.reply(message.payload().getBytes());
        if (reply.isPresent()) {
            events.replied(reply.get());
        } else {
            around.tally().strange.increment();
        }
    }

    @Override
    public void refused() {
        around.tally().refused.increment();
    }

    @Override
    public void giveUp() {
        MqttClient now = client;
        if (now != null) {
            now.disconnect();
            dropped(now);
        }
    }

    private void dropped(MqttClient lost) {
        if (client != lost) {
            return;
        }
        client = null;
        unacknowledged.clear();
        if (online) {
            online = false;
            around.tally().connected.decrementAndGet();
        }
        if (lost.isConnected()) {
            lost.disconnect();
        }
        if (!closed) {
            receiver = (receiver + 1) % receivers.addresses().size();
            reconnect = around.scheduler().after(pause(failures++), this::open);
        }
    }

    /** Doubles up to the longest gap; a random half of it keeps thousands of homes from coming back in step. */
    private long pause(int failuresBefore) {
        Timing timing = around.timing();
        long longest = Math.max(timing.refusedWait(), timing.gap(Integer.MAX_VALUE));
        long most = Math.min(longest, timing.refusedWait() << Math.min(failuresBefore, 10));
        return most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1);
    }

    void close() {
        closed = true;
        reconnect.cancel();
        giveUp();
    }
}
