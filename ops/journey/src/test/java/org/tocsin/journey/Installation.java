package org.tocsin.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.tocsin.ops.DataDirectory;
import org.tocsin.ops.EmbeddedPostgresServer;

/** A database that is migrated and set up; gateways and a console are started on it, each a process of its own. */
final class Installation implements AutoCloseable {
    static final Duration START = Duration.ofSeconds(90);
    private static final String KEY = "0123456789abcdef".repeat(4);

    private final DataDirectory own;
    private final EmbeddedPostgresServer store;

    private Installation(Path directory) {
        own = DataDirectory.open(Unpacked.into(directory));
        store = EmbeddedPostgresServer.start(own);
        succeeds(Program.start(
                Map.of(
                        "TOCSIN_DATABASE_URL",
                        store.runtimeUrl().uri(),
                        "TOCSIN_MIGRATE_DATABASE_URL",
                        store.ownerUrl().uri()),
                "migrate"));
        succeeds(Program.start(
                Map.of(
                        "TOCSIN_DATABASE_URL",
                        store.runtimeUrl().uri(),
                        "TOCSIN_ADMIN_PASSWORD",
                        "long enough for an administrator",
                        "TOCSIN_API_TOKEN",
                        DemoProcess.TOKEN),
                "setup"));
    }

    static Installation start(Path directory) {
        return new Installation(directory);
    }

    /** A process that was started with these ports. */
    record Running(Program program, int ops, int port) implements AutoCloseable {
        /** Waits until it should be given work. */
        Running ready() {
            await("it is ready")
                    .atMost(START)
                    .failFast(() -> assertThat(program.isAlive())
                            .as(() -> program.complaints().toString())
                            .isTrue())
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> ask("/ready").statusCode() == 200);
            return this;
        }

        /** The sum of all values whose line begins so; no number while it cannot be asked. */
        double metric(String beginning) {
            try {
                return ask("/metrics")
                        .body()
                        .lines()
                        .filter(line -> line.startsWith(beginning))
                        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                        .sum();
            } catch (IOException e) {
                return Double.NaN;
            }
        }

        private HttpResponse<String> ask(String path) throws IOException {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ops + path))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            try {
                return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            program.close();
        }
    }

    /** @param settings beside the usual ones */
    Running gateway(String id, Map<String, String> settings) {
        int ops = freePort();
        int mqtt = freePort();
        Map<String, String> environment = new HashMap<>(Map.of(
                "TOCSIN_DATABASE_URL",
                store.runtimeUrl().uri(),
                "TOCSIN_SECRET_KEY",
                KEY,
                "TOCSIN_GATEWAY_ID",
                id,
                "TOCSIN_SIP_PORT",
                "0",
                "TOCSIN_MQTT_PORT",
                Integer.toString(mqtt),
                "TOCSIN_OPS_PORT",
                Integer.toString(ops)));
        environment.putAll(settings);
        return new Running(Program.start(environment, "gateway"), ops, mqtt);
    }

    Running console() {
        int ops = freePort();
        int http = freePort();
        Map<String, String> environment = Map.of(
                "TOCSIN_DATABASE_URL", store.runtimeUrl().uri(),
                "TOCSIN_SECRET_KEY", KEY,
                "TOCSIN_HTTP_PORT", Integer.toString(http),
                "TOCSIN_OPS_PORT", Integer.toString(ops));
        return new Running(Program.start(environment, "monitoring-console"), ops, http);
    }

    @Override
    public void close() {
        store.stop();
        own.close();
    }

    private static void succeeds(Program program) {
        try (program) {
            assertThat(program.exitCode(START))
                    .as(() -> program.complaints().toString())
                    .isZero();
        }
    }

    /** Free for both TCP and UDP at this moment. */
    static int freePort() {
        try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress())) {
            return udp.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
