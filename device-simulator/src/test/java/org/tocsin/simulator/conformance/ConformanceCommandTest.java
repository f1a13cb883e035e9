package org.tocsin.simulator.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.simulator.conformance.Finding.Outcome;
import org.w3c.dom.Element;
import picocli.CommandLine;

class ConformanceCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // made by JUnit
    private Path directory;

    @Test
    void nothingFailed() throws Exception {
        try (FlawedReceiver receiver = new FlawedReceiver(null)) {
            Path junit = directory.resolve("junit.xml");
            Path html = directory.resolve("page.html");

            assertThat(run(receiver, "--only", "rx-01,RX-1*", "--junit", junit.toString(), "--html", html.toString()))
                    .isZero();
            Element suite = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(junit.toFile())
                    .getDocumentElement();
            assertThat(suite.getAttribute("tests")).isEqualTo("11");
            assertThat(suite.getAttribute("failures")).isEqualTo("0");
            assertThat(Files.readString(html)).contains(Findings.CLAIM).contains("id=\"RX-19\"");
        }
    }

    @Test
    void somethingFailed() throws Exception {
        try (FlawedReceiver receiver = new FlawedReceiver(Flaw.FOREIGN_REFERENCE)) {
            assertThat(run(receiver, "--only", "RX-01", "--patience", "0.5")).isEqualTo(1);
        }
    }

    @Test
    void nothingCouldBeJudged() throws Exception {
        try (FlawedReceiver receiver = new FlawedReceiver(null);
                DatagramSocket deaf = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            assertThat(run(receiver, "--only", "RX-35")).isEqualTo(2);
            assertThat(run("sip:127.0.0.1:" + deaf.getLocalPort(), "--patience", "0.5"))
                    .isEqualTo(2);
            assertThat(run("http://127.0.0.1")).isEqualTo(2);
            assertThat(new CommandLine(new ConformanceCommand()).execute("listen"))
                    .isEqualTo(2);
        }
    }

    @Test
    void listingAsksNothing() {
        assertThat(new CommandLine(new ConformanceCommand()).execute("--list")).isZero();
        assertThat(new CommandLine(new ConformanceCommand()).execute("listen", "--list", "--only", "MT-*"))
                .isZero();
    }

    @Test
    void whatTheOtherSideSaidIsText() throws Exception {
        Case<Object> one = Case.of("XX-01", "a <case>", "asks \"it\"", bench -> "");
        Findings findings = new Findings(
                "suite",
                "<script>alert(1)</script>",
                Instant.EPOCH,
                List.of(Finding.of(one, Outcome.FAIL, "\u001b[2J<b>&\u0000", Duration.ofSeconds(1))));

        assertThat(HtmlPage.of(findings)).contains("[2J&lt;b&gt;&amp;").doesNotContain("<script>", "<b>", "\u001b");
        assertThat(ReportText.of(findings)).doesNotContain("\u001b", "\u0000");
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(JUnitXml.of(findings).getBytes(StandardCharsets.UTF_8)))
                        .getElementsByTagName("failure")
                        .getLength())
                .isEqualTo(1);
    }

    private static int run(FlawedReceiver receiver, String... more) {
        return run("sip:127.0.0.1:" + receiver.port(), more);
    }

    private static int run(String target, String... more) {
        List<String> arguments = new ArrayList<>(List.of("--target", target, "--cid", FlawedReceiver.CID));
        arguments.addAll(List.of(more));
        return new CommandLine(new ConformanceCommand()).execute(arguments.toArray(new String[0]));
    }
}
