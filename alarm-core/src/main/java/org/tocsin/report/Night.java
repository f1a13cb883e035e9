package org.tocsin.report;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Everything on file about one person and one night.
 *
 * @param asOf when it was read
 * @param parts of each part its rows, by column; a part that has more than {@link NightStore#MOST} is cut, and says so
 */
public record Night(
        UUID personId,
        String person,
        String service,
        ZoneId zone,
        Span span,
        Instant asOf,
        Map<NightPart, Rows> parts) {

    /** Both ends are within it. */
    public record Span(Instant from, Instant until) {}

    /** @param cut true where there is more than is shown */
    public record Rows(List<String> columns, List<List<@Nullable Object>> rows, boolean cut) {}

    /** A part's rows. */
    public Rows of(NightPart part) {
        return parts.getOrDefault(part, new Rows(List.of(), List.of(), false));
    }
}
