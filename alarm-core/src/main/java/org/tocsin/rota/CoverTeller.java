package org.tocsin.rota;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
 * Tells what has been written down: a gap in the cover as a fault, and its end as a restoral, in this order. At least once
 * from here, and once for whoever sees it: each has a reference of its own, which the intake takes only once.
 */
final class CoverTeller {
    private static final int AT_ONCE = 100;
    private static final String COVER = "P101";
    private static final DateTimeFormatter FROM = DateTimeFormatter.ofPattern("EEE d MMM, HH:mm", Locale.UK);

    private static final String CLAIM = """
            with due as (
              select id from cover_gap
              where (raised_at is null or (ended_at is not null and restored_at is null))
                and (lease_until is null or lease_until < clock_timestamp())
              order by noticed_at, id limit $1 for update skip locked),
            claimed as (
              update cover_gap g set lease_until = clock_timestamp() + interval '30 seconds' from due where g.id = due.id
              returning g.*)
            select c.id, c.area_id, c.number, c.begins_at, c.raised_at, c.ended_at, a.name, s.code, s.time_zone
            from claimed c join response_area a on a.id = c.area_id join service s on s.id = c.service_id
            order by c.noticed_at, c.id
            """;
    private static final String TOLD = "update cover_gap set raised_at = coalesce(raised_at, $2),"
            + " restored_at = coalesce(restored_at, $3), lease_until = null where id = $1";

    private final Database database;
    private final SignalIntake intake;
    private final InstantSource clock;
    private final String processId;

    private record Gap(UUID id, Subject subject, int number, boolean raised, boolean ended) {}

    CoverTeller(Database database, SignalIntake intake, InstantSource clock, String processId) {
        this.database = database;
        this.intake = intake;
        this.clock = clock;
        this.processId = processId;
    }

    /** Tells what is untold; true when more may be waiting. What is refused stays for the next time. */
    Future<Boolean> tell() {
        return database.pool().preparedQuery(CLAIM).execute(Tuple.of(AT_ONCE)).compose(rows -> {
            List<Future<?>> told = new ArrayList<>();
            rows.forEach(row -> told.add(tell(gap(row))));
            return told.isEmpty()
                    ? Future.succeededFuture(false)
                    : Future.all(told).map(all -> rows.size() == AT_ONCE);
        });
    }

    private Future<Void> tell(Gap gap) {
        Instant now = clock.instant();
        Future<Boolean> raised = gap.raised
                ? Future.succeededFuture(true)
                : say(gap, Word.NOBODY_ON_DUTY, "nobody-", 2L * gap.number - 1, now);
        return raised.compose(known -> {
                    if (!known || !gap.ended) {
                        return told(gap, known ? now : null, null);
                    }
                    return say(gap, Word.SOMEBODY_ON_DUTY, "somebody-", 2L * gap.number, now)
                            .compose(restored -> told(gap, now, restored ? now : null));
                })
                .mapEmpty();
    }

    private Future<Boolean> say(Gap gap, Word word, String prefix, long count, Instant at) {
        return intake.submit(
                        PlatformSignal.of(word, gap.subject, prefix + gap.id, count, processId, at),
                        gap.subject.cid(),
                        SignalIntake.Lane.ROUTINE)
                .map(receipt -> receipt.positive());
    }

    /** @param raised and restored null while its receipt stays away */
    private Future<Void> told(Gap gap, @Nullable Instant raised, @Nullable Instant restored) {
        return database.pool()
                .preparedQuery(TOLD)
                .execute(Tuple.of(gap.id, Times.toRowOrNull(raised), Times.toRowOrNull(restored)))
                .mapEmpty();
    }

    private static Gap gap(Row row) {
        ZoneId zone = ZoneId.of(row.getString("time_zone"));
        Instant begins = Times.fromRow(row.getOffsetDateTime("begins_at"));
        boolean ended = row.getValue("ended_at") != null;
        // One device and one kind: the restoral finds its fault by them.
        Trigger cover = new Trigger(
                COVER, null, row.getString("name"), ended ? null : "from " + FROM.format(begins.atZone(zone)));
        return new Gap(
                row.getUUID("id"),
                new Subject("area-" + row.getUUID("area_id"), cover, row.getString("code")),
                row.getInteger("number"),
                row.getValue("raised_at") != null,
                ended);
    }
}
