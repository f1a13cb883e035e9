package org.tocsin.supervision;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;
import org.tocsin.signal.PlatformSignal;
import org.tocsin.signal.PlatformSignal.Subject;
import org.tocsin.signal.PlatformSignal.Trigger;
import org.tocsin.signal.PlatformSignal.Word;
import org.tocsin.signal.SignalIntake;

/**
 * Tells what has been written down: a silence as a fault, and its end as a restoral, in this order. At least once from
 * here, and once for whoever sees it: each has a reference of its own, which the intake takes only once. Runs in every
 * process.
 */
final class SilenceTeller {
    private static final int AT_ONCE = 500;

    private static final String CLAIM = """
            with due as (
              select id from silence
              where (raised_at is null or (heard_again_at is not null and restored_at is null))
                and (lease_until is null or lease_until < clock_timestamp())
              order by id limit $1 for update skip locked),
            claimed as (
              update silence z set lease_until = clock_timestamp() + interval '30 seconds' from due where z.id = due.id
              returning z.*)
            select c.id, c.cid, c.number, c.raised_at, c.heard_again_at, coalesce(c.home_id::text, c.cid) as lane_key,
              p.dty, coalesce((select d.did from home_unit u join scheme_point d on d.scheme_id = u.scheme_id
                where u.id = c.unit_id and u.home_id is null and d.home_id = p.home_id
                order by d.did = upper(p.did) desc nulls last, d.did limit 1), p.did) as did, p.name, p.room
            from claimed c left join peripheral p on p.id = c.peripheral_id order by c.id
            """;
    private static final String TOLD = """
            update silence z set raised_at = coalesce(z.raised_at, t.raised_at),
              restored_at = coalesce(z.restored_at, t.restored_at), lease_until = null
            from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) t(id, raised_at, restored_at) where z.id = t.id
            """;

    private final Database database;
    private final SignalIntake intake;
    private final InstantSource clock;
    private final String processId;

    private record Silence(
            UUID id,
            Subject subject,
            int number,
            String laneKey,
            boolean raised,
            @Nullable Instant heardAgain) {}

    /** @param raised and restored null while its receipt stays away */
    private record Told(
            UUID id, @Nullable Instant raised, @Nullable Instant restored) {}

    SilenceTeller(Database database, SignalIntake intake, InstantSource clock, String processId) {
        this.database = database;
        this.intake = intake;
        this.clock = clock;
        this.processId = processId;
    }

    /** Tells some of what is untold; true when more may be waiting. What is refused stays for the next time. */
    Future<Boolean> tell() {
        return database.pool()
                .preparedQuery(CLAIM)
                .execute(Tuple.of(AT_ONCE))
                .map(rows -> rows.stream().map(SilenceTeller::silence).toList())
                .compose(silences -> silences.isEmpty() ? Future.succeededFuture(false) : tell(silences));
    }

    private Future<Boolean> tell(List<Silence> silences) {
        List<Future<Told>> told = new ArrayList<>();
        silences.forEach(silence -> told.add(tell(silence)));
        return Future.all(told).compose(all -> {
            List<Told> rows = told.stream().map(Future::result).toList();
            boolean refused = rows.stream().anyMatch(one -> one.raised == null);
            Tuple columns = Tuple.tuple()
                    .addValue(SupervisionStore.column(rows, Told::id, UUID[]::new))
                    .addValue(
                            SupervisionStore.column(rows, one -> Times.toRowOrNull(one.raised), OffsetDateTime[]::new))
                    .addValue(SupervisionStore.column(
                            rows, one -> Times.toRowOrNull(one.restored), OffsetDateTime[]::new));
            return database.pool().preparedQuery(TOLD).execute(columns).map(done -> !refused);
        });
    }

    private Future<Told> tell(Silence silence) {
        Instant now = clock.instant();
        boolean trigger = silence.subject.trigger() != null;
        Future<Boolean> raised = silence.raised
                ? Future.succeededFuture(true)
                : say(silence, trigger ? Word.TRIGGER_SILENT : Word.SILENT, "silent-", 2L * silence.number - 1, now);
        return raised.compose(known -> {
            if (!known || silence.heardAgain == null) {
                return Future.succeededFuture(new Told(silence.id, known ? now : null, null));
            }
            Word again = trigger ? Word.TRIGGER_HEARD_AGAIN : Word.HEARD_AGAIN;
            return say(silence, again, "heard-", 2L * silence.number, now)
                    .map(restored -> new Told(silence.id, now, restored ? now : null));
        });
    }

    private Future<Boolean> say(Silence silence, Word word, String prefix, long count, Instant at) {
        return intake.submit(
                        PlatformSignal.of(word, silence.subject, prefix + silence.id, count, processId, at),
                        silence.laneKey,
                        SignalIntake.Lane.ROUTINE)
                .map(receipt -> receipt.positive());
    }

    private static Silence silence(Row row) {
        String dty = row.getString("dty");
        Trigger trigger = dty == null
                ? null
                : new Trigger(dty, row.getString("did"), row.getString("name"), row.getString("room"));
        return new Silence(
                row.getUUID("id"),
                new Subject(row.getString("cid"), trigger),
                row.getInteger("number"),
                row.getString("lane_key"),
                row.getValue("raised_at") != null,
                Times.fromRowOrNull(row.getOffsetDateTime("heard_again_at")));
    }
}
