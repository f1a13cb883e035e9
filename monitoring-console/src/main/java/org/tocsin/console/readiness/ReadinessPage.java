package org.tocsin.console.readiness;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How ready the homes of a service are, and the homes behind each figure.
 *
 * @param asOf when it was worked out, and what is not in it yet
 * @param chosen what the homes below have in common; empty for all
 * @param narrowed true when not all homes are shown
 * @param next the address of the following page; null when this was the end
 */
public record ReadinessPage(
        String asOf,
        List<Figure> figures,
        List<Split> splits,
        List<Choice> choices,
        String chosen,
        boolean narrowed,
        List<Line> lines,
        @Nullable String next) {

    /**
     * A number in a sentence with its rule.
     *
     * @param link opens the rows behind it; null where there are none
     * @param concern true where something is to be done about it
     */
    public record Figure(
            String number, String sentence, @Nullable String link, boolean concern) {}

    /** Homes told apart by one thing. */
    public record Split(String caption, String heading, List<Part> parts) {}

    /** @param link opens the homes */
    public record Part(String name, String homes, String link) {}

    /** A list to choose from. */
    public record Choice(String name, String label, List<Option> options) {}

    public record Option(String value, String words, boolean selected) {}

    /** @param concern true where it is not proved */
    public record Line(
            String link,
            String place,
            String risk,
            String equipment,
            String line,
            String proof,
            String state,
            String exception,
            boolean concern) {}
}
