package org.tocsin.supervision;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * On which days (UTC) which units gave a sign of life. A heartbeat that is not the first of its day costs a look into
 * memory; what is new is written a little at a time, apart from heartbeats, so that neither midnight nor the start of a
 * gateway with a hundred thousand units is felt by a press. A process that is killed loses what it had not written yet:
 * at most about two minutes of first heartbeats, and most of those units are heard again on that day.
 */
final class DaysHeard {
    /** Of one write; two in a second go through a hundred thousand units within two minutes. */
    private static final int AT_ONCE = 500;
    /** More units than any one gateway hears. */
    private static final int MOST = 500_000;

    private final Set<UUID> known = new HashSet<>();
    private final Map<UUID, Line> waiting = new HashMap<>();
    private @Nullable LocalDate today;

    /** @param day UTC */
    record Line(UUID unitId, UUID serviceId, LocalDate day) {}

    /** A unit was heard, and its sign of life is stored. */
    synchronized void heard(UUID unitId, UUID serviceId, Instant at) {
        LocalDate day = TrendStore.day(at);
        if (today == null || day.isAfter(today)) {
            today = day;
            known.clear();
        }
        if (waiting.size() >= MOST || (day.equals(today) && !known.add(unitId))) {
            return;
        }
        waiting.put(unitId, new Line(unitId, serviceId, day));
    }

    /** Some of what waits; what fails stays for the next time. */
    Future<Void> write(SqlClient client) {
        List<Line> lines = some();
        return lines.isEmpty()
                ? Future.succeededFuture()
                : TrendStore.heard(client, lines).onSuccess(written -> done(lines));
    }

    /** All that waits, before the process ends. */
    Future<Void> writeAll(SqlClient client) {
        return write(client).compose(written -> isEmpty() ? Future.succeededFuture() : writeAll(client));
    }

    private synchronized List<Line> some() {
        return waiting.values().stream().limit(AT_ONCE).toList();
    }

    private synchronized void done(List<Line> lines) {
        lines.forEach(line -> waiting.remove(line.unitId(), line));
    }

    private synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }
}
