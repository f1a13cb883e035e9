package org.tocsin.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The platform goes away in the middle of a storm over both protocols and comes back; the homes repeat. The simulator
 * runs as a process of its own and judges by its ledger: what was acknowledged is on file, once. A greater storm than
 * that of every build: {@code -Dtocsin.storm=500}, in alarms a second.
 */
class KillTest {
    private static final int ALARMS_PER_SECOND = Integer.getInteger("tocsin.storm", 100);
    private static final int SECONDS = 10;
    private static final Pattern ACKNOWLEDGED = Pattern.compile(".* acknowledged (\\d+)\\b.*");

    @TempDir
    private Path directory = Path.of("");

    @Test
    void killed_under_load_it_has_everything_it_acknowledged_exactly_once() {
        goesAwayUnderLoad(Program::kill);
    }

    @Test
    void ended_under_load_it_loses_nothing() {
        goesAwayUnderLoad(program -> {
            program.end();
            assertThat(program.exitCode(Duration.ofSeconds(30))).isEqualTo(143);
        });
    }

    private void goesAwayUnderLoad(Consumer<Program> end) {
        try (DemoProcess demo = DemoProcess.start(directory.resolve("data"));
                Program homes = homes(demo)) {
            homes.complaint("connected:", Duration.ofSeconds(60));
            await("the storm is on")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> acknowledged(homes) > ALARMS_PER_SECOND);

            end.accept(demo.program());
            try (DemoProcess again = demo.again()) {
                assertThat(again.program().isAlive()).isTrue();
                String verdict = homes.line("VERDICT", Duration.ofSeconds(120));

                assertThat(verdict).as(() -> homes.said().toString()).isEqualTo("VERDICT PASS");
                assertThat(homes.exitCode(Duration.ofSeconds(10))).isZero();
                assertThat(acknowledged(homes)).isGreaterThan(ALARMS_PER_SECOND * SECONDS / 2);
            }
        }
    }

    private static Program homes(DemoProcess demo) {
        return Program.start(
                Map.of("TOCSIN_API_TOKEN", DemoProcess.TOKEN),
                "simulator",
                "--homes=" + 2 * ALARMS_PER_SECOND,
                "--rate=" + ALARMS_PER_SECOND + "/s",
                "--duration=" + SECONDS,
                "--connect-within=3",
                "--drain=90",
                "--sip=127.0.0.1:" + demo.sipPort(),
                "--mqtt=127.0.0.1:" + demo.mqttPort(),
                "--api=http://127.0.0.1:" + demo.httpPort());
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
