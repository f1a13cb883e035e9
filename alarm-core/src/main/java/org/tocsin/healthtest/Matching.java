package org.tocsin.healthtest;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.tocsin.platform.Times;
import org.tocsin.readiness.Evidence;
import org.tocsin.readiness.RemoteTests;

/**
 * What has become of what was asked. A run passes by one thing only: a signal of that unit which was received after it
 * was asked for the first time, and whose sender has proved to be the unit. Looked for from the runs, through an index
 * of test transmissions alone, after their commit: the way of a signal knows nothing of it, and any order will do.
 */
final class Matching {
    /** After this an unanswered run stays so, even if the unit is heard. */
    private static final Duration LATE = Duration.ofDays(1);

    /** Many at a time, so that one turn stays short. */
    private static final int MOST = 10_000;

    /** From its asking, or the first one where that came after what was heard. */
    static final String DELAY =
            "(extract(epoch from f.received_at - case when f.asked_at <= f.received_at then f.asked_at"
                    + " else f.first_asked_at end) * 1000)::bigint";

    private static final String PASS = """
            update test_run r set state = 'PASSED', cause = null, words = null, due_at = null, ended_at = $2,
              signal_id = f.signal_id, received_at = f.received_at, delay_ms = %s,
              path = f.protocol || coalesce(', ' || t.bearer, ''), battery = t.battery, rssi = t.rssi
            from found f left join unit_state t on t.unit_id = f.unit_id where r.id = f.id
            """.formatted(DELAY);

    /** The first test transmission that passes a run r. */
    static final String HEARD = """
            lateral (
                select s.id, s.received_at, s.protocol from signal s
                where s.unit_id = r.unit_id and s.kind = 'TEST' and s.received_at >= r.first_asked_at
                  and not (s.doubts && array['FAILED_PASSWORD', 'FAILED_CERTIFICATE', 'OTHER_ADDRESS'])
                order by s.received_at limit 1) s""";

    private static final String FOUND = """
            with found as (
              select r.id, r.unit_id, r.asked_at, r.first_asked_at, s.id as signal_id, s.received_at, s.protocol
              from test_run r cross join %s
              where r.campaign_id = $1 and %s
              limit %d for update of r skip locked)
            """;

    /** What a gateway has in hand passes with its unit's answer: {@link TestsToSay}. It is looked for when that is late. */
    private static final String JUST_ASKED = FOUND.formatted(
                    HEARD,
                    "r.state = 'SENT' and (r.gateway_id is null or r.answered is not null"
                            + " or r.asked_at <= $2::timestamptz - interval '1 second')",
                    MOST)
            + PASS;

    private static final String ANY = FOUND.formatted(
                    HEARD,
                    "r.cycle = $3 and r.first_asked_at is not null and (r.state in ('PLANNED', 'AWAITED', 'HELD')"
                            + " or (r.state in ('NO_ANSWER', 'FAILED') and r.ended_at > $4))",
                    MOST)
            + PASS;

    /** A press by appointment is an alarm like any other; few are awaited, so they are looked for by the unit's number. */
    private static final String PRESSED = """
            with found as (
              select r.id, r.unit_id, r.asked_at, r.first_asked_at, s.id as signal_id, s.received_at, s.protocol
              from test_run r join home_unit u on u.id = r.unit_id cross join lateral (
                select s.id, s.received_at, s.protocol from signal s
                where s.cid = u.cid and s.unit_id = r.unit_id and s.kind = 'ALARM' and s.received_at >= r.first_asked_at
                  and not (s.doubts && array['FAILED_PASSWORD', 'FAILED_CERTIFICATE', 'OTHER_ADDRESS'])
                order by s.received_at limit 1) s
              where r.campaign_id = $1 and r.state = 'AWAITED' and r.method = 'BY_APPOINTMENT'
              limit 1000 for update of r skip locked)
            """ + PASS;

    /**
     * A unit that says it cannot is believed at once; one that says nothing has its time. From whom a test was withheld until
     * its time was over, because of an alarm or because the campaign stood still, has not been asked: it is asked later.
     */
    private static final String SETTLE = """
            with due as (
              select r.id, r.state, r.method, coalesce(r.answered, c.state) as command, coalesce(c.answer, r.words) as answer,
                coalesce(r.sent_at, c.sent_at) is not null as sent,
                coalesce(r.answered = 'DONE', c.ok) as ok,
                case when r.state = 'SENT' and coalesce(r.sent_at, c.sent_at) is null
                  and coalesce(r.answered, c.state, '') not in ('DONE', 'NOT_SUPPORTED', 'FAILED') then
                  case when exists (select from alarm a where a.home_id = r.home_id and a.state <> 'CLOSED')
                    or exists (select from home_unit u join alarm a on a.cid = u.cid and a.service_id = u.service_id
                      where u.id = r.unit_id and a.state <> 'CLOSED') then 'ALARM'
                    when k.paused_at is not null or k.held_why is not null then 'STANDS' end end as withheld,
                r.attempts < $4 and coalesce(r.answered, c.state, '') <> 'NOT_SUPPORTED' and r.state = 'SENT' as again
              from test_run r join campaign k on k.id = r.campaign_id left join unit_command c on c.id = case when r.gateway_id is null then r.command_id end
              where r.campaign_id = $1 and ((r.state = 'SENT'
                  and (r.due_at <= $2 or coalesce(r.answered, c.state) in ('NOT_SUPPORTED', 'FAILED')))
                or (r.state = 'AWAITED' and r.due_at <= $2))
              limit 10000 for update of r skip locked)
            update test_run r set
              state = case when d.withheld = 'ALARM' then 'HELD' when d.withheld is not null or d.again then 'PLANNED'
                when d.command = 'NOT_SUPPORTED' then 'NOT_SUPPORTED'
                when d.command = 'FAILED' then 'FAILED' else 'NO_ANSWER' end,
              cause = case when d.withheld = 'ALARM' then 'OPEN_ALARM' when d.withheld is not null then null
                when d.command = 'NOT_SUPPORTED' then 'UNKNOWN_TO_UNIT' when d.command = 'FAILED' then 'REFUSED'
                when d.state = 'AWAITED' and d.method = 'PERIODIC' then 'NOT_HEARD'
                when d.state = 'AWAITED' then 'NOT_PRESSED' when d.ok then 'ONLY_WORDS'
                when d.sent then 'SILENT' else 'NOT_CONNECTED' end,
              words = left(d.answer, 200),
              attempts = case when d.withheld is null then r.attempts else r.attempts - 1 end,
              first_asked_at = case when d.withheld is null or r.attempts > 1 then r.first_asked_at end,
              asked_at = case when d.withheld is null or r.attempts > 1 then r.asked_at end,
              due_at = case when d.withheld = 'ALARM' then $2::timestamptz + interval '7 days'
                when d.withheld is null and d.again then $2::timestamptz + make_interval(secs => $3) end,
              ended_at = case when d.withheld is null and not d.again then $2 end,
              gateway_id = case when d.withheld is null and not d.again then r.gateway_id end,
              claim = case when d.withheld is null and not d.again then r.claim end,
              sent_at = case when d.withheld is null and not d.again then r.sent_at end,
              answered = case when d.withheld is null and not d.again then r.answered end
            from due d where r.id = d.id
            """;

    /** What was held back comes to be asked once nothing speaks against it; after a week it is given up. */
    private static final String LET_GO = """
            update test_run r set
              state = case when r.due_at <= $2 then 'SKIPPED' else 'PLANNED' end,
              cause = case when r.due_at <= $2 then r.cause end,
              ended_at = case when r.due_at <= $2 then $2::timestamptz end,
              due_at = null
            where r.campaign_id = $1 and r.state = 'HELD' and (r.due_at <= $2
              or (r.cause = 'OPEN_ALARM' and not exists (select from alarm a
                where a.service_id = $3 and a.home_id = r.home_id and a.state <> 'CLOSED')
                and not exists (select from home_unit u join alarm a on a.cid = u.cid
                where u.id = r.unit_id and a.service_id = $3 and a.state <> 'CLOSED'))
              or (r.cause = 'NOT_TOLD' and not %s))
            """.formatted(Beforehand.untold("r", "$1"));

    private static final String UNPROVED = "select id, home_id, unit_id, signal_id, first_asked_at, received_at, path"
            + " from test_run where campaign_id = $1 and state = 'PASSED' and not proved limit $2";

    private static final int MOST_PROVED = 2_000;

    private Matching() {}

    /** Passes what was asked and has been heard; gives how many. */
    static Future<Integer> justAsked(SqlConnection connection, UUID campaignId, Instant now) {
        return connection
                .preparedQuery(JUST_ASKED)
                .execute(Tuple.of(campaignId, Times.toRow(now)))
                .map(rows -> rows.rowCount());
    }

    /** The same for everything else that was ever asked in this cycle, and lets go what was held back. */
    static Future<Integer> sweep(SqlConnection connection, Campaign campaign, Instant now) {
        Tuple any =
                Tuple.of(campaign.id(), Times.toRow(now), campaign.standing().cycle(), Times.toRow(now.minus(LATE)));
        Tuple short2 = Tuple.of(campaign.id(), Times.toRow(now));
        return connection
                .preparedQuery(ANY)
                .execute(any)
                .compose(found -> connection
                        .preparedQuery(PRESSED)
                        .execute(short2)
                        .map(pressed -> found.rowCount() + pressed.rowCount()))
                .compose(found -> connection
                        .preparedQuery(LET_GO)
                        .execute(Tuple.of(campaign.id(), Times.toRow(now), campaign.serviceId()))
                        .map(found));
    }

    /** Puts what has passed into the book of proofs; gives how many there were. */
    static Future<Integer> prove(SqlConnection connection, Campaign campaign, Instant now) {
        return connection
                .preparedQuery(UNPROVED)
                .execute(Tuple.of(campaign.id(), MOST_PROVED))
                .compose(rows -> {
                    if (rows.size() == 0) {
                        return Future.succeededFuture(0);
                    }
                    List<Evidence> heard = rows.stream()
                            .filter(row -> row.getUUID("home_id") != null)
                            .map(row -> evidence(campaign, row))
                            .toList();
                    UUID[] ids = rows.stream().map(row -> row.getUUID("id")).toArray(UUID[]::new);
                    return RemoteTests.record(connection, heard, now)
                            .compose(kept -> dwellings(connection, rows))
                            .compose(noted -> connection
                                    .preparedQuery("update test_run set proved = true where id = any ($1)")
                                    .execute(Tuple.tuple().addValue(ids)))
                            .map(ids.length);
                });
    }

    /** The test of a scheme's controller is no home's proof, and tells of each dwelling that it is reached. */
    private static Future<?> dwellings(SqlConnection connection, RowSet<Row> passed) {
        UUID[] controllers = passed.stream()
                .filter(row -> row.getUUID("home_id") == null)
                .map(row -> row.getUUID("unit_id"))
                .distinct()
                .toArray(UUID[]::new);
        return controllers.length == 0
                ? Future.succeededFuture()
                : connection
                        .preparedQuery("insert into readiness_due (service_id, home_id)"
                                + " select service_id, home_id from speaks_for where unit_id = any ($1)")
                        .execute(Tuple.of((Object) controllers));
    }

    private static Evidence evidence(Campaign campaign, Row row) {
        return new Evidence(
                campaign.serviceId(),
                row.getUUID("home_id"),
                row.getUUID("unit_id"),
                null,
                row.getUUID("signal_id"),
                Evidence.Kind.REMOTE_TEST,
                "campaign:" + campaign.id(),
                CampaignRows.time(row, "first_asked_at"),
                CampaignRows.time(row, "received_at"),
                row.getString("path"),
                null);
    }

    /** Ends, or asks once more later, what has not been heard in time. */
    static Future<Integer> settle(SqlConnection connection, Campaign campaign, Instant now) {
        Campaign.Retries retries = campaign.order().retries();
        return connection
                .preparedQuery(SETTLE)
                .execute(Tuple.of(
                        campaign.id(),
                        Times.toRow(now),
                        (double) retries.after().toSeconds(),
                        retries.attempts()))
                .map(rows -> rows.rowCount());
    }
}
