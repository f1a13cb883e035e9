package org.tocsin.healthtest;

/**
 * The statements of {@link TestsToSay}. Those that write several rows lock them in the order of their ids and find each by
 * its id alone, whatever the statistics say (ADR 46 and 64).
 */
final class TestsSql {
    private static final String COLUMNS = "r.id, r.unit_id, r.command_id, r.campaign_id, r.asked_at, r.due_at, u.cid";

    /** None is said while its campaign stands still or an alarm of its home or unit is open. Worked out once, not for each. */
    private static final String GOES_ON = """

            and r.campaign_id not in (select id from campaign
              where state in ('DONE', 'STOPPED') or paused_at is not null or held_why is not null)
            and (r.home_id is null or r.home_id not in (select a.home_id from alarm a
              where a.state <> 'CLOSED' and a.home_id is not null))
            and (r.service_id, u.cid) not in (select a.service_id, a.cid from alarm a
              where a.state <> 'CLOSED' and a.service_id is not null and a.cid is not null)
            """;

    static final String TO_SAY = "select " + COLUMNS + " from test_run r join home_unit u on u.id = r.unit_id"
            + " where r.state = 'SENT' and r.gateway_id is not null and r.sent_at is null and r.command_id > $1"
            + " and r.gateway_id = $2 and r.due_at > $3 and r.answered is null"
            + " and coalesce(r.say_until, 'infinity') > $3" + GOES_ON + " order by r.command_id limit $4";

    /**
     * What was handed over a connection that is not its unit's newest any more, where that one is held here: of units that
     * have connected just now, and of all that were asked so long ago. Found through what is under way, for a unit has some
     * dozens of earlier tests and a hundred thousand may come back at once. Nobody is told again while the campaign stands
     * still, after its asking hours, or while the home has an open alarm.
     */
    static final String MOVED = """
            with asked as materialized (
              select r.id, r.claim as before, k.claim from campaign c cross join lateral (
                select r.id, r.service_id, r.unit_id, r.home_id, r.state, r.gateway_id, r.claim, r.answered, r.asked_at,
                  r.say_until
                from test_run r where r.campaign_id = c.id and r.state in ('SENT', 'AWAITED', 'HELD')
                  and r.due_at > $3 and r.due_at <= $3::timestamptz + make_interval(secs => c.answer_within_s + 60)
                offset 0) r cross join lateral (
                select k.claim, k.gateway_id from unit_connection k
                where k.unit_id = r.unit_id and coalesce(k.released_at, 'infinity') = 'infinity'
                  and (k.gateway_id = $1 or k.gateway_id = any ((select array_agg(id) from process
                    where last_seen_at > $4)::text[]))
                order by k.claim desc limit 1) k
              where c.state not in ('DONE', 'STOPPED') and c.paused_at is null and c.held_why is null
                and r.state = 'SENT' and r.gateway_id is not null and r.answered is null
                and (r.unit_id = any ($2::uuid[]) or r.asked_at <= $5)
                and k.gateway_id = $1 and k.claim <> r.claim and coalesce(r.say_until, 'infinity') > $3
                and not exists (select from alarm a
                  where a.service_id = r.service_id and a.home_id = r.home_id and a.state <> 'CLOSED')
                and not exists (select from home_unit u join alarm a on a.cid = u.cid
                  where u.id = r.unit_id and a.service_id = r.service_id and a.state <> 'CLOSED')
              order by r.id limit $6),
            moved as materialized (
              select r.id, a.claim from asked a cross join lateral (
                select r.* from test_run r where r.id = a.id offset 0 for update) r
              where r.state = 'SENT' and r.claim = a.before and r.answered is null)
            update test_run r set gateway_id = $1, claim = m.claim, sent_at = null
            from moved m, home_unit u where r.id = m.id and u.id = r.unit_id
            returning\s""" + COLUMNS;

    private static final String LOCKED = "with locked as materialized (select w.*, r.* from"
            + " (%s order by run) w cross join lateral"
            + " (select r.id, r.service_id, r.campaign_id, r.unit_id, r.command_id, r.gateway_id, r.state, r.first_asked_at,"
            + " r.asked_at, r.due_at, r.say_until, r.answered from test_run r where r.id = w.run offset 0 for update) r"
            + " where r.command_id = w.command)";

    static final String SAID =
            LOCKED.formatted("select * from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) as w(run, command, at)")
                    + " update test_run r set sent_at = l.at from locked l"
                    + " where r.id = l.id and (l.state = 'SENT' and l.gateway_id = $4) is true returning r.command_id";

    static final String NOT_SAID =
            LOCKED.formatted("select * from unnest($1::uuid[], $2::uuid[]) as w(run, command)") + """
            , given as (
              update test_run r set gateway_id = null, claim = null from locked l
              where r.id = l.id and (l.state = 'SENT' and l.answered is null and l.gateway_id = $3) is true
              returning l.command, l.service_id, l.unit_id, l.campaign_id, l.asked_at,
                least(l.due_at, l.say_until) as until)
            insert into unit_command (id, service_id, unit_id, request_id, op, args, urgent, state, requested_by,
              requested_at, expires_at, attempts, attempt_until)
            select command, service_id, unit_id, 'healthtest:' || command, 'test', '{}', false, 'PENDING',
              'campaign:' || campaign_id, asked_at, until, 1, clock_timestamp() + interval '2 seconds' from given
            on conflict do nothing returning id
            """;

    /**
     * What a unit says passes nothing; what was received of it does, and is looked for at this moment. A gateway that does
     * not know the run leaves it to be found here: thousands may answer at once what is on file as said.
     */
    static final String ANSWERED = LOCKED.formatted("select coalesce(w.run, (select r.id from test_run r"
                    + " where r.unit_id = w.unit and r.command_id = w.command and r.gateway_id is not null limit 1)) as run,"
                    + " w.command, w.unit, w.said, w.words"
                    + " from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[])"
                    + " as w(run, command, unit, said, words)")
            + """
            , found as (
              select r.id, r.unit_id, r.first_asked_at, r.asked_at, r.said, r.words, s.id as signal_id, s.received_at,
                s.protocol
              from locked r left join %s on true
              where r.state = 'SENT' and r.gateway_id is not null and r.answered is null and r.unit_id = r.unit),
            changed as (
              update test_run r set answered = f.said, words = case when f.signal_id is null then f.words end,
                state = case when f.signal_id is null then r.state else 'PASSED' end, cause = null,
                due_at = case when f.signal_id is null then r.due_at end,
                ended_at = case when f.signal_id is not null then $6::timestamptz end,
                signal_id = f.signal_id, received_at = f.received_at, delay_ms = %s,
                path = f.protocol || coalesce(', ' || t.bearer, ''), battery = t.battery, rssi = t.rssi
              from found f left join unit_state t on t.unit_id = f.unit_id and f.signal_id is not null
              where r.id = f.id)
            select command from locked where gateway_id is not null and answered is null and unit_id = unit
            """.formatted(Matching.HEARD, Matching.DELAY);

    private TestsSql() {}
}
