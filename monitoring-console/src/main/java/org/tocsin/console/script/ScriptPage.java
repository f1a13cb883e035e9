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

    public record Past(
            String href,
            String title,
            String when,
            String by,
            @Nullable String note) {}

    /** A version as it was published; it can be read for ever. */
    public record Old(
            String title,
            String whose,
            String published,
            @Nullable String note,
            String words,
            String href) {}
}
