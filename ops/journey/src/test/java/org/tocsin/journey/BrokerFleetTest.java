package org.tocsin.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A fleet behind a Mosquitto that two gateways share, and one of them is killed in the middle of a storm. The homes
 * count nothing but the platform's own acknowledgement as a receipt and repeat until they have it; judged by the
 * simulator's ledger. A greater storm than that of every build: {@code -Dtocsin.storm=500}, in alarms a second.
 */
class BrokerFleetTest {
    private static final int ALARMS_PER_SECOND = Integer.getInteger("tocsin.storm", 60);
    private static final int SECONDS = 8;
    private static final Pattern ACKNOWLEDGED = Pattern.compile(".* acknowledged (\\d+)\\b.*");
    private static final String RECEIVED = "tocsin_bridge_received_total{line=\"life\"";

    @TempDir
    private Path directory = Path.of("");

    @Test
    void one_of_two_gateways_dies_in_a_storm_and_nothing_acknowledged_is_lost_or_doubled() throws Exception {
        int port = Installation.freePort();
        Map<String, String> bridge =
                Map.of("TOCSIN_BRIDGE_URL", "mqtt://127.0.0.1:" + port, "TOCSIN_BRIDGE_ACL", "trusted");
        Process broker = broker(port);
        try (Installation installation = Installation.start(directory.resolve("data"));
                Installation.Running console = installation.console();
                Installation.Running first = installation.gateway("first", bridge);
                Installation.Running second = installation.gateway("second", bridge)) {
            console.ready();
            connected(first.ready());
            connected(second.ready());
            try (Program homes = homes(port, console.port())) {
                homes.complaint("connected:", Installation.START);
                await("the storm is on")
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> acknowledged(homes) > ALARMS_PER_SECOND);
                assertThat(first.metric(RECEIVED)).as("both have a share").isPositive();
                assertThat(second.metric(RECEIVED)).as("both have a share").isPositive();

                first.program().kill();
                long before = acknowledged(homes);
                homes.complaint("time is over", Duration.ofSeconds(60));
                assertThat(acknowledged(homes)).as("the other one went on").isGreaterThan(before);

                try (Installation.Running again = installation.gateway("first", bridge)) {
                    await("the broker has kept what the dead one had not acknowledged")
                            .atMost(Installation.START)
                            .until(() -> again.metric(RECEIVED) > 0);
                    String verdict = homes.line("VERDICT", Duration.ofSeconds(150));
                    assertThat(verdict).as(() -> homes.said().toString()).isEqualTo("VERDICT PASS");
                    assertThat(homes.exitCode(Duration.ofSeconds(10))).isZero();
                    assertThat(homes.said())
                            .as("every press was acknowledged in the end")
                            .anyMatch(line -> line.matches("not acknowledged +0"));
                }
            }
        } finally {
            broker.destroy();
            broker.waitFor(20, TimeUnit.SECONDS);
        }
    }

    private static Program homes(int broker, int console) {
        return Program.start(
                Map.of("TOCSIN_API_TOKEN", DemoProcess.TOKEN),
                "simulator",
                "--homes=" + 2 * ALARMS_PER_SECOND,
                "--scaip-share=0",
                "--heartbeat=5",
                "--impatient",
                "--rate=" + ALARMS_PER_SECOND + "/s",
                "--duration=" + SECONDS,
                "--connect-within=3",
                "--drain=120",
                "--mqtt=127.0.0.1:" + broker,
                "--api=http://127.0.0.1:" + console);
    }

    /** Units name themselves; each may use its own topics only, and who names nobody is a gateway. */
    private Process broker(int port) throws IOException {
        Path rules = Files.write(
                directory.resolve("acl"),
                List.of(
                        "topic read tc/1/+/+/up/#",
                        "topic write tc/1/+/+/down/#",
                        "pattern write tc/1/+/%u/up/#",
                        "pattern read tc/1/+/%u/down/#"));
        Path configuration = Files.write(
                directory.resolve("mosquitto.conf"),
                List.of(
                        "listener " + port + " 127.0.0.1",
                        "allow_anonymous true",
                        "acl_file " + rules,
                        "max_inflight_messages 256",
                        "max_queued_messages 100000",
                        "user " + System.getProperty("user.name")));
        return new ProcessBuilder(mosquitto(), "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("mosquitto.log").toFile())
                .start();
    }

    /** Brokers live where the search path of ordinary users does not lead. */
    private static String mosquitto() {
        return Stream.concat(
                        Stream.of(System.getenv("PATH").split(File.pathSeparator)),
                        Stream.of("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin"))
                .map(folder -> new File(folder, "mosquitto"))
                .filter(File::canExecute)
                .findFirst()
                .orElseThrow(() -> new AssertionError("mosquitto is not installed (Debian: mosquitto)"))
                .toString();
    }

    private static void connected(Installation.Running gateway) {
        await("both of its connections to the broker stand")
                .atMost(Installation.START)
                .until(() -> gateway.metric("tocsin_bridge_connected") == 2);
    }

    /** From its last line of progress. */
    private static long acknowledged(Program homes) {
        return homes.complaints().stream()
                .map(ACKNOWLEDGED::matcher)
                .filter(Matcher::matches)
                .mapToLong(line -> Long.parseLong(Objects.requireNonNull(line.group(1))))
                .max()
                .orElse(0);
    }
}
