package org.tocsin.console.unit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Units as listed.
 *
 * @param words what was looked for; empty for all
 * @param next the address of the following page; null when this was the end
 */
public record UnitListPage(
        String words, List<Line> lines, @Nullable String next) {
    /**
     * @param connection "connected", "not connected", or how it reaches us otherwise
     * @param concern true when it is not as it should be: suspended, never heard
     */
    public record Line(String cid, String who, String place, String connection, String lastHeard, boolean concern) {}
}
