package org.tocsin.console.estate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Homes as listed.
 *
 * @param words what was looked for; empty for all
 * @param totals what the whole estate consists of, each a sentence that opens its rows
 * @param next the address of the following page; null when this was the end
 */
public record HomeListPage(
        String words,
        List<Choice> filters,
        List<Total> totals,
        List<Line> lines,
        @Nullable String next) {
    /**
     * A list to choose one of.
     *
     * @param name of the field
     * @param chosen empty for any
     */
    public record Choice(String name, String label, List<Option> options, String chosen) {}

    public record Option(String value, String words) {}

    /** @param href the rows behind it */
    public record Total(String words, String href) {}

    /**
     * @param flags what is special: "in hospital", "no longer with the service"
     * @param units the numbers of its units
     */
    public record Line(
            String id,
            String place,
            String who,
            List<String> flags,
            String tier,
            boolean grave,
            String equipment,
            String area,
            String units) {}
}
