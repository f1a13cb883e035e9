package org.tocsin.simulator.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.simulator.estate.Trigger;

class LedgerTest {
    private static final Instant AT = Instant.ofEpochMilli(1_773_567_000_120L);

    @TempDir
    private Path directory;

    @Test
    void whatIsWrittenIsOnDiskAtOnceAndReadBack() throws IOException {
        Path file = directory.resolve("ledger.txt");
        try (Ledger ledger = new Ledger(file)) {
            Ledger.Entry first = ledger.raised("10000001", "r1", "SCAIP", "ALARM", AT);
            ledger.raised("10000002", "r2", "MQTT", "TECHNICAL", AT);
            first.attempted(3);
            first.acknowledged(AT.plusMillis(250));

            assertThat(Files.readString(file))
                    .isEqualTo("S r1 10000001 SCAIP ALARM 1773567000120\n"
                            + "S r2 10000002 MQTT TECHNICAL 1773567000120\n"
                            + "A r1 1773567000370 3\n");
            assertThat(ledger.lines())
                    .containsExactly(
                            new Line("10000001", "r1", "SCAIP", "ALARM", AT, 3, AT.plusMillis(250)),
                            new Line("10000002", "r2", "MQTT", "TECHNICAL", AT, 0, null));
            assertThat(Ledger.read(file)).containsExactlyElementsOf(ledger.lines());
        }
    }

    @Test
    void whatRaisedASignalAndWhoWasAskedIsKeptToo() throws IOException {
        Path file = directory.resolve("ledger.txt");
        try (Ledger ledger = new Ledger(file)) {
            ledger.raised("10000001", "r1", "MQTT", Trigger.SMOKE, AT);
            ledger.asked(new Asking("10000001", AT, "AT_ONCE"));
            ledger.raised("10000001", "r2", "MQTT", "TEST", AT);

            assertThat(ledger.askings()).containsExactly(new Asking("10000001", AT, "AT_ONCE"));
            assertThat(ledger.lines()).extracting(Line::trigger).containsExactly(Trigger.SMOKE, null);
            assertThat(ledger.lines()).extracting(Line::kind).containsExactly("ALARM", "TEST");
            assertThat(Ledger.read(file)).containsExactlyElementsOf(ledger.lines());
        }
    }

    @Test
    void anotherRunContinuesTheFile() throws IOException {
        Path file = directory.resolve("ledger.txt");
        for (String ref : new String[] {"r1", "r2"}) {
            try (Ledger ledger = new Ledger(file)) {
                ledger.raised("10000001", ref, "MQTT", "ALARM", AT);
            }
        }

        assertThat(Ledger.read(file)).extracting(Line::ref).containsExactly("r1", "r2");
    }

    @Test
    void aLineCutShortByAKillIsLeftOutAndAStrangeOneIsNot() throws IOException {
        Path file = directory.resolve("ledger.txt");
        Files.writeString(file, "S r1 10000001 SCAIP ALARM 1773567000120\nA r1 17735670");

        assertThat(Ledger.read(file)).extracting(Line::acknowledged).containsExactly(false);

        Files.writeString(file, "00\nwhat\n", StandardOpenOption.APPEND);
        assertThatThrownBy(() -> Ledger.read(file)).isInstanceOf(IOException.class);
    }

    @Test
    void percentilesAreNoMoreThanThreePercentHigh() {
        Latencies latencies = new Latencies();
        assertThat(latencies.millisAt(0.5)).isZero();
        for (int millis = 1; millis <= 1_000; millis++) {
            latencies.add(millis * 1_000_000L);
        }

        assertThat(latencies.count()).isEqualTo(1_000);
        assertThat(latencies.millisAt(0.5)).isCloseTo(500, within(16.0));
        assertThat(latencies.millisAt(0.99)).isCloseTo(990, within(32.0));
        assertThat(latencies.millisAt(1)).isBetween(1_000.0, 1_032.0);

        latencies.add(Long.MAX_VALUE);
        assertThat(latencies.millisAt(1)).isGreaterThan(7_200_000);
    }
}
