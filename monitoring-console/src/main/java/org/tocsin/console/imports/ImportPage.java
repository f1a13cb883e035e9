package org.tocsin.console.imports;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One import as it is read.
 *
 * @param state as it is stored; the page shows what can be done in it
 * @param heading where it stands, "Looked at: 6,912 of 7,012 rows are good"
 * @param sentences each figure with its rule
 * @param bar null unless something is running
 * @param asked what has to be said of the columns
 * @param columns what the file's columns are; empty once that is settled
 * @param fault why the last thing asked for was not done; null for nothing
 */
public record ImportPage(
        String id,
        String name,
        String state,
        String heading,
        List<String> sentences,
        String asked,
        @Nullable Bar bar,
        List<Column> columns,
        List<Group> groups,
        List<Problem> problems,
        Acts acts,
        @Nullable String fault) {

    /** @param words "2,000 of 7,012 rows, about 20 s more" */
    public record Bar(int done, int of, String words) {}

    /** @param samples what its first cells say */
    public record Column(int index, String heading, String chosen, String samples) {}

    /** What a column can be, by part. */
    public record Group(String name, List<Choice> choices) {}

    public record Choice(String key, String words) {}

    /** @param fate what became of the row, in words */
    public record Problem(int row, String fate, String words) {}

    /**
     * What can be done now.
     *
     * @param good rows that would go in
     * @param secrets of new units, to be fetched once
     * @param told rows of which something is to be told
     */
    public record Acts(
            boolean check, boolean run, boolean stop, boolean undo, int good, int refused, int secrets, int told) {}

    /** True while it changes by itself. */
    public boolean busy() {
        return bar != null;
    }
}
