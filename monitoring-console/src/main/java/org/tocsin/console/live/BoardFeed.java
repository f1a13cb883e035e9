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
import org.tocsin.alarm.Queue;
import org.tocsin.platform.LoggedError;
import org.tocsin.platform.Wakeup;

/**
 * The open alarms of all services as this console knows them. The doorbell only says "look": it also looks once a second
 * by itself, and after any failure it reads everything anew. Calls and faults are two lanes, so that no press waits behind
 * what a power cut brings. One event loop only.
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

    /** What has left the board comes again while an older transaction is still open; each is told once. */
    private final Map<UUID, AlarmRow> closed = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, AlarmRow> eldest) {
            return size() > CLOSED_KEPT;
        }
    };

    private final List<Look> looks = List.of(new Look(BoardReader.Lane.CALLS), new Look(BoardReader.Lane.FAULTS));
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

    /** True once the calls have been read and none was lost since; faults may still follow. No call waits for them. */
    boolean callsKnown() {
        return looks.stream().allMatch(look -> look.lane != BoardReader.Lane.CALLS || look.xmin != null);
    }

    /** True once everything has been read and nothing was lost since. */
    private boolean complete() {
        return looks.stream().allMatch(look -> look.xmin != null);
    }

    /** When the store was last read; of two lanes the one that is further behind. */
    Instant asOf() {
        return looks.stream()
                .map(look -> look.asOf)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** The open alarms of one service, most urgent first, oldest first within. */
    List<AlarmRow> openOf(UUID serviceId) {
        return open.getOrDefault(serviceId, Map.of()).values().stream()
                .sorted(URGENCY)
                .toList();
    }

    private void look() {
        looks.forEach(Look::look);
    }

    private void lost(Throwable cause) {
        if (!failing && !stopped) {
            failing = true;
            LOG.atWarn().addKeyValue("error", LoggedError.kind(cause)).log("the board cannot be read");
        }
    }

    private void found() {
        if (failing && complete()) {
            failing = false;
            LOG.atInfo().log("the board is read again");
        }
    }

    /** One lane of the board, read by itself: a press is told while a thousand faults are still being read. */
    private final class Look {
        private final BoardReader.Lane lane;
        private @Nullable String xmin;
        private Instant asOf = Instant.EPOCH;
        private boolean looking;
        private boolean again;

        Look(BoardReader.Lane lane) {
            this.lane = lane;
        }

        void look() {
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
            reader.changesSince(lane, xmin)
                    .timeout(LOOK_WITHIN_MS, TimeUnit.MILLISECONDS)
                    .onComplete(read -> {
                        looking = false;
                        if (read.failed()) {
                            failed(read.cause());
                            return;
                        }
                        try {
                            take(read.result(), at);
                        } catch (RuntimeException e) {
                            // Told to some and not to others: what is not read again now might never be seen.
                            LOG.atError()
                                    .addKeyValue("error", LoggedError.kind(e))
                                    .log("the board could not be told and is read anew");
                            failed(e);
                        }
                    });
        }

        private void failed(Throwable cause) {
            xmin = null;
            lost(cause);
        }

        private void take(BoardReader.Changes changes, Instant at) {
            boolean everything = xmin == null;
            xmin = changes.nextXmin();
            asOf = at;
            found();
            if (everything) {
                startOver(lane, changes.rows());
            } else {
                changes.rows().forEach(BoardFeed.this::change);
                audience.looked();
            }
            if (again || changes.more()) {
                look();
            }
        }
    }

    private void startOver(BoardReader.Lane lane, Collection<AlarmRow> rows) {
        open.values().forEach(all -> all.values().removeIf(row -> lane(row) == lane));
        rows.forEach(row -> of(row).put(row.alarm().id(), row));
        // A fault that cannot be read, or a thousand that are still being read, hide no call.
        if (callsKnown()) {
            audience.startedOver();
        }
    }

    private static BoardReader.Lane lane(AlarmRow row) {
        return row.alarm().trigger().queue() == Queue.TECHNICAL ? BoardReader.Lane.FAULTS : BoardReader.Lane.CALLS;
    }

    private void change(AlarmRow row) {
        UUID id = row.alarm().id();
        boolean ended = row.alarm().progress().state() == AlarmState.CLOSED || row.behindCard();
        AlarmRow before = of(row).get(id);
        if (row.equals(before == null ? closed.get(id) : before)) {
            return;
        }
        if (ended) {
            of(row).remove(id);
            closed.put(id, row);
        } else {
            closed.remove(id);
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
