package org.tocsin.healthtest;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;
import org.tocsin.readiness.Evidence;
import org.tocsin.readiness.NotEvidence;
import org.tocsin.readiness.ProofBook;

/**
 * The resident's own monthly press. It counts where somebody at the home was spoken to and the alarm was closed as a
 * user test; then it proves the trigger that was pressed, which no remote test can.
 */
public final class UserTests {
    private static final int MOST = 2_000;

    /**
     * Of the trigger that was pressed first: what came later may have been the operator's wish. Where the signal names no
     * device and several of its kind are on file, nobody knows whose it was: the press is noted and proves none of them.
     */
    private static final String RECORD = """
            with pressed as (
              select s.id, s.received_at, s.unit_id, s.body ->> 'dty' as dty, s.body ->> 'did' as did
              from alarm_entry e join signal s on s.id = e.signal_id
              where e.alarm_id = $1 and e.service_id = $2 and s.kind = 'ALARM' and s.unit_id is not null
                and not (s.doubts && array['FAILED_PASSWORD', 'FAILED_CERTIFICATE', 'OTHER_ADDRESS'])
              order by s.received_at, s.id limit 1),
            could as (
              select t.id, lower(t.did) = lower(nullif(p.did, '')) as named
              from pressed p join alarm a on a.id = $1 join peripheral t on t.home_id = a.home_id and t.until is null
                and t.dty = p.dty and (t.did is null or coalesce(p.did, '') = '' or lower(t.did) = lower(p.did)))
            insert into user_test (alarm_id, service_id, home_id, unit_id, peripheral_id, signal_id, received_at,
              spoken_to, recorded_at, recorded_by)
            select a.id, a.service_id, a.home_id, p.unit_id,
              (select case when count(*) filter (where named) = 1 then min(id::text) filter (where named)
                 when count(*) = 1 then min(id::text) end from could)::uuid,
              p.id, p.received_at, $3, $4, $5
            from alarm a, pressed p where a.id = $1 and a.service_id = $2 and a.home_id is not null
            on conflict (alarm_id) do nothing
            returning home_id, unit_id, peripheral_id, signal_id, received_at,
              (select s.protocol from signal s where s.id = signal_id) as path
            """;

    /** Who is at home, or should be back by now, and has a unit; in hospital or away nobody can press. */
    private static final String MISSING = """
            select h.id, h.line1, h.postcode, p.name, p.telephone,
              (select max(t.received_at) from user_test t where t.home_id = h.id) as last_at
            from home h join resident r on r.home_id = h.id and r.until is null
            join service_user p on p.id = r.service_user_id
              and case when p.status_until <= $3 then 'ACTIVE' else p.status end = 'ACTIVE'
            where h.service_id = $1 and h.ended_at is null
              and exists (select from speaks_for f join home_unit u on u.id = f.unit_id
                where f.home_id = h.id and u.status = 'IN_SERVICE')
              and not exists (select from user_test t where t.home_id = h.id and t.received_at >= $2)
            order by last_at nulls first, h.postcode, h.line1, p.name limit
            """ + MOST;

    private static final String COUNT =
            "select count(distinct home_id) from user_test" + " where service_id = $1 and received_at >= $2";

    private final Database database;
    private final InstantSource clock;
    private final AuditTrail audit;

    public UserTests(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.audit = new AuditTrail(database, clock);
    }

    /** @param lastAt the last press that counted; null where there never was one */
    public record Missing(
            UUID homeId,
            String name,
            String place,
            @Nullable String telephone,
            @Nullable Instant lastAt) {}

    /**
     * @param since the first of the month, in the service's zone
     * @param pressed homes that have pressed since
     * @param missing those that have not, longest ago first, at most two thousand
     */
    public record Month(Instant since, long pressed, List<Missing> missing) {}

    /** Notes that the alarm was such a press, and what it proves; in the transaction that closes it. */
    public static Future<Void> record(
            SqlConnection connection, Scope scope, UUID alarmId, String spokenTo, Instant now) {
        return connection
                .preparedQuery(RECORD)
                .execute(Tuple.of(alarmId, scope.serviceId(), spokenTo, Times.toRow(now), scope.actor()))
                .compose(rows -> rows.rowCount() == 0 || !rows.iterator().hasNext()
                        ? Future.succeededFuture()
                        : prove(connection, scope, rows.iterator().next(), now));
    }

    /** A trigger that is not on file proves nothing; the press is noted all the same. */
    private static Future<Void> prove(SqlConnection connection, Scope scope, Row press, Instant now) {
        UUID peripheral = press.getUUID("peripheral_id");
        if (peripheral == null) {
            return Future.succeededFuture();
        }
        Instant received = CampaignRows.time(press, "received_at");
        Evidence evidence = new Evidence(
                scope.serviceId(),
                press.getUUID("home_id"),
                press.getUUID("unit_id"),
                peripheral,
                press.getUUID("signal_id"),
                Evidence.Kind.USER_TEST,
                scope.actor(),
                received,
                received,
                press.getString("path"),
                null);
        return new ProofBook(() -> now)
                .record(connection, evidence)
                .<Void>mapEmpty()
                .recover(e -> e instanceof NotEvidence ? Future.succeededFuture() : Future.failedFuture(e));
    }

    /** Who has and who has not pressed this month. The reading is on the audit trail. */
    public Future<Month> month(Scope scope, ZoneId zone, @Nullable String address) {
        Instant now = clock.instant();
        LocalDate today = now.atZone(zone).toLocalDate();
        Instant since = today.withDayOfMonth(1).atStartOfDay(zone).toInstant();
        Tuple values = Tuple.of(scope.serviceId(), Times.toRow(since));
        return audit.record(scope, "read-user-tests", "service:" + scope.serviceId(), address)
                .compose(v -> database.pool().preparedQuery(COUNT).execute(values))
                .compose(count -> database.pool()
                        .preparedQuery(MISSING)
                        .execute(Tuple.of(scope.serviceId(), Times.toRow(since), Times.toRow(now)))
                        .map(rows -> new Month(
                                since,
                                count.iterator().next().getLong(0),
                                rows.stream()
                                        .map(row -> new Missing(
                                                row.getUUID("id"),
                                                row.getString("name"),
                                                row.getString("line1") + ", " + row.getString("postcode"),
                                                row.getString("telephone"),
                                                CampaignRows.timeOrNull(row, "last_at")))
                                        .toList())));
    }
}
