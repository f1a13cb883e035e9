package org.tocsin.simulator.conformance;

import java.util.Locale;
import org.tocsin.simulator.conformance.Finding.Outcome;

/** The findings as one page that needs nothing else: no script, no font, no picture; outcomes are words, not colours. */
final class HtmlPage {
    private static final String STYLE = """
            body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1b1b1b;background:#fff}
            table{border-collapse:collapse;width:100%}
            caption{text-align:left;font-weight:600;padding:.5rem 0}
            th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid #767676}
            thead th{border-bottom:2px solid #1b1b1b}
            .fail{font-weight:700;color:#a4001d}.pass{color:#00560f}.skipped{color:#4a4a4a}
            p.asks{margin:.2rem 0 0;font-size:.9rem;color:#4a4a4a}
            td.seen{overflow-wrap:anywhere}
            @media print{body{margin:0;max-width:none}}
            """;

    private HtmlPage() {}

    static String of(Findings findings) {
        StringBuilder html = new StringBuilder(16_000);
        String title = JUnitXml.escaped(findings.suite() + ": " + findings.subject());
        html.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
                .append(title)
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<main>\n<h1>")
                .append(title)
                .append("</h1>\n<p>")
                .append(JUnitXml.escaped(Findings.CLAIM))
                .append("</p>\n<p><strong>")
                .append(findings.summary())
                .append("</strong>, <time datetime=\"")
                .append(findings.at())
                .append("\">")
                .append(findings.at())
                .append("</time></p>\n<table>\n<caption>Every case and what was seen</caption>\n<thead><tr>")
                .append("<th scope=\"col\">Id</th><th scope=\"col\">Case</th><th scope=\"col\">Outcome</th>")
                .append("<th scope=\"col\">Seen</th><th scope=\"col\">Seconds</th></tr></thead>\n<tbody>\n");
        findings.all().forEach(finding -> append(html, finding));
        return html.append("</tbody>\n</table>\n</main>\n</body>\n</html>\n").toString();
    }

    private static void append(StringBuilder html, Finding finding) {
        Outcome outcome = finding.outcome();
        String word = outcome.name().toLowerCase(Locale.ROOT);
        html.append("<tr id=\"")
                .append(JUnitXml.escaped(finding.id()))
                .append("\"><th scope=\"row\">")
                .append(JUnitXml.escaped(finding.id()))
                .append("</th><td>")
                .append(JUnitXml.escaped(finding.title()))
                .append("<p class=\"asks\">")
                .append(JUnitXml.escaped(finding.asks()))
                .append("</p></td><td class=\"")
                .append(word)
                .append("\">")
                .append(word)
                .append("</td><td class=\"seen\">")
                .append(JUnitXml.escaped(finding.seen()))
                .append("</td><td>")
                .append(String.format(Locale.ROOT, "%.1f", finding.took().toMillis() / 1000.0))
                .append("</td></tr>\n");
    }
}
