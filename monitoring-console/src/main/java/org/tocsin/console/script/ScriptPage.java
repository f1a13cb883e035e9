package org.tocsin.console.script;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One script as its writer sees it.
 *
 * @param path where its forms go
 * @param query behind the path: whom it is for
 * @param standing what alarms go by now, in a sentence
 * @param words in the editor
 * @param problems why it cannot be published
 * @param changes what is in the editor, line by line, against what alarms go by now; empty where it is the same
 */
public record ScriptPage(
        String title,
        String whose,
        String path,
        String query,
        String standing,
        String words,
        boolean draft,
        boolean used,
        List<String> problems,
        Preview preview,
        List<Changed> changes,
        List<Past> history) {

    /** How the script would look to an operator in a case like this. */
    public record Preview(Case facts, List<Line> lines) {}

    /** @param speech none, nobody or answered */
    public record Case(String speech, boolean alone, String risk, String time, boolean second, boolean out) {}

    public record Line(
            int number,
            String words,
            @Nullable String detail,
            String state,
            @Nullable String why,
            String act) {}

    /** @param changed against the version before it, "2 lines new, 1 gone" */
    public record Past(
            String href,
            String title,
            String when,
            String by,
            @Nullable String note,
            String changed) {}

    /** A line of one text or of both: {@code same}, {@code new} or {@code gone}. */
    public record Changed(String kind, String words) {
        /** As it is read aloud, where no colour is seen. */
        public String spoken() {
            return kind.equals("same") ? "" : kind + ": ";
        }
    }

    /**
     * A version as it was published; it can be read for ever.
     *
     * @param against what its lines are held against, in words; empty for nothing
     * @param changes its lines and those that it no longer has; empty without anything to hold them against
     */
    public record Old(
            String title,
            String whose,
            String published,
            @Nullable String note,
            String words,
            String href,
            String against,
            List<Changed> changes) {}
}
