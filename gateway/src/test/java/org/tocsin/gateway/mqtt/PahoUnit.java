package org.tocsin.gateway.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;

/** A home unit made of a foreign MQTT library. What it says and hears is not known to our own codec. */
public abstract class PahoUnit implements AutoCloseable {
    public static final int ACCEPTED = 0;
    /** The connection ended without an answer. */
    public static final int NO_ANSWER = -1;

    private static final long PATIENCE_MS = 20_000;

    public final BlockingQueue<Said> heard = new LinkedBlockingQueue<>();

    @Nullable
    SSLContext tls;

    public volatile boolean lost;
    volatile int lostReason = NO_ANSWER;

    /**
     * Something the gateway said.
     *
     * @param expiry the Message Expiry of MQTT 5, in seconds; null where none was given
     */
    public record Said(
            String topic,
            String payload,
            @Nullable String correlation,
            @Nullable Long expiry) {}

    /** 3 or 5. */
    public static PahoUnit of(int version, int port, String clientId) throws Exception {
        return version == 5 ? new Five("tcp", port, clientId) : new Three("tcp", port, clientId);
    }

    /** Over TLS. */
    static PahoUnit secure(int version, int port, String clientId, SSLContext tls) throws Exception {
        PahoUnit unit = version == 5 ? new Five("ssl", port, clientId) : new Three("ssl", port, clientId);
        unit.tls = tls;
        return unit;
    }

    /** The reason code of the CONNACK: 0 accepted. */
    public abstract int connect(@Nullable String username, @Nullable String password) throws Exception;

    /** Publishes and waits: the reason code of the PUBACK (always 0 in 3.1.1), or {@link #NO_ANSWER}. */
    public abstract int publish(String topic, byte[] payload, int qos) throws Exception;

    /** As {@link #publish}, with a place where the answer is wanted; MQTT 5 only. */
    public int publishFor(String topic, byte[] payload, String responseTopic) throws Exception {
        throw new UnsupportedOperationException("MQTT 3.1.1 has no response topic");
    }

    /** The granted QoS, or the refusal's code. */
    public abstract int subscribe(String filter) throws Exception;

    public int publish(String topic, byte[] payload) throws Exception {
        return publish(topic, payload, 1);
    }

    public int publish(String topic, String payload) throws Exception {
        return publish(topic, payload.getBytes(UTF_8), 1);
    }

    /** The next thing the gateway says, or null when it says nothing for a while. */
    @Nullable
    public Said hears() throws InterruptedException {
        return heard.poll(PATIENCE_MS, TimeUnit.MILLISECONDS);
    }

    /** Nothing may be said that has not been said by now: asked only after an answer that comes later. */
    public boolean heardNothing() {
        return heard.isEmpty();
    }

    @Override
    public abstract void close() throws Exception;

    private static final class Five extends PahoUnit implements org.eclipse.paho.mqttv5.client.MqttCallback {
        private final org.eclipse.paho.mqttv5.client.MqttAsyncClient client;

        Five(String scheme, int port, String clientId) throws MqttException {
            client = new org.eclipse.paho.mqttv5.client.MqttAsyncClient(
                    scheme + "://127.0.0.1:" + port,
                    clientId,
                    new org.eclipse.paho.mqttv5.client.persist.MemoryPersistence());
            client.setCallback(this);
        }

        @Override
        public int connect(@Nullable String username, @Nullable String password) {
            var options = new org.eclipse.paho.mqttv5.client.MqttConnectionOptions();
            options.setAutomaticReconnect(false);
            options.setConnectionTimeout(20);
            if (tls != null) {
                options.setSocketFactory(tls.getSocketFactory());
            }
            if (username != null) {
                options.setUserName(username);
            }
            if (password != null) {
                options.setPassword(password.getBytes(UTF_8));
            }
            try {
                client.connect(options).waitForCompletion(PATIENCE_MS);
                return ACCEPTED;
            } catch (MqttException e) {
                return e.getReasonCode();
            }
        }

        @Override
        public int publish(String topic, byte[] payload, int qos) {
            return publish(topic, payload, qos, null);
        }

        @Override
        public int publishFor(String topic, byte[] payload, String responseTopic) {
            return publish(topic, payload, 1, responseTopic);
        }

        private int publish(String topic, byte[] payload, int qos, @Nullable String responseTopic) {
            var message = new org.eclipse.paho.mqttv5.common.MqttMessage(payload);
            message.setQos(qos);
            if (responseTopic != null) {
                MqttProperties properties = new MqttProperties();
                properties.setResponseTopic(responseTopic);
                message.setProperties(properties);
            }
            try {
                IMqttToken token = client.publish(topic, message);
                token.waitForCompletion(PATIENCE_MS);
                int[] codes = token.getReasonCodes();
                return codes == null || codes.length == 0 ? ACCEPTED : codes[0];
            } catch (MqttException e) {
                return NO_ANSWER;
            }
        }

        @Override
        public int subscribe(String filter) throws MqttException {
            IMqttToken token = client.subscribe(filter, 1);
            try {
                token.waitForCompletion(PATIENCE_MS);
            } catch (MqttException e) {
                return e.getReasonCode();
            }
            return token.getReasonCodes()[0];
        }

        @Override
        public void close() throws MqttException {
            if (client.isConnected()) {
                client.disconnect().waitForCompletion(PATIENCE_MS);
            }
            client.close(true);
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            lostReason = response.getReturnCode();
            lost = true;
        }

        @Override
        public void messageArrived(String topic, org.eclipse.paho.mqttv5.common.MqttMessage message) {
            byte[] correlation = message.getProperties().getCorrelationData();
            heard.add(new Said(
                    topic,
                    new String(message.getPayload(), UTF_8),
                    correlation == null ? null : new String(correlation, UTF_8),
                    message.getProperties().getMessageExpiryInterval()));
        }

        @Override
        public void mqttErrorOccurred(MqttException e) {}

        @Override
        public void deliveryComplete(IMqttToken token) {}

        @Override
        public void connectComplete(boolean again, String server) {}

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {}
    }

    private static final class Three extends PahoUnit implements org.eclipse.paho.client.mqttv3.MqttCallback {
        private final org.eclipse.paho.client.mqttv3.MqttAsyncClient client;

        Three(String scheme, int port, String clientId) throws org.eclipse.paho.client.mqttv3.MqttException {
            client = new org.eclipse.paho.client.mqttv3.MqttAsyncClient(
                    scheme + "://127.0.0.1:" + port,
                    clientId,
                    new org.eclipse.paho.client.mqttv3.persist.MemoryPersistence());
            client.setCallback(this);
        }

        @Override
        public int connect(@Nullable String username, @Nullable String password) {
            var options = new org.eclipse.paho.client.mqttv3.MqttConnectOptions();
            options.setMqttVersion(org.eclipse.paho.client.mqttv3.MqttConnectOptions.MQTT_VERSION_3_1_1);
            options.setConnectionTimeout(20);
            if (tls != null) {
                options.setSocketFactory(tls.getSocketFactory());
            }
            if (username != null) {
                options.setUserName(username);
            }
            if (password != null) {
                options.setPassword(password.toCharArray());
            }
            try {
                client.connect(options).waitForCompletion(PATIENCE_MS);
                return ACCEPTED;
            } catch (org.eclipse.paho.client.mqttv3.MqttException e) {
                return e.getReasonCode();
            }
        }

        @Override
        public int publish(String topic, byte[] payload, int qos) {
            try {
                client.publish(topic, payload, qos, false).waitForCompletion(PATIENCE_MS);
                return ACCEPTED;
            } catch (org.eclipse.paho.client.mqttv3.MqttException e) {
                return NO_ANSWER;
            }
        }

        @Override
        public int subscribe(String filter) throws org.eclipse.paho.client.mqttv3.MqttException {
            var token = client.subscribe(filter, 1);
            token.waitForCompletion(PATIENCE_MS);
            return token.getGrantedQos()[0];
        }

        @Override
        public void close() throws org.eclipse.paho.client.mqttv3.MqttException {
            if (client.isConnected()) {
                client.disconnect().waitForCompletion(PATIENCE_MS);
            }
            client.close(true);
        }

        @Override
        public void connectionLost(Throwable cause) {
            lost = true;
        }

        @Override
        public void messageArrived(String topic, org.eclipse.paho.client.mqttv3.MqttMessage message) {
            heard.add(new Said(topic, new String(message.getPayload(), UTF_8), null, null));
        }

        @Override
        public void deliveryComplete(IMqttDeliveryToken token) {}
    }
}
