package org.tocsin.healthtest;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.UUID;
import org.tocsin.healthtest.Campaign.State;
import org.tocsin.platform.Times;
import org.tocsin.unit.UnitConnectionStore;

/** Asks the units of a campaign, and takes back what was asked and not sent; under the lock of the campaign's row. */
final class CampaignAsking {
    /**
     * A command that no gateway has tried is taken back, and nothing that was handed to a gateway with the asking; its unit is
     * asked when the campaign goes on. Each is found by its id alone, whatever the statistics say (ADR 46).
     */
    private static final String TAKE_BACK = """
            with asked as materialized (
              select r.id as run, r.command_id from test_run r
              where r.campaign_id = $1 and r.state = 'SENT' and r.gateway_id is null order by r.command_id),
            untried as materialized (
              select a.run, c.id from asked a cross join lateral (
                select c.* from unit_command c where c.id = a.command_id offset 0 for update) c
              where c.state = 'PENDING' and c.attempts = 0 and c.expires_at > $2),
            back as (
              update unit_command c set state = 'EXPIRED', attempt_until = null from untried u where c.id = u.id
              returning u.run)
            update test_run r set state = 'PLANNED', attempts = r.attempts - 1, due_at = null, command_id = null,
              first_asked_at = case when r.attempts = 1 then null else r.first_asked_at end,
              asked_at = case when r.attempts = 1 then null else r.asked_at end
            from back where r.id = back.run
            """;

    /** What has been tried of a campaign that is over is not tried again; an answer to it is kept all the same. */
    private static final String END_COMMANDS = """
            with asked as materialized (
              select r.command_id from test_run r
              where r.campaign_id = $1 and r.state = 'SENT' and r.gateway_id is null order by r.command_id),
            open as materialized (
              select c.id from asked a cross join lateral (
                select c.* from unit_command c where c.id = a.command_id offset 0 for update) c
              where c.state in ('PENDING', 'SENT'))
            update unit_command c set state = 'EXPIRED', attempt_until = null from open o where c.id = o.id
            """;

    /**
     * A unit whose newest connection is held by a gateway that takes tests from their runs is handed to it with the asking;
     * every other is asked by a command, which waits for a connection. While a process of the release before is there, all
     * are: it knows commands alone, and may be whoever looks at the run next. Who asks holds the campaign; a run that passes at
     * this very moment is not PLANNED any more when it is to be written (and the planner sees no condition: ADR 64).
     */
    private static final String ASK = """
            with live as materialized (
              select array_agg(id) as ids,
                case when bool_and(coalesce(takes_tests_at = last_seen_at, false)) then array_agg(id) end as takers
              from process where last_seen_at > $8),
            busy as materialized (select home_id, cid from alarm where service_id = $1 and state <> 'CLOSED'),
            picked as (
              select r.id, r.unit_id, r.home_id, r.audible from test_run r
              where r.campaign_id = $2 and r.state = 'PLANNED' and r.position < $3
                and (r.due_at is null or r.due_at <= $4)
              order by r.position limit $5),
            looked as (
              select p.id, p.unit_id, row_number() over () as n, k.gateway_id, k.claim,
                case when u.status <> 'IN_SERVICE' or u.home_id is distinct from p.home_id then 'NOT_IN_SERVICE'
                  when p.home_id in (select home_id from busy where home_id is not null)
                    or u.cid in (select cid from busy where cid is not null) then 'OPEN_ALARM'
                  when p.audible and %s then 'NOT_TOLD' end as against
              from picked p join home_unit u on u.id = p.unit_id left join lateral (
                select k.gateway_id, k.claim from unit_connection k
                where k.unit_id = p.unit_id and coalesce(k.released_at, 'infinity') = 'infinity'
                  and k.gateway_id = any ((select ids from live)::text[])
                order by k.claim desc limit 1) k on k.gateway_id = any ((select takers from live)::text[])),
            kept as (
              update test_run r set cause = l.against,
                state = case l.against when 'NOT_IN_SERVICE' then 'SKIPPED' else 'HELD' end,
                due_at = case l.against when 'NOT_IN_SERVICE' then null else $4::timestamptz + interval '7 days' end,
                ended_at = case l.against when 'NOT_IN_SERVICE' then $4 end
              from looked l where r.id = l.id and l.against is not null and coalesce(r.state, '') = 'PLANNED'),
            asked as (
              update test_run r set state = 'SENT', cause = null, words = null, attempts = r.attempts + 1,
                first_asked_at = coalesce(r.first_asked_at, $4), asked_at = $4, due_at = $6, say_until = $9,
                command_id = ($7::uuid[])[l.n], gateway_id = l.gateway_id, claim = l.claim, sent_at = null, answered = null
              from looked l where r.id = l.id and l.against is null and coalesce(r.state, '') = 'PLANNED'
              returning r.command_id, r.service_id, r.unit_id, r.gateway_id),
            commanded as (
              insert into unit_command (id, service_id, unit_id, request_id, op, args, urgent, state, requested_by,
                requested_at, expires_at)
              select command_id, service_id, unit_id, 'healthtest:' || command_id, 'test', '{}', false, 'PENDING',
                'campaign:' || $2::uuid, $4, least($6, $9::timestamptz) from asked where gateway_id is null)
            select count(*)::int from asked
            """.formatted(Beforehand.untold("p", "$2"));

    private static final int EVERYBODY = Integer.MAX_VALUE;

    private CampaignAsking() {}

    /** Takes back what no gateway has sent yet; gives how many. */
    static Future<Integer> takeBack(SqlConnection connection, UUID campaignId, Instant now) {
        return connection
                .preparedQuery(TAKE_BACK)
                .execute(Tuple.of(campaignId, Times.toRow(now)))
                .map(rows -> rows.rowCount());
    }

    /** Ends the commands of a campaign that is over. */
    static Future<Void> endCommands(SqlConnection connection, UUID campaignId) {
        return connection
                .preparedQuery(END_COMMANDS)
                .execute(Tuple.of(campaignId))
                .mapEmpty();
    }

    /** Asks at most so many; gives how many were. A home with an open alarm is passed over until it is closed. */
    static Future<Integer> ask(SqlConnection connection, Campaign campaign, int most, Instant now) {
        boolean trial = campaign.standing().state() == State.TRIAL;
        Tuple values = Tuple.of(campaign.serviceId(), campaign.id(), trial ? 0 : EVERYBODY)
                .addOffsetDateTime(Times.toRow(now))
                .addInteger(most)
                .addOffsetDateTime(
                        Times.toRow(now.plus(campaign.order().retries().answerWithin())))
                .addArrayOfUUID(CampaignSteps.ids(most))
                .addOffsetDateTime(Times.toRow(now.minus(UnitConnectionStore.GATEWAY_SILENT)))
                .addOffsetDateTime(Times.toRowOrNull(campaign.order()
                        .pacing()
                        .hours()
                        .closes(now, campaign.zone())
                        .orElse(null)));
        return connection
                .preparedQuery(ASK)
                .execute(values)
                .map(rows -> rows.iterator().next().getInteger(0));
    }
}
