package org.tocsin.console.calllist;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls that are to be made, the longest due first.
 *
 * @param rules when a call counts as missed, one line a kind
 */
public record CallListPage(String sentence, List<Line> open, List<Line> done, List<Rule> rules, boolean writes) {
    /**
     * @param when "due since 09:00:00", "to be tried again at 09:15:00"
     * @param tried "nobody answered once"; empty where it was not tried
     * @param result what came of it; null while it is open
     */
    public record Line(
            String id,
            String kind,
            String purpose,
            String who,
            String home,
            @Nullable String telephone,
            List<String> statuses,
            boolean overdue,
            String when,
            String tried,
            @Nullable String result,
            @Nullable String alarm) {}

    public record Rule(String kind, String words, long minutes, int attempts, long retryMinutes) {}
}
