package org.tocsin.journey;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;

/** A unit over MQTT that listens for commands, and whoever asks it over REST. */
final class AskedUnit implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI console;
    private final String cid;
    private final JsonNode enrolled;
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final List<MqttClient> clients = new ArrayList<>();

    /** Puts it on file. */
    AskedUnit(URI console, String cid) throws Exception {
        this.console = console;
        this.cid = cid;
        Map<String, Object> unit = new HashMap<>(Homes.plain(cid, "Ada Lock", "1 Quay Street", "ZZ1 1ZZ"));
        unit.put("protocol", "mqtt");
        unit.put("authentication", "password");
        this.enrolled = send("POST", "/api/v1/units", JSON.writeValueAsString(unit));
    }

    /** Connects to the gateway at this port and listens. */
    MqttClient connect(int port) throws MqttException {
        MqttClient client = new MqttClient("tcp://127.0.0.1:" + port, cid, new MemoryPersistence());
        clients.add(client);
        client.setTimeToWait(20_000);
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setUserName(cid);
        options.setPassword(enrolled.get("secret").asText().getBytes(UTF_8));
        client.connect(options);
        client.subscribe(
                new MqttSubscription[] {new MqttSubscription(topic("down/cmd"), 1)},
                new org.eclipse.paho.mqttv5.client.IMqttMessageListener[] {
                    (where, message) -> heard.add(new String(message.getPayload(), UTF_8))
                });
        return client;
    }

    /** Asks it for a test. */
    void ask() throws Exception {
        send("POST", "/api/v1/units/" + cid + "/commands", "{\"op\":\"test\",\"expiresInSeconds\":600}");
    }

    /** The id of the next command it hears. */
    String hears() throws Exception {
        String command = heard.poll(60, TimeUnit.SECONDS);
        if (command == null) {
            throw new AssertionError("the unit was told nothing");
        }
        return JSON.readTree(command).get("id").asText();
    }

    void answers(MqttClient client, String id) throws MqttException {
        String result = "{\"v\":1,\"id\":\"" + id + "\",\"ok\":true,\"code\":0}";
        client.publish(topic("up/result"), new MqttMessage(result.getBytes(UTF_8), 1, false, null));
    }

    /** The newest command, as REST shows it. */
    JsonNode command() throws Exception {
        return send("GET", "/api/v1/units/" + cid + "/commands", null).at("/items/0");
    }

    @Override
    public void close() throws MqttException {
        for (MqttClient client : clients) {
            if (client.isConnected()) {
                client.disconnectForcibly(0, 1_000);
            }
            client.close();
        }
    }

    private String topic(String end) {
        return enrolled.at("/mqtt/topicPrefix").asText() + "/" + end;
    }

    private JsonNode send(String method, String path, @org.jspecify.annotations.Nullable String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(console.resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + DemoProcess.TOKEN)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new AssertionError(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body());
    }
}
