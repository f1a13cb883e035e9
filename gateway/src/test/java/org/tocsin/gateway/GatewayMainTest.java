package org.tocsin.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.tocsin.platform.TestDatabase;

/** The gateway as a process of its own. */
class GatewayMainTest {
    private static final int ENDED_BY_SIGTERM = 143;

    @Test
    void wrong_settings_end_it_with_every_fault_named() throws Exception {
        Process process = start(Map.of("TOCSIN_MQTT_PORT", "x", "TOCSIN_SIP_PORT", "y"));
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(complaints(process))
                .contains("TOCSIN_MQTT_PORT", "TOCSIN_SIP_PORT", "TOCSIN_DATABASE_URL", "TOCSIN_SECRET_KEY");
    }

    @Test
    void a_database_out_of_reach_ends_it_with_one_sentence() throws Exception {
        Process process = start(Map.of(
                "TOCSIN_DATABASE_URL", "postgresql://a:b@localhost:1/c", "TOCSIN_SECRET_KEY", GatewayConfigTest.KEY));
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(complaints(process)).contains("the gateway cannot start: the database cannot be read");
    }

    @Test
    void it_is_ready_shows_its_metrics_and_ends_on_sigterm() throws Exception {
        int ops = freePort();
        Process process = start(Map.of(
                "TOCSIN_DATABASE_URL",
                TestDatabase.create().url().uri(),
                "TOCSIN_SECRET_KEY",
                GatewayConfigTest.KEY,
                "TOCSIN_OPS_PORT",
                Integer.toString(ops),
                "TOCSIN_MQTT_PORT",
                "0",
                "TOCSIN_SIP_PORT",
                "0"));
        try {
            await().atMost(Duration.ofSeconds(90)).until(() -> status(ops, "/ready") == 200);
            assertThat(status(ops, "/live")).isEqualTo(200);
            assertThat(get(ops, "/metrics").body())
                    .contains("tocsin_signals_total{", "tocsin_device_connections{", "tocsin_intake_waiting{");
            process.destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(ENDED_BY_SIGTERM);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process start(Map<String, String> environment) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(
                List.of(java, "-Xmx256m", "-cp", System.getProperty("java.class.path"), GatewayMain.class.getName()));
        builder.environment().putAll(environment);
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        return builder.start();
    }

    private static String complaints(Process process) {
        return String.join("\n", process.errorReader(UTF_8).lines().toList());
    }

    private static int status(int port, String path) throws InterruptedException {
        try {
            return get(port, path).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(5))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** The one port that must be known before the process is there. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
