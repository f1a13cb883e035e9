package org.tocsin.unit;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;

/**
 * Notes which units confirm our replies. Gathered per unit and written about once a second, away from the way of an
 * alarm: what was said is on file already, this is about whether it was heard. Bounded; what no longer fits is told again
 * by the unit's next message.
 */
public final class UndeliveredReplies {
    private static final Logger LOG = LoggerFactory.getLogger(UndeliveredReplies.class);
    private static final int MOST = 50_000;
    private static final int LARGEST_FLUSH = 5_000;
    private static final int FLUSH_MS = 1_000;

    /** Touches only the few units that had not confirmed something. */
    private static final String CLEAR =
            "update undelivered_reply set times = 0 where unit_id = any($1::uuid[]) and times > 0";

    private static final String NOTE = "insert into undelivered_reply"
            + " (unit_id, service_id, times, since, last_at, reason, sip_status, gateway_id)"
            + " select u, s, n, a, l, r, c, $8 from unnest($1::uuid[], $2::uuid[], $3::int[], $4::timestamptz[],"
            + " $5::timestamptz[], $6::text[], $7::int[]) t(u, s, n, a, l, r, c)"
            + " on conflict (unit_id) do update set times = undelivered_reply.times + excluded.times,"
            + " since = case when undelivered_reply.times = 0 then excluded.since else undelivered_reply.since end,"
            + " last_at = excluded.last_at, reason = excluded.reason, sip_status = excluded.sip_status,"
            + " gateway_id = excluded.gateway_id";

    /** Said once for each signal: its repeats may fail as often as they like. */
    private static final String LOG_ENTRY = "insert into alarm_entry"
            + " (alarm_id, service_id, at, kind, actor, words, signal_id)"
            + " select s.alarm_id, s.service_id, t.at, 'NOTE', 'gateway:' || $4, t.words, s.id"
            + " from unnest($1::uuid[], $2::timestamptz[], $3::text[]) t(id, at, words)"
            + " join signal s on s.id = t.id where s.alarm_id is not null and not exists"
            + " (select 1 from alarm_entry e where e.alarm_id = s.alarm_id and e.signal_id = s.id"
            + " and e.actor like 'gateway:%')";

    private final Vertx vertx;
    private final Database database;
    private final InstantSource clock;
    private final String gatewayId;
    private final Map<UUID, Heard> heard = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** A reply to one of this unit's signals. */
    public record Reply(UUID unitId, UUID serviceId, UUID signalId) {}

    /** What became of a unit's replies since the last flush; {@code confirmed} before the failures it counts. */
    private record Heard(
            Reply last,
            boolean confirmed,
            int failures,
            @Nullable Failure first,
            @Nullable Failure latest) {
        Heard and(Heard later) {
            if (later.failures == 0) {
                return later;
            }
            Failure earliest = first == null ? later.first : first;
            return new Heard(later.last, confirmed, failures + later.failures, earliest, later.latest);
        }
    }

    private record Failure(
            Instant at,
            UndeliveredReply.Reason reason,
            @Nullable Integer status) {}

    private UndeliveredReplies(Vertx vertx, Database database, InstantSource clock, String gatewayId) {
        this.vertx = vertx;
        this.database = database;
        this.clock = clock;
        this.gatewayId = gatewayId;
    }

    /** Begins to write what is noted. */
    public static Future<UndeliveredReplies> start(
            Vertx vertx, Database database, InstantSource clock, String gatewayId) {
        UndeliveredReplies replies = new UndeliveredReplies(vertx, database, clock, gatewayId);
        return vertx.deployVerticle(replies.new Flusher()).map(replies);
    }

    /** The unit has confirmed a reply. From any thread. */
    public void confirmed(Reply reply) {
        note(new Heard(reply, true, 0, null, null));
    }

    /**
     * The unit has not confirmed a reply. From any thread.
     *
     * @param status the unit's own answer where it refused
     */
    public void failed(Reply reply, UndeliveredReply.Reason reason, @Nullable Integer status) {
        Failure failure = new Failure(clock.instant(), reason, status);
        note(new Heard(reply, false, 1, failure, failure));
    }

    /** Writes what is still in memory. */
    public Future<Void> close() {
        closed = true;
        return flush();
    }

    private void note(Heard one) {
        if (heard.size() < MOST || heard.containsKey(one.last().unitId())) {
            heard.merge(one.last().unitId(), one, Heard::and);
        }
    }

    private Future<Void> flush() {
        List<Heard> batch = heard.values().stream()
                .limit(LARGEST_FLUSH)
                .sorted(Comparator.comparing(each -> each.last().unitId()))
                .toList();
        if (batch.isEmpty()) {
            return Future.succeededFuture();
        }
        batch.forEach(each -> heard.remove(each.last().unitId(), each));
        List<Heard> failed = batch.stream().filter(each -> each.failures() > 0).toList();
        UUID[] confirmed = batch.stream()
                .filter(Heard::confirmed)
                .map(each -> each.last().unitId())
                .toArray(UUID[]::new);
        return database.pool()
                .withTransaction(connection -> connection
                        .preparedQuery(CLEAR)
                        .execute(Tuple.of(confirmed))
                        .compose(cleared -> failed.isEmpty() ? Future.succeededFuture() : write(connection, failed)))
                .onFailure(
                        error -> batch.forEach(each -> heard.merge(each.last().unitId(), each, (a, b) -> b.and(a))));
    }

    private Future<Void> write(SqlConnection connection, List<Heard> failed) {
        Tuple counts = Tuple.tuple()
                .addValue(column(failed, each -> each.last().unitId(), UUID[]::new))
                .addValue(column(failed, each -> each.last().serviceId(), UUID[]::new))
                .addValue(column(failed, Heard::failures, Integer[]::new))
                .addValue(column(failed, each -> at(each.first()), OffsetDateTime[]::new))
                .addValue(column(failed, each -> at(each.latest()), OffsetDateTime[]::new))
                .addValue(column(failed, each -> latest(each).reason().name(), String[]::new))
                .addValue(column(failed, each -> latest(each).status(), Integer[]::new))
                .addValue(gatewayId);
        Tuple entries = Tuple.tuple()
                .addValue(column(failed, each -> each.last().signalId(), UUID[]::new))
                .addValue(column(failed, each -> at(each.latest()), OffsetDateTime[]::new))
                .addValue(column(failed, each -> words(latest(each)), String[]::new))
                .addValue(gatewayId);
        return connection
                .preparedQuery(NOTE)
                .execute(counts)
                .compose(noted -> connection.preparedQuery(LOG_ENTRY).execute(entries))
                .mapEmpty();
    }

    private static String words(Failure failure) {
        return "The unit has not confirmed our answer (" + failure.reason().words() + "): it may repeat itself.";
    }

    private static Failure latest(Heard heard) {
        if (heard.latest() == null) {
            throw new IllegalStateException("counted a failure that never was");
        }
        return heard.latest();
    }

    private static @Nullable OffsetDateTime at(@Nullable Failure failure) {
        return failure == null ? null : Times.toRow(failure.at());
    }

    private static <T> Object column(
            List<Heard> rows, Function<Heard, @Nullable T> value, IntFunction<@Nullable T[]> array) {
        @Nullable T[] column = array.apply(rows.size());
        for (int i = 0; i < column.length; i++) {
            column[i] = value.apply(rows.get(i));
        }
        return column;
    }

    /** On a context of its own; the next flush waits for the last. */
    private final class Flusher extends VerticleBase {
        @Override
        public Future<?> start() {
            later();
            return Future.succeededFuture();
        }

        private void later() {
            vertx.setTimer(
                    FLUSH_MS,
                    timer -> flushUnlessClosed().onComplete(done -> {
                        if (done.failed()) {
                            LOG.atWarn()
                                    .addKeyValue(
                                            "error", String.valueOf(done.cause().getMessage()))
                                    .log(
                                            "which replies were confirmed could not be written and is kept for the next try");
                        }
                        if (!closed) {
                            later();
                        }
                    }));
        }

        private Future<Void> flushUnlessClosed() {
            return closed ? Future.succeededFuture() : flush();
        }
    }
}
