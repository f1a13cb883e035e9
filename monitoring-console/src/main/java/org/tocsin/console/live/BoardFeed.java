package org.tocsin.console.live;

import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.alarm.AlarmRow;
import org.tocsin.alarm.AlarmState;
import org.tocsin.alarm.BoardReader;
import org.tocsin.platform.Wakeup;

/**
 * The open alarms of all services as this console knows them. The doorbell only says "look": it also looks once a second
 * by itself, and after any failure it reads everything anew. One event loop only.
 */
final class BoardFeed {
    private static final Logger LOG = LoggerFactory.getLogger(BoardFeed.class);
    private static final long POLL_MS = 1_000;
    private static final long LOOK_WITHIN_MS = 15_000;
    private static final int CLOSED_KEPT = 5_000;

    private static final Comparator<AlarmRow> URGENCY = Comparator.comparing(
                    (AlarmRow row) -> row.alarm().progress().priority())
            .thenComparing(row -> row.alarm().trigger().queue())
            .thenComparing(row -> row.alarm().progress().raisedAt())
            .thenComparing(row -> row.alarm().id());

    private final BoardReader reader;
    private final InstantSource clock;
    private final Audience audience;

    private final Map<UUID, Map<UUID, AlarmRow>> open = new HashMap<>();

    /** Closed rows come again while an older transaction is still open; each is told once. */
    private final Map<UUID, AlarmRow> closed = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, AlarmRow> eldest) {
            return size() > CLOSED_KEPT;
        }
    };

    private @Nullable String xmin;
    private Instant asOf = Instant.EPOCH;
    private boolean looking;
    private boolean again;
    private boolean failing;
    private boolean stopped;

    BoardFeed(BoardReader reader, InstantSource clock, Audience audience) {
        this.reader = reader;
        this.clock = clock;
        this.audience = audience;
    }

    /** Who is told. */
    interface Audience {
        /** @param pressed true when this is a new press, not only an act of ours */
        void changed(AlarmRow row, boolean pressed);

        /** Everything was read anew; what was shown before may miss changes. */
        void startedOver();

        /** All changes of one look have been told. */
        void looked();
    }

    /** Looks until {@link #stop}; on the caller's context. */
    void start(Vertx vertx, Wakeup wakeup) {
        wakeup.onRing(this::look);
        vertx.setPeriodic(0, POLL_MS, timer -> {
            if (stopped) {
                vertx.cancelTimer(timer);
            } else {
                look();
            }
        });
    }

    void stop() {
        stopped = true;
    }

    /** True once everything has been read and nothing was lost since. */
    boolean complete() {
        return xmin != null;
    }

    /** When the store was last read. */
    Instant asOf() {
        return asOf;
    }

    /** The open alarms of one service, most urgent first, oldest first within. */
    List<AlarmRow> openOf(UUID serviceId) {
        return open.getOrDefault(serviceId, Map.of()).values().stream()
                .sorted(URGENCY)
                .toList();
    }

    private void look() {
        if (stopped) {
            return;
        }
        if (looking) {
            again = true;
            return;
        }
        looking = true;
        again = false;
        Instant at = clock.instant();
        reader.changesSince(xmin).timeout(LOOK_WITHIN_MS, TimeUnit.MILLISECONDS).onComplete(read -> {
            looking = false;
            if (read.failed()) {
                lost(read.cause());
                return;
            }
            try {
                take(read.result(), at);
            } catch (RuntimeException e) {
                // Told to some and not to others: what is not read again now might never be seen.
                LOG.atError().setCause(e).log("the board could not be told and is read anew");
                lost(e);
            }
        });
    }

    private void take(BoardReader.Changes changes, Instant at) {
        boolean everything = xmin == null;
        xmin = changes.nextXmin();
        asOf = at;
        if (failing) {
            failing = false;
            LOG.atInfo().log("the board is read again");
        }
        if (everything) {
            startOver(changes.rows());
        } else {
            changes.rows().forEach(this::change);
            audience.looked();
        }
        if (again || changes.more()) {
            look();
        }
    }

    private void lost(Throwable cause) {
        xmin = null;
        if (!failing && !stopped) {
            failing = true;
            LOG.atWarn().addKeyValue("error", cause.getMessage()).log("the board cannot be read");
        }
    }

    private void startOver(Collection<AlarmRow> rows) {
        open.clear();
        rows.forEach(row -> of(row).put(row.alarm().id(), row));
        audience.startedOver();
    }

    private void change(AlarmRow row) {
        UUID id = row.alarm().id();
        boolean ended = row.alarm().progress().state() == AlarmState.CLOSED;
        AlarmRow before = of(row).get(id);
        if (row.equals(before == null ? closed.get(id) : before)) {
            return;
        }
        if (ended) {
            of(row).remove(id);
            closed.put(id, row);
        } else {
            of(row).put(id, row);
        }
        audience.changed(row, !ended && pressed(before, row));
    }

    private Map<UUID, AlarmRow> of(AlarmRow row) {
        return open.computeIfAbsent(row.alarm().serviceId(), service -> new HashMap<>());
    }

    private static boolean pressed(@Nullable AlarmRow before, AlarmRow now) {
        return before == null
                || now.alarm()
                        .progress()
                        .pressedAt()
                        .isAfter(before.alarm().progress().pressedAt());
    }
}
