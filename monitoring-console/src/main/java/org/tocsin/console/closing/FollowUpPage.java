package org.tocsin.console.closing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What remains to be done, the longest due first.
 *
 * @param sentence how many, and how many of them are overdue
 */
public record FollowUpPage(String sentence, List<Line> open, List<Line> done, boolean full) {
    /** @param when "due Mon 23 Nov", "3 days overdue" */
    public record Line(
            String id,
            String what,
            boolean urgent,
            boolean overdue,
            String when,
            String who,
            @Nullable String home,
            @Nullable String alarm,
            String made,
            @Nullable String result) {}
}
