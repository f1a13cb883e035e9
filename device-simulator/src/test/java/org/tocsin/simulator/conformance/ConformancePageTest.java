package org.tocsin.simulator.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.tocsin.simulator.conformance.listen.MtCases;
import org.tocsin.simulator.conformance.listen.TxCases;
import org.tocsin.simulator.conformance.mqtt.MqCases;
import org.tocsin.simulator.conformance.sip.RxCases;

class ConformancePageTest {
    @Test
    @DisplayName("the page for makers names every case in the words of the code, and no other")
    void thePageIsComplete() throws IOException {
        List<String> rows = Stream.<List<? extends Case<?>>>of(
                        RxCases.suite().cases(),
                        MqCases.suite().cases(),
                        TxCases.suite().cases(),
                        MtCases.suite().cases())
                .flatMap(List::stream)
                .map(one -> "| " + one.id() + " | " + one.title() + " | " + one.asks() + " |")
                .toList();
        List<String> page = Files.readAllLines(Path.of("..", "ops", "docs", "protocols", "conformance.md"));

        assertThat(rows).doesNotHaveDuplicates();
        assertThat(page.stream().filter(line -> line.matches("\\| (RX|MQ|TX|MT)-[0-9]+ \\|.*")))
                .containsExactlyElementsOf(rows);
    }
}
