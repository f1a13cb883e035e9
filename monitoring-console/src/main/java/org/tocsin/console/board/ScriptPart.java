package org.tocsin.console.board;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to do, step by step, as the open alarm shows it.
 *
 * @param scripts one for each occasion, in the order in which they are worked on; empty for the card of an incident
 * @param next the one thing to do next; null when nothing is left or it is not the reader's to do
 * @param tasks what remains to be done afterwards, "by Mon 23 Nov: battery"
 * @param closing what closing comes to
 */
public record ScriptPart(List<One> scripts, @Nullable Line next, List<String> tasks, Closing closing) {
    /**
     * @param title "Fall"
     * @param version "as shipped", "of the service, version 3"
     * @param versionHref where that version can be read; null for a shipped one
     */
    public record One(
            String title, String version, @Nullable String versionHref, List<Line> lines) {}

    /**
     * @param place how forms name the step, "FALL:2"
     * @param state DONE, NOT_POSSIBLE, NOW, LATER or NOT_NOW
     * @param act what the key does: tick, spoken, call-out, follow-up, close
     * @param button what the primary button says
     * @param aside when and by whom it was done, or why it is not to be done
     */
    public record Line(
            String place,
            String words,
            @Nullable String detail,
            String state,
            String act,
            String button,
            @Nullable String aside) {}

    /**
     * @param spokenTo who at the home was spoken to since its last press; null where nobody was
     * @param sufficient nothing needs to be asked
     * @param takesName a name written into the closing is believed
     * @param why it would be refused without help, in a sentence; empty where it would not
     * @param leader the reader may let it be closed without speech
     */
    public record Closing(
            @Nullable String spokenTo, boolean sufficient, boolean takesName, String why, boolean leader) {}
}
