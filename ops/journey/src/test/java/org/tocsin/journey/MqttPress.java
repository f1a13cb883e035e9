package org.tocsin.journey;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;

/** A home unit that speaks MQTT 5, by a foreign client: Eclipse Paho. */
public final class MqttPress implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final MqttClient client;
    private final MqttConnectionOptions options = new MqttConnectionOptions();
    private final String topic;
    private final String cid;

    /** @param enrolled the answer to the enrolment: its secret proves the unit */
    public MqttPress(int port, JsonNode enrolled) {
        try {
            this.cid = enrolled.get("cid").asText();
            this.topic = enrolled.at("/mqtt/topicPrefix").asText() + "/up/alarm";
            this.client = new MqttClient("tcp://127.0.0.1:" + port, cid, new MemoryPersistence());
            client.setTimeToWait(10_000);
            options.setUserName(enrolled.at("/mqtt/username").asText());
            options.setPassword(enrolled.get("secret").asText().getBytes(StandardCharsets.UTF_8));
        } catch (MqttException e) {
            throw new AssertionError(e);
        }
        untilHeard(() -> {});
    }

    /**
     * Sends an alarm and waits for the PUBACK, which says that it is committed. Where the platform is too busy to listen it
     * is sent again, under the same reference, as a home's unit does.
     */
    public void press(String ref, String deviceType, String location) {
        String json = """
                {"v":1,"ref":"%s","mty":"ME","cid":"%s","dty":"%s","stc":"0010","lco":"%s","crd":["sip:"]}""".formatted(ref, cid, deviceType, location);
        untilHeard(() -> client.publish(topic, new MqttMessage(json.getBytes(StandardCharsets.UTF_8), 1, false, null)));
    }

    /** What is said over the connection, which is made first where there is none. */
    private interface Said {
        void say() throws MqttException;
    }

    private void untilHeard(Said said) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(PAUSE)
                .ignoreExceptionsInstanceOf(MqttException.class)
                .untilAsserted(() -> {
                    if (!client.isConnected()) {
                        client.connect(options);
                    }
                    said.say();
                });
    }

    @Override
    public void close() {
        try {
            client.disconnectForcibly(0, 1_000);
            client.close();
        } catch (MqttException e) {
            throw new AssertionError(e);
        }
    }
}
