package org.tocsin.shift;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmLifecycle.Act;
import org.tocsin.alarm.AlarmState;
import org.tocsin.alarm.CaseFile;
import org.tocsin.alarm.EntryKind;
import org.tocsin.alarm.Holding;
import org.tocsin.alarm.Holding.Kind;
import org.tocsin.alarm.Priority;
import org.tocsin.platform.Database;
import org.tocsin.platform.LoggedError;
import org.tocsin.platform.PassingRefusal;
import org.tocsin.platform.Times;
import org.tocsin.platform.Wakeup;
import org.tocsin.platform.Worker;

/**
 * Brings parked alarms back, sounding, first to their taker and to every board when that one does not notice, as with a
 * new press of a life alarm; ends questions to take over that nobody answered. Runs in every process; a row that fails stays leased and blocks nobody.
 */
public final class HoldWorker {
    private static final Logger LOG = LoggerFactory.getLogger(HoldWorker.class);
    private static final int BATCH = 50;

    /** How long an alarm that came back sounds at its taker alone. */
    static final Duration NOTICED_WITHIN = Duration.ofSeconds(60);

    private static final String CLAIM = """
            with due as (
              select alarm_id, kind from alarm_hold
              where due_at <= $1 and (lease_until is null or lease_until < clock_timestamp())
              order by due_at limit $2 for update skip locked)
            update alarm_hold h set lease_token = h.lease_token + 1,
              lease_until = clock_timestamp() + make_interval(secs => least(300, 10 * power(2, least(h.lease_token, 5))))
            from due where h.alarm_id = due.alarm_id and h.kind = due.kind
            returning h.alarm_id, h.service_id, h.kind, h.lease_token
            """;
    // Whoever has written anything into the case since the press is attending to it, whether or not they said so.
    private static final String UNHEARD = """
            select a.id, a.service_id from alarm a
            where a.state <> 'CLOSED' and a.state in ('TAKEN', 'RESPONDING') and a.priority = 1 and a.sounding
              and a.taken_at < a.pressed_at and a.pressed_at <= $1
              and not exists (select from alarm_hold h where h.alarm_id = a.id and h.kind = 'NOTICE' and h.due_at > $2)
              and not exists (select from alarm_entry e join operator o on o.id = a.taken_by
                where e.alarm_id = a.id and e.at >= a.pressed_at and e.actor = 'operator:' || o.username)
            order by a.pressed_at, a.id limit $3
            """;
    private static final String STILL_UNHEARD = """
            select from alarm a where a.id = $1 and not exists (select from alarm_entry e
              join operator o on o.id = a.taken_by
              where e.alarm_id = a.id and e.at >= a.pressed_at and e.actor = 'operator:' || o.username)
            """;
    private static final String STILL_MINE =
            "select from alarm_hold where alarm_id = $1 and kind = $2 and lease_token = $3 for update";
    private static final String AGAIN = "update alarm_hold set lease_until = " + PassingRefusal.SOON
            + " where lease_token = $1 and alarm_id = $2 and kind = $3";

    private final Pool pool;
    private final InstantSource clock;
    private final Wakeup wakeup;
    private final Worker worker;

    public HoldWorker(Vertx vertx, Database database, InstantSource clock, Wakeup wakeup) {
        this.pool = database.pool();
        this.clock = clock;
        this.wakeup = wakeup;
        this.worker = Worker.bounded(vertx, "holds", () -> round().map(claimed -> claimed == BATCH));
    }

    private record Claim(UUID alarmId, UUID serviceId, Kind kind, long token) {}

    /** Begins to look about once a second. Called once. */
    public void start() {
        worker.start();
    }

    /** Looks no more; done when the round that is running has ended. */
    public Future<Void> stop() {
        return worker.stop();
    }

    /** Ends what is due; how many there were. */
    Future<Integer> round() {
        return holds().compose(held -> unheard().map(heard -> Math.max(held, heard)));
    }

    /** A new press sounds at its taker alone for a while only; not noticed there, it sounds on every board. */
    private Future<Integer> unheard() {
        Instant now = clock.instant();
        return pool.preparedQuery(UNHEARD)
                .execute(Tuple.of(Times.toRow(now.minus(NOTICED_WITHIN)), Times.toRow(now), BATCH))
                .compose(rows -> each(
                        rows.stream()
                                .map(row -> new Claim(row.getUUID("id"), row.getUUID("service_id"), Kind.NOTICE, 0))
                                .toList(),
                        this::unheard));
    }

    private Future<Boolean> unheard(Claim press) {
        Scope scope = Scope.platform(press.serviceId());
        return pool.withTransaction(connection -> CaseFile.open(connection, scope, press.alarmId(), clock.instant())
                .compose(file -> file.isPresent() && unheard(file.get())
                        ? connection
                                .preparedQuery(STILL_UNHEARD)
                                .execute(Tuple.of(press.alarmId()))
                                .compose(rows -> rows.size() == 0
                                        ? Future.succeededFuture(false)
                                        : release(file.get(), "the new press").map(true))
                        : Future.succeededFuture(false)));
    }

    /** Under the alarm's lock: still with the same taker, since before the press, and still sounding. */
    private static boolean unheard(CaseFile file) {
        Instant taken = file.takenAt();
        return (file.state() == AlarmState.TAKEN || file.state() == AlarmState.RESPONDING)
                && file.priority() == Priority.LIFE
                && file.sounding()
                && taken != null
                && taken.isBefore(file.pressedAt())
                && !file.pressedAt().plus(NOTICED_WITHIN).isAfter(file.at());
    }

    private static Future<Void> release(CaseFile file, String what) {
        String taker = Objects.requireNonNull(file.taker()).name();
        return file.change(Act.RELEASE)
                .compose(v -> file.log(
                        EntryKind.RELEASED,
                        "Released: " + taker + " has not noticed " + what + " within " + NOTICED_WITHIN.toSeconds()
                                + " seconds. On every board again, sounding"));
    }

    private Future<Integer> holds() {
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.of(Times.toRow(clock.instant()), BATCH))
                .compose(rows -> each(rows.stream().map(HoldWorker::claim).toList(), this::settle));
    }

    /** One after the other; how many they are. */
    private Future<Integer> each(List<Claim> claims, Function<Claim, Future<Boolean>> work) {
        Future<Boolean> any = Future.succeededFuture(false);
        for (Claim claim : claims) {
            any = any.compose(some ->
                    work.apply(claim).recover(e -> failed(claim, e).map(false)).map(done -> some || done));
        }
        return any.map(some -> {
            // Once for all of them: every board looks when it rings.
            if (some) {
                wakeup.ring();
            }
            return claims.size();
        });
    }

    private static Claim claim(Row row) {
        return new Claim(
                row.getUUID("alarm_id"),
                row.getUUID("service_id"),
                Kind.valueOf(row.getString("kind")),
                row.getLong("lease_token"));
    }

    private Future<Void> failed(Claim claim, Throwable cause) {
        LOG.atError()
                .addKeyValue("worker", "holds")
                .addKeyValue("alarmId", claim.alarmId())
                .addKeyValue("error", LoggedError.of(cause))
                .log("what holds an alarm could not be ended, it is tried again when its lease is over");
        return PassingRefusal.soonAgain(
                pool, cause, AGAIN, claim.token(), claim.alarmId(), claim.kind().name());
    }

    private Future<Boolean> settle(Claim claim) {
        Scope scope = Scope.platform(claim.serviceId());
        return pool.withTransaction(connection -> CaseFile.open(connection, scope, claim.alarmId(), clock.instant())
                .compose(file -> connection
                        .preparedQuery(STILL_MINE)
                        .execute(Tuple.of(claim.alarmId(), claim.kind().name(), claim.token()))
                        .compose(mine -> mine.size() == 0
                                ? Future.succeededFuture(false)
                                : file.map(open -> settle(open, claim.kind()))
                                        .orElseGet(() -> Future.succeededFuture(false)))));
    }

    private static Future<Boolean> settle(CaseFile file, Kind kind) {
        return Holding.find(file, kind)
                .compose(hold -> Holding.end(file, kind)
                        .compose(v -> hold.isEmpty() || file.state() == AlarmState.CLOSED
                                ? Future.succeededFuture(false)
                                : settle(file, kind, hold.get()).map(true)));
    }

    private static Future<Void> settle(CaseFile file, Kind kind, Row hold) {
        CaseFile.Person taker = Objects.requireNonNull(file.taker());
        return switch (kind) {
            case PARK -> {
                // Something brought it back before, and its taker has not noticed. A further fault in it counts, but
                // brings nothing back: how many signals there are says nothing here.
                boolean back = file.sounding();
                String words = "The time it was parked for is over: " + hold.getString("words");
                yield back
                        ? Future.succeededFuture()
                        : file.change(Act.PARK_OVER)
                                .compose(v -> file.log(EntryKind.PARK_ENDED, words))
                                .compose(v -> Holding.keep(
                                        file,
                                        Kind.NOTICE,
                                        null,
                                        hold.getString("words"),
                                        file.at().plus(NOTICED_WITHIN)));
            }
            case NOTICE -> file.sounding() ? release(file, "that it came back") : Future.succeededFuture();
            case OFFER -> {
                String asked = hold.getString("asked");
                yield file.change(Act.OFFER)
                        .compose(v -> file.log(
                                EntryKind.OFFER_ENDED,
                                (asked == null ? "Nobody of the next shift took over" : asked + " did not answer")
                                        + ": " + taker.name() + " has it still"));
            }
            case RELEASE -> Future.succeededFuture();
        };
    }
}
