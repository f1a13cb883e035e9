package org.tocsin.journey.story;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What a pack prints, line by line: each sentence and each row of a table behind the name of its section. */
final class Pack {
    private Pack() {}

    /** Every sentence and every row but the rules, which hold no figure of the estate. */
    static List<String> lines(String html) throws Exception {
        Element root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
        List<String> lines = new ArrayList<>();
        for (Element part : elements(root, "div")) {
            String id = part.getAttribute("id");
            if (part.getAttribute("class").equals("part") && !id.equals("rules")) {
                section(id, part, lines);
            }
        }
        return lines;
    }

    private static void section(String id, Element part, List<String> lines) {
        for (Element sentence : elements(part, "p")) {
            if (sentence.getAttribute("class").isEmpty()) {
                lines.add(id + ": " + text(sentence));
            }
        }
        int number = 0;
        for (Element table : elements(part, "table")) {
            number++;
            List<String> rows = new ArrayList<>();
            for (Element row : elements(table, "tr")) {
                List<String> cells =
                        elements(row, "td").stream().map(Pack::text).toList();
                if (!cells.isEmpty()) {
                    rows.add(row(id, number, cells));
                }
            }
            lines.addAll(rows);
        }
    }

    /** As it is compared. */
    static String row(String section, int table, List<String> cells) {
        return section + " " + table + " | " + String.join(" | ", cells);
    }

    /** Rows of the list of homes that cannot be reached come in the order of the moments at which that was noted. */
    static List<String> comparable(List<String> lines) {
        String each = "obstacles 2 | ";
        int first =
                (int) lines.stream().takeWhile(line -> !line.startsWith(each)).count();
        List<String> listed =
                lines.stream().filter(line -> line.startsWith(each)).sorted().toList();
        return Stream.of(lines.subList(0, first), listed, lines.subList(first + listed.size(), lines.size()))
                .flatMap(List::stream)
                .toList();
    }

    private static List<Element> elements(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    private static String text(Element element) {
        return element.getTextContent().strip();
    }
}
