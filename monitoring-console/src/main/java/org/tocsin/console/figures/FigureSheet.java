package org.tocsin.console.figures;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.report.Paper.Picture;

/**
 * A page of figures: sentences, each with its rule; a picture with the same figures in a table beneath; and every figure
 * a way to its rows.
 *
 * @param under of whom, as of when
 */
public record FigureSheet(String title, List<String> under, List<Part> parts) {
    public FigureSheet {
        under = List.copyOf(under);
        parts = List.copyOf(parts);
    }

    /** @param rule how the figures of this part are counted; empty where the words say it themselves */
    public record Part(
            String heading,
            List<Said> sentences,
            String rule,
            @Nullable Picture picture,
            List<Table> tables) {
        public Part {
            sentences = List.copyOf(sentences);
            tables = List.copyOf(tables);
        }
    }

    /** @param link to its rows; null where there are none */
    public record Said(String words, @Nullable String link, boolean concern) {
        public static Said of(String words) {
            return new Said(words, null, false);
        }
    }

    /** @param note below the caption; empty for none */
    public record Table(String caption, String note, List<Head> heads, List<List<Cell>> rows) {
        public Table {
            heads = List.copyOf(heads);
            rows = List.copyOf(rows);
        }

        /** Columns whose head ends in a hash hold figures. */
        public static Table of(String caption, String note, String heads, List<List<Cell>> rows) {
            List<Head> columns = new ArrayList<>();
            for (String head : heads.split("\\|")) {
                columns.add(new Head(head.replace("#", ""), head.endsWith("#")));
            }
            return new Table(caption, note, columns, rows);
        }
    }

    public record Head(String words, boolean number) {}

    /**
     * @param link to its rows; null where there are none
     * @param concern a target that was missed
     */
    public record Cell(String words, @Nullable String link, boolean concern) {
        public static Cell of(String words) {
            return new Cell(words, null, false);
        }

        /** A count with its rows; none where there are none. */
        public static Cell count(long number, String link) {
            return new Cell(FigureWords.number(number), number == 0 ? null : link, false);
        }
    }
}
