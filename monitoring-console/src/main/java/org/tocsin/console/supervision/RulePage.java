package org.tocsin.console.supervision;

import java.util.List;

/**
 * What a service expects of its units, ready to be read and changed.
 *
 * @param others models without a rule of their own, one of which may be given one
 * @param more true: as many models as are shown at once; there may be others
 * @param problem why the last form was not taken; empty when it was
 */
public record RulePage(
        String usual, List<Section> sections, List<Choice> others, boolean more, String problem, boolean saved) {
    /** @param modelId empty for any model */
    public record Section(String modelId, String words, List<Line> lines) {}

    /**
     * One model and risk class.
     *
     * @param rule what holds, as a sentence
     * @param whose where that comes from: "own rule, set by mary, Sun 22 Nov, 10:00"
     * @param own true: a rule of the service's own, which can be taken back
     * @param wrong true: what was typed cannot be taken
     */
    public record Line(
            String risk, String heading, String rule, String whose, boolean own, Typed typed, boolean wrong) {}

    /** What the form shows. */
    public record Typed(String interval, String percent, String minimum) {}

    public record Choice(String id, String words) {}
}
