package org.tocsin.simulator.conformance;

import java.util.Locale;
import org.tocsin.simulator.conformance.Finding.Outcome;

/** The findings as JUnit XML, which most build servers read. */
final class JUnitXml {
    private JUnitXml() {}

    static String of(Findings findings) {
        StringBuilder xml = new StringBuilder(8_000);
        xml.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"")
                .append(escaped(findings.suite() + " " + findings.subject()))
                .append("\" tests=\"")
                .append(findings.all().size())
                .append("\" failures=\"")
                .append(findings.count(Outcome.FAIL))
                .append("\" errors=\"0\" skipped=\"")
                .append(findings.count(Outcome.SKIPPED))
                .append("\" timestamp=\"")
                .append(findings.at())
                .append("\">\n");
        for (Finding finding : findings.all()) {
            append(xml, finding);
        }
        return xml.append("</testsuite>\n").toString();
    }

    private static void append(StringBuilder xml, Finding finding) {
        xml.append("  <testcase classname=\"conformance\" name=\"")
                .append(escaped(finding.id() + " " + finding.title()))
                .append("\" time=\"")
                .append(String.format(Locale.ROOT, "%.3f", finding.took().toMillis() / 1000.0))
                .append("\">");
        String seen = escaped(finding.seen());
        switch (finding.outcome()) {
            case PASS -> xml.append("<system-out>").append(seen).append("</system-out>");
            case FAIL ->
                xml.append("<failure message=\"")
                        .append(seen)
                        .append("\">")
                        .append(escaped(finding.asks()))
                        .append("</failure>");
            case SKIPPED -> xml.append("<skipped message=\"").append(seen).append("\"/>");
        }
        xml.append("</testcase>\n");
    }

    static String escaped(String text) {
        return ReportText.printable(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
