package org.tocsin.gateway.bridge;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;
import org.tocsin.gateway.bridge.Arrival.Message;

/**
 * One connection to the broker, from CONNECT to its end; it never comes back, the next one is a new object. Paho calls
 * back on threads of its own, and while a callback runs nothing else is read: so each hands over to the event loop and
 * returns. The broker keeps our session, Paho keeps nothing: what it had not sent when a connection ended would go out
 * on the next one under numbers that mean something else by then.
 */
final class PahoConnection {
    private static final int CONNECT_SECONDS = 5;
    private static final int KEEP_ALIVE_SECONDS = 15;
    private static final int AT_LEAST_ONCE = 1;
    private static final int FIRST_ERROR = 0x80;
    private static final int NO_SUBSCRIBERS = 0x10;
    private static final long FLUSH_MS = 500;
    private static final long END_MS = 1_000;
    /** Told to nobody: without it the broker may have this many of our messages unacknowledged. */
    private static final int DEFAULT_RECEIVE_MAXIMUM = 65_535;

    private final Vertx vertx;
    private final Context context;
    private final InstantSource clock;
    private final Events events;
    private final MqttAsyncClient client;

    /** What happens on the connection, on its event loop. {@link #lost} is the last. */
    interface Events {
        /** @param mostUnanswered how many of our messages the broker takes before it has acknowledged them */
        void accepted(PahoConnection connection, int mostUnanswered);

        void subscribed(PahoConnection connection);

        void arrived(PahoConnection connection, Message message);

        void lost(PahoConnection connection, String why);
    }

    /** @param clientId under this name the broker keeps our session */
    PahoConnection(Vertx vertx, InstantSource clock, BridgeConfig config, String clientId, Events events) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.clock = clock;
        this.events = events;
        try {
            this.client = new MqttAsyncClient(config.broker().uri(), clientId, new MemoryPersistence());
        } catch (MqttException e) {
            throw new IllegalStateException("the settings have been checked", e);
        }
        client.setManualAcks(true);
        client.setCallback(new Callback());
    }

    /** Connects and subscribes; says so to the events, or that it is lost. */
    void open(BridgeConfig config, String[] filters) {
        inBackground(() -> client.connect(options(config), null, then(token -> {
            Integer most = token.getResponseProperties().getReceiveMaximum();
            int mostUnanswered = most == null ? DEFAULT_RECEIVE_MAXIMUM : most;
            context.runOnContext(run -> events.accepted(this, mostUnanswered));
            subscribe(filters);
        })));
    }

    private static MqttConnectionOptions options(BridgeConfig config) {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(false);
        options.setSessionExpiryInterval(config.keepSession().toSeconds());
        options.setReceiveMaximum(config.inFlight());
        options.setAutomaticReconnect(false);
        options.setConnectionTimeout(CONNECT_SECONDS);
        options.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
        BridgeConfig.Broker broker = config.broker();
        if (broker.user() != null) {
            options.setUserName(broker.user());
        }
        if (broker.password() != null) {
            options.setPassword(broker.password().getBytes(StandardCharsets.UTF_8));
        }
        if (broker.tls() == null) {
            options.setSocketFactory(new ReadAheadSockets());
        } else {
            // Reads whole records by itself.
            options.setSocketFactory(broker.tls().getSocketFactory());
            options.setHttpsHostnameVerificationEnabled(true);
        }
        return options;
    }

    /** Each time: a session the broker has lost has no subscription, one it has kept is not changed by it. */
    private void subscribe(String[] filters) {
        int[] qos = new int[filters.length];
        Arrays.fill(qos, AT_LEAST_ONCE);
        attempt(() -> client.subscribe(filters, qos, null, then(token -> {
            boolean refused = Arrays.stream(token.getReasonCodes()).anyMatch(code -> code >= FIRST_ERROR);
            if (refused) {
                lost("the broker does not let us subscribe: reason codes " + Arrays.toString(token.getReasonCodes()));
            } else {
                context.runOnContext(run -> events.subscribed(this));
            }
        })));
    }

    /** The broker may forget this message. */
    void acknowledge(int packetId) {
        attempt(() -> client.messageArrivedComplete(packetId, AT_LEAST_ONCE));
    }

    /**
     * What is said to a unit.
     *
     * @param expirySeconds the broker forgets it after this; 0 for never
     */
    record Publication(
            String topic, byte[] payload, @Nullable String correlation, long expirySeconds) {}

    /**
     * Completes when the broker has taken it over, with false when it knows that nobody listens; fails when it refuses,
     * or with the connection.
     */
    Future<Boolean> publish(Publication publication) {
        MqttProperties properties = new MqttProperties();
        if (publication.correlation() != null) {
            properties.setCorrelationData(publication.correlation().getBytes(StandardCharsets.UTF_8));
        }
        if (publication.expirySeconds() > 0) {
            properties.setMessageExpiryInterval(publication.expirySeconds());
        }
        MqttMessage message = new MqttMessage(publication.payload(), AT_LEAST_ONCE, false, properties);
        Promise<Boolean> taken = Promise.promise();
        try {
            client.publish(publication.topic(), message, null, new MqttActionListener() {
                @Override
                public void onSuccess(IMqttToken token) {
                    int[] codes = token.getReasonCodes();
                    int code = codes == null || codes.length == 0 ? 0 : codes[0];
                    if (code >= FIRST_ERROR) {
                        taken.tryFail(new RefusedByBroker(code));
                    } else {
                        taken.tryComplete(code != NO_SUBSCRIBERS);
                    }
                }

                @Override
                public void onFailure(IMqttToken token, Throwable cause) {
                    taken.tryFail(cause);
                }
            });
        } catch (MqttException e) {
            taken.tryFail(e);
        }
        return taken.future();
    }

    /** The broker has answered our message with an error. */
    static final class RefusedByBroker extends Exception {
        RefusedByBroker(int code) {
            super("the broker refuses our answers: reason code 0x%02x".formatted(code));
        }
    }

    /** Says goodbye, with what is written first; the session stays at the broker. */
    Future<Void> end() {
        return vertx.<Void>executeBlocking(
                        () -> {
                            client.disconnect(FLUSH_MS).waitForCompletion(FLUSH_MS + END_MS);
                            return null;
                        },
                        false)
                .otherwiseEmpty()
                .eventually(this::drop);
    }

    /** Ends it without a word. */
    Future<Void> drop() {
        return vertx.<Void>executeBlocking(
                        () -> {
                            if (client.isConnected()) {
                                client.disconnectForcibly(0, END_MS, false);
                            }
                            client.close(true);
                            return null;
                        },
                        false)
                .otherwiseEmpty();
    }

    private interface Act {
        void run() throws MqttException;
    }

    private void inBackground(Act act) {
        vertx.executeBlocking(
                () -> {
                    attempt(act);
                    return null;
                },
                false);
    }

    private void attempt(Act act) {
        try {
            act.run();
        } catch (MqttException e) {
            lost(reason(e));
        }
    }

    private interface Success {
        void with(IMqttToken token);
    }

    private MqttActionListener then(Success success) {
        return new MqttActionListener() {
            @Override
            public void onSuccess(IMqttToken token) {
                success.with(token);
            }

            @Override
            public void onFailure(IMqttToken token, Throwable cause) {
                lost(reason(cause));
            }
        };
    }

    private void lost(String why) {
        context.runOnContext(run -> events.lost(this, why));
    }

    /** The library says "MqttException" for most things, and what happened in the cause. */
    private static String reason(@Nullable Throwable error) {
        if (error == null) {
            return "the connection ended";
        }
        Throwable cause = error.getCause() == null ? error : error.getCause();
        int code = error instanceof MqttException failure ? failure.getReasonCode() : 0;
        String words = cause instanceof EOFException ? "the broker ended the connection" : cause.getMessage();
        return (code >= FIRST_ERROR && code <= 0xff ? "reason code 0x%02x, ".formatted(code) : "") + words;
    }

    private final class Callback implements MqttCallback {
        @Override
        public void messageArrived(String topic, MqttMessage message) {
            MqttProperties properties = message.getProperties();
            Message arrived = new Message(
                    message.getId(),
                    message.getQos(),
                    topic,
                    message.getPayload(),
                    properties == null ? null : properties.getResponseTopic(),
                    clock.instant());
            context.runOnContext(run -> events.arrived(PahoConnection.this, arrived));
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            lost(
                    response.getException() != null
                            ? reason(response.getException())
                            : "the broker ended the connection with reason code 0x%02x"
                                    .formatted(response.getReturnCode()));
        }

        /** What matters of it ends the connection, which is said above. */
        @Override
        public void mqttErrorOccurred(MqttException error) {}

        @Override
        public void deliveryComplete(IMqttToken token) {}

        @Override
        public void connectComplete(boolean again, String server) {}

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {}
    }
}
