package org.tocsin.supervision;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.platform.Database;
import org.tocsin.platform.LastCommit;
import org.tocsin.platform.LoggedError;
import org.tocsin.platform.Times;
import org.tocsin.signal.SignalBody;

/**
 * Heartbeats, apart from the way of an alarm: coalesced per unit in memory and written about twice a second, in id order.
 * A heartbeat says only that the unit is there, so losing the last second of them costs nothing; what it must not do is
 * assure a unit that all is well while nothing can be stored.
 */
public final class SignsOfLife {
    private static final Logger LOG = LoggerFactory.getLogger(SignsOfLife.class);
    /** A positive answer needs a committed write this fresh (half of it passes between two flushes at most). */
    private static final Duration FRESH = Duration.ofSeconds(2);

    private static final int FLUSH_MS = 500;
    private static final int LARGEST_FLUSH = 5_000;
    private static final int MOST_TRIGGERS = 100_000;
    private static final String WRITE = "insert into sign_of_life (unit_id, service_id, last_seen_at)"
            + " select * from unnest($1::uuid[], $2::uuid[], $3::timestamptz[])"
            + " on conflict (unit_id) do update"
            + " set last_seen_at = greatest(sign_of_life.last_seen_at, excluded.last_seen_at)";
    private static final String PROCESS = "insert into process (id, kind, started_at, last_seen_at, takes_tests_at)"
            + " values ($1, 'gateway', $2, $2, $2) on conflict (id) do update"
            + " set last_seen_at = excluded.last_seen_at, takes_tests_at = excluded.takes_tests_at";

    private final Vertx vertx;
    private final Database database;
    private final InstantSource clock;
    private final LastCommit lastCommit;
    private final String processId;
    private final Map<UUID, Seen> seen = new ConcurrentHashMap<>();
    private final Map<Trigger, TriggerStore.Word> triggers = new ConcurrentHashMap<>();
    private final DaysHeard days = new DaysHeard();
    private final AtomicBoolean writingDays = new AtomicBoolean();
    private final ListeningLog listening;
    private volatile Supplier<Set<Way>> heardBy = Set::of;
    private volatile boolean closed;

    private record Trigger(UUID unitId, String dty, String did) {}

    private record Seen(UUID unitId, UUID serviceId, Instant at) {}

    private SignsOfLife(Vertx vertx, Database database, InstantSource clock, LastCommit lastCommit, String processId) {
        this.vertx = vertx;
        this.database = database;
        this.clock = clock;
        this.lastCommit = lastCommit;
        this.processId = processId;
        this.listening = new ListeningLog(processId);
    }

    /**
     * Starts the regular flush; the first one is awaited.
     *
     * @param processId names the running process, for the operations people
     */
    public static Future<SignsOfLife> start(
            Vertx vertx, Database database, InstantSource clock, LastCommit lastCommit, String processId) {
        SignsOfLife signs = new SignsOfLife(vertx, database, clock, lastCommit, processId);
        return signs.flush()
                .compose(first -> vertx.deployVerticle(signs.new Flusher()))
                .map(signs);
    }

    /**
     * A unit was heard.
     *
     * @return true when it may be answered positively: a write was committed within the last 2 s
     */
    public boolean heard(UUID unitId, UUID serviceId, Instant at) {
        seen.merge(unitId, new Seen(unitId, serviceId, at), (a, b) -> a.at().isAfter(b.at()) ? a : b);
        return mayAssure();
    }

    /** A heartbeat named a trigger: the unit has heard of it. Kept for a while at most, and never waited for. */
    public void heardOf(UUID unitId, SignalBody body, Instant at) {
        String did = body.get("did");
        if (did == null || did.isEmpty() || triggers.size() >= MOST_TRIGGERS) {
            return;
        }
        TriggerStore.Word word = new TriggerStore.Word(unitId, body.deviceType(), did, at, body.statusCode());
        if (word.canBeKept()) {
            triggers.put(new Trigger(unitId, word.dty(), did), word);
        }
    }

    /** True when a write was committed within the last 2 s. */
    public boolean mayAssure() {
        return lastCommit.within(FRESH);
    }

    /** Asked twice a second by which ways units can reach this process; none while it starts and when it ends. */
    public void listensTo(Supplier<Set<Way>> ways) {
        heardBy = ways;
    }

    /** Writes what is still in memory and ends the regular flush. */
    public Future<Void> close() {
        closed = true;
        return flush().compose(written -> seen.isEmpty() ? listening.close(database.pool()) : Future.succeededFuture())
                .compose(closed -> days.writeAll(database.pool()));
    }

    private Future<Void> flush() {
        Instant now = clock.instant();
        // More than one write holds: what was heard before now is not all stored with it.
        boolean all = seen.size() <= LARGEST_FLUSH;
        ListeningLog.Line line = all ? listening.next(heardBy.get(), now) : null;
        List<Seen> batch = seen.values().stream()
                .limit(LARGEST_FLUSH)
                .sorted(Comparator.comparing(Seen::unitId))
                .toList();
        batch.forEach(beat -> seen.remove(beat.unitId(), beat));
        return database.pool()
                .withTransaction(connection -> connection
                        .preparedQuery(PROCESS)
                        .execute(Tuple.of(processId, Times.toRow(now)))
                        .compose(alive -> line == null ? Future.succeededFuture() : listening.write(connection, line))
                        .compose(noted -> batch.isEmpty()
                                ? Future.succeededFuture()
                                : connection.preparedQuery(WRITE).execute(columns(batch))))
                .onSuccess(written -> {
                    lastCommit.committed();
                    batch.forEach(beat -> days.heard(beat.unitId(), beat.serviceId(), beat.at()));
                    if (line != null) {
                        listening.written(line);
                    }
                })
                .onFailure(error -> putBack(batch))
                .onSuccess(written -> writeDays())
                .compose(written -> flushTriggers());
    }

    /** Beside the heartbeats, which are refused when none could be written for two seconds: they wait for no day. */
    private void writeDays() {
        if (!writingDays.compareAndSet(false, true)) {
            return;
        }
        days.write(database.pool()).onComplete(done -> {
            writingDays.set(false);
            if (done.failed()) {
                LOG.atWarn()
                        .addKeyValue("error", LoggedError.of(done.cause()))
                        .log("days on which units were heard could not be written and are kept for the next try");
            }
        });
    }

    private Future<Void> flushTriggers() {
        List<TriggerStore.Word> words =
                triggers.values().stream().limit(LARGEST_FLUSH).toList();
        words.forEach(word -> triggers.values().remove(word));
        return TriggerStore.heard(database.pool(), words);
    }

    private void putBack(List<Seen> batch) {
        batch.forEach(beat -> seen.merge(beat.unitId(), beat, (a, b) -> a.at().isAfter(b.at()) ? a : b));
    }

    private static Tuple columns(List<Seen> batch) {
        List<UUID> units = new ArrayList<>(batch.size());
        List<UUID> services = new ArrayList<>(batch.size());
        List<OffsetDateTime> times = new ArrayList<>(batch.size());
        for (Seen beat : batch) {
            units.add(beat.unitId());
            services.add(beat.serviceId());
            times.add(Times.toRow(beat.at()));
        }
        return Tuple.of(
                units.toArray(UUID[]::new), services.toArray(UUID[]::new), times.toArray(OffsetDateTime[]::new));
    }

    /** Flushes on a context of its own; the next flush waits for the last. */
    private final class Flusher extends VerticleBase {
        @Override
        public Future<?> start() {
            later();
            return Future.succeededFuture();
        }

        private Future<Void> flushUnlessClosed() {
            return closed ? Future.succeededFuture() : flush();
        }

        private void later() {
            vertx.setTimer(
                    seen.size() > LARGEST_FLUSH ? 1 : FLUSH_MS,
                    timer -> flushUnlessClosed().onComplete(done -> {
                        if (done.failed()) {
                            LOG.atWarn()
                                    .addKeyValue(
                                            "error", String.valueOf(done.cause().getMessage()))
                                    .log("signs of life could not be written and are kept for the next try");
                        }
                        if (!closed) {
                            later();
                        }
                    }));
        }
    }
}
