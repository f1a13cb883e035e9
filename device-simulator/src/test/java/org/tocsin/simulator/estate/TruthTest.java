package org.tocsin.simulator.estate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written beside a table is read back, and says enough to judge what becomes of it. */
class TruthTest {
    @TempDir
    private Path directory;

    @Test
    void everyRowHasItsTruthAndWhoCallsUnaskedIsTold() throws IOException {
        Path csv = directory.resolve("estate.csv");
        Path file = directory.resolve("truth.tsv");
        EstateTable.Written written = EstateTable.write(600, 3, csv, file);
        List<Truth> all = Truth.read(file);

        assertThat(all.stream().map(Truth::line))
                .containsExactlyElementsOf(Files.readAllLines(file).subList(1, all.size() + 1));
        List<Truth> good = all.stream()
                .filter(one -> one.verdict() == Truth.Verdict.IMPORT)
                .toList();
        assertThat(good).hasSize(written.good());
        assertThat(good).allSatisfy(one -> {
            assertThat(one.home().risk()).isIn("CRITICAL", "HIGH", "STANDARD");
            assertThat(one.triggers()).contains(Trigger.PENDANT);
            assertThat(one.kind().equals("DIGITAL")).isEqualTo(one.live() || one.ghost());
        });
        assertThat(good.stream().filter(Truth::ghost)).hasSize(written.ghosts());
        List<Truth> strangers = all.stream()
                .filter(one -> one.verdict() == Truth.Verdict.ABSENT)
                .toList();
        assertThat(strangers).hasSize(3).allMatch(Truth::live);
        assertThat(good)
                .noneMatch(one -> strangers.stream()
                        .anyMatch(stranger ->
                                stranger.wire().cid().equals(one.wire().cid())));
        assertThat(strangers.get(0).credentials(null, "demo").topicPrefix()).isNull();
    }
}
