package org.tocsin.console.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is told to somebody, in the order in which it is read: the same on a page, on paper and for a program.
 *
 * @param under lines below the title: of whom, as of when
 * @param rules each with what it counts; the last part of the paper
 */
public record Paper(String title, List<String> under, List<Section> sections, List<Rule> rules) {
    public Paper {
        under = List.copyOf(under);
        sections = List.copyOf(sections);
        rules = List.copyOf(rules);
    }

    public record Section(
            String id, String heading, List<Sentence> sentences, List<Picture> pictures, List<Table> tables) {
        public Section {
            sentences = List.copyOf(sentences);
            pictures = List.copyOf(pictures);
            tables = List.copyOf(tables);
        }
    }

    /**
     * @param rule how it was counted; null where the words say it themselves
     * @param link to its rows; null where there are none to show
     */
    public record Sentence(
            String words, @Nullable String rule, @Nullable String link) {
        public static Sentence of(String words) {
            return new Sentence(words, null, null);
        }
    }

    /** @param words what a reader who cannot see it is told; the table beneath has the same figures */
    public record Picture(String words, byte[] svg, byte[] png) {}

    /**
     * @param number for each column whether it holds figures
     * @param asWritten what stands in its rows is evidence: it is shown as it was written, in whatever language is read
     */
    public record Table(String caption, List<String> heads, List<Boolean> number, List<Row> rows, boolean asWritten) {
        public Table {
            heads = List.copyOf(heads);
            number = List.copyOf(number);
            rows = List.copyOf(rows);
        }

        /** Its rows are words of ours. */
        public Table(String caption, List<String> heads, List<Boolean> number, List<Row> rows) {
            this(caption, heads, number, rows, false);
        }

        /** Columns whose head ends in a hash hold figures. */
        public static Table of(String caption, String heads, List<Row> rows) {
            List<String> names = new ArrayList<>();
            List<Boolean> number = new ArrayList<>();
            for (String head : heads.split("\\|")) {
                number.add(head.endsWith("#"));
                names.add(head.replace("#", ""));
            }
            return new Table(caption, names, number, rows);
        }
    }

    /** @param link of its first cell; null for none */
    public record Row(@Nullable String link, List<String> cells) {
        public Row {
            cells = List.copyOf(cells);
        }

        public static Row of(@Nullable String link, String... cells) {
            return new Row(link, List.of(cells));
        }
    }

    public record Rule(String name, String words) {}

    /** As a program reads it: maps, lists and texts. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("title", title);
        json.put("under", under);
        List<Object> parts = new ArrayList<>();
        for (Section section : sections) {
            Map<String, Object> part = new LinkedHashMap<>();
            part.put("id", section.id());
            part.put("heading", section.heading());
            part.put(
                    "sentences",
                    section.sentences().stream().map(Sentence::words).toList());
            part.put("tables", section.tables().stream().map(Paper::json).toList());
            parts.add(part);
        }
        json.put("sections", parts);
        Map<String, Object> how = new LinkedHashMap<>();
        rules.forEach(rule -> how.put(rule.name(), rule.words()));
        json.put("rules", how);
        return json;
    }

    private static Map<String, Object> json(Table table) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("caption", table.caption());
        json.put("heads", table.heads());
        json.put("rows", table.rows().stream().map(Row::cells).toList());
        return json;
    }
}
