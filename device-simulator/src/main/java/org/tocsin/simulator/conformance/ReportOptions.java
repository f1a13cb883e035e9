package org.tocsin.simulator.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cases, and where the findings go; the same for both directions. */
final class ReportOptions {
    @Option(
            names = "--only",
            paramLabel = "<ids>",
            split = ",",
            description = "Only these cases, for instance RX-17,RX-2*.")
    private List<String> only = List.of();

    @Option(names = "--slow", description = "Also the cases that wait for a minute or longer.")
    private boolean slow;

    @Option(names = "--list", description = "Print what each case asks, and ask nothing.")
    private boolean list;

    @Option(names = "--junit", paramLabel = "<file>", description = "Write the findings as JUnit XML, too.")
    private @Nullable Path junit;

    @Option(names = "--html", paramLabel = "<file>", description = "Write the findings as a page, too.")
    private @Nullable Path html;

    boolean lists() {
        return list;
    }

    <B extends AutoCloseable> int print(Suite<B> suite) {
        suite.chosen(run(1))
                .forEach(one -> System.out.printf("%-6s %s%n       %s%n", one.id(), one.title(), one.asks()));
        return 0;
    }

    /** Progress goes to the standard error, so that the table alone stands on the standard output. */
    Suite.Run run(int atATime) {
        return new Suite.Run(only, slow, atATime, finding -> System.err.println(ReportText.line(finding, 36)));
    }

    /** Prints and writes the findings; gives the exit code. */
    int report(Findings findings) throws IOException {
        System.out.println(ReportText.of(findings));
        if (junit != null) {
            Files.writeString(junit, JUnitXml.of(findings), StandardCharsets.UTF_8);
        }
        if (html != null) {
            Files.writeString(html, HtmlPage.of(findings), StandardCharsets.UTF_8);
        }
        return findings.exitCode();
    }
}
