package org.tocsin.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer sees: one command, READY, a page to sign in at; and one clear sentence where it cannot start. */
class DemoTest {
    private static final Duration START = Duration.ofSeconds(90);

    @TempDir
    private Path directory = Path.of("");

    @Test
    void it_is_ready_and_a_signal_ends_all_of_it() throws Exception {
        Path data = directory.resolve("data");
        try (DemoProcess demo = DemoProcess.start(data)) {
            assertThat(get(demo.httpPort(), "/login").statusCode()).isEqualTo(200);
            assertThat(get(demo.opsPort(), "/live").statusCode()).isEqualTo(200);
            assertThat(get(demo.opsPort(), "/ready").statusCode()).isEqualTo(200);
            assertThat(get(demo.opsPort(), "/metrics").body()).contains("jvm_memory_used_bytes");
            assertThat(Files.getPosixFilePermissions(data.resolve("secrets.properties")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            long postgres = PostgresProcess.in(data).pid();

            demo.program().end();

            assertThat(demo.program().exitCode(Duration.ofSeconds(30))).isEqualTo(143);
            await("PostgreSQL has ended too")
                    .until(() -> ProcessHandle.of(postgres)
                            .filter(ProcessHandle::isAlive)
                            .isEmpty());
        }
    }

    @Test
    void a_signal_in_the_middle_of_the_start_leaves_nothing_running() {
        Path data = directory.resolve("data");
        try (Program program = Program.start(DemoProcess.environment(data, 0, 0, 0, 0), "demo", "--homes", "0")) {
            program.line("Bringing the database", START);
            long postgres = PostgresProcess.in(data).pid();
            program.end();
            assertThat(program.exitCode(Duration.ofSeconds(40))).isNotZero();
            await().untilAsserted(() -> assertThat(ProcessHandle.of(postgres).filter(ProcessHandle::isAlive))
                    .isEmpty());
        }
    }

    @Test
    void a_taken_port_is_one_sentence_and_no_process() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            try (Program program = Program.start(
                    DemoProcess.environment(directory, 0, taken.getLocalPort(), 0, 0), "demo", "--homes", "0")) {
                assertThat(program.exitCode(START)).isEqualTo(1);
                assertThat(program.complaints())
                        .hasSize(1)
                        .allSatisfy(sentence -> assertThat(sentence)
                                .contains(Integer.toString(taken.getLocalPort()), "TOCSIN_MQTT_PORT"));
                assertThat(program.said()).noneMatch(line -> line.startsWith("READY"));
            }
        }
        assertThat(directory.resolve("postgres")).as("nothing was begun").doesNotExist();
    }

    @Test
    void wrong_settings_are_named_all_at_once() {
        try (Program program = Program.start(
                Map.of(
                        "TOCSIN_DATA_DIR", directory.toString(),
                        "TOCSIN_HTTP_PORT", "eighty",
                        "TOCSIN_SIP_PORT", "70000"),
                "demo")) {
            assertThat(program.exitCode(START)).isEqualTo(1);
            assertThat(program.complaints())
                    .hasSize(2)
                    .anySatisfy(fault -> assertThat(fault).contains("TOCSIN_HTTP_PORT"))
                    .anySatisfy(fault -> assertThat(fault).contains("TOCSIN_SIP_PORT"));
        }
    }

    @Test
    void a_database_of_ones_own_needs_both_addresses() {
        try (Program program = Program.start(
                Map.of(
                        "TOCSIN_DATA_DIR",
                        directory.toString(),
                        "TOCSIN_DATABASE_URL",
                        "postgresql://a:b@127.0.0.1:1/c"),
                "demo")) {
            assertThat(program.exitCode(START)).isEqualTo(1);
            assertThat(program.complaints()).isNotEmpty();
            assertThat(List.copyOf(program.complaints()).get(0)).contains("TOCSIN_MIGRATE_DATABASE_URL");
        }
    }

    private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
