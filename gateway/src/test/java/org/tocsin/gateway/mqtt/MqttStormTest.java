package org.tocsin.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.gateway.TestAuthority;
import org.tocsin.gateway.TestGateway;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.Credential.Authentication;

/** Everybody comes back at once, over TLS: all get in, and a press among them is taken meanwhile. */
class MqttStormTest {
    private static final int UNITS = 300;

    @TempDir
    Path directory;

    private final Vertx crowd = Vertx.vertx();
    private final AtomicInteger connacks = new AtomicInteger();
    private final List<NetSocket> open = new CopyOnWriteArrayList<>();

    @Test
    void three_hundred_units_return_over_tls_at_once_and_none_is_left_out() throws Exception {
        Map<String, String> settings =
                new HashMap<>(TestAuthority.create("makers").settings(directory, "none"));
        settings.put("TOCSIN_MQTT_CONNECTS_PER_SECOND", "150");
        try (TestGateway gateway = TestGateway.start(settings)) {
            String secret = gateway.enrol("1", Protocol.MQTT, Authentication.PASSWORD);
            NetClient client = crowd.createNetClient(new NetClientOptions()
                    .setSsl(true)
                    .setTrustAll(true)
                    .setHostnameVerificationAlgorithm("")
                    .setConnectTimeout(30_000)
                    .setSslHandshakeTimeout(60));
            try (PahoUnit unit = PahoUnit.of(5, gateway.gateway().mqttPort(), "1")) {
                assertThat(unit.connect("1", secret)).isEqualTo(PahoUnit.ACCEPTED);
                for (int wave = 1; wave <= 2; wave++) {
                    connacks.set(0);
                    come(client, gateway.gateway().mqttTlsPort());
                    String press = MqttDeviceServerTest.press("1", "W" + wave);
                    // repeated, as units do, for the machine that runs both ends may be slow
                    await().atMost(Duration.ofSeconds(30))
                            .until(() ->
                                    unit.publish(MqttDeviceServerTest.up("1", "alarm"), press) == PahoUnit.ACCEPTED);
                    await().atMost(Duration.ofSeconds(60)).until(() -> connacks.get() == UNITS);
                    open.forEach(NetSocket::close);
                    open.clear();
                }
            }
            assertThat(gateway.signals("1")).hasSize(2);
            await().untilAsserted(() -> assertThat(gateway.value("tocsin_device_connections", "protocol", "mqtt"))
                    .isZero());
        }
    }

    @AfterEach
    void leave() {
        TestGateway.await(crowd.close());
    }

    private void come(NetClient client, int port) {
        for (int i = 0; i < UNITS; i++) {
            again(client, port, Integer.toString(900_000 + i));
        }
    }

    /** As a unit does it: until it is let in. */
    private void again(NetClient client, int port, String cid) {
        Future<NetSocket> connected = client.connect(port, "127.0.0.1");
        connected.onFailure(refused -> again(client, port, cid)).onSuccess(socket -> {
            open.add(socket);
            socket.handler(packet -> {
                if (packet.getByte(0) == RawUnit.CONNACK && packet.getByte(3) == 0) {
                    connacks.incrementAndGet();
                }
            });
            socket.write(Buffer.buffer(new byte[] {0x10, 18, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0, 6})
                    .appendBytes(cid.getBytes(StandardCharsets.US_ASCII)));
        });
    }
}
