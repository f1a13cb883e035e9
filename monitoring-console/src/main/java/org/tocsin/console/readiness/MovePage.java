package org.tocsin.console.readiness;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The homes that come from another alarm receiving centre, and how far each is.
 *
 * @param chosen what the homes below have in common; empty for all
 * @param csv the address of the same homes as a table
 * @param next the address of the following page; null when this was the end
 * @param said what was done just now; empty for nothing
 * @param manages true for a reader who may release
 */
public record MovePage(
        List<Centre> centres,
        String chosen,
        List<Line> lines,
        String csv,
        @Nullable String next,
        String said,
        boolean manages) {

    /** @param releasable how many homes may be released now */
    public record Centre(String name, List<Count> counts, long releasable) {}

    /** @param link opens the homes behind it; null where there are none */
    public record Count(String homes, @Nullable String link, boolean concern) {}

    /**
     * @param stands where it stands on its way
     * @param why what is proven here, and what is not
     * @param releasable true where one press releases it
     */
    public record Line(
            String homeId,
            String place,
            String centre,
            String risk,
            String stands,
            String why,
            boolean concern,
            boolean releasable) {}
}
