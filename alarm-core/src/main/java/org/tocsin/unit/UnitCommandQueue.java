package org.tocsin.unit;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;

/**
 * Commands on their way to units, as one gateway works through them. Whoever holds the unit's newest connection has the
 * command; a later connection of the unit, here or elsewhere, has it anew, under the same id, while it is worth carrying
 * out. So a gateway that dies needs nobody to tidy up behind it.
 */
public final class UnitCommandQueue {
    /** A holder that has tried and says nothing for this long has failed. */
    private static final int LEASE_S = 10;

    /** Beyond these a test is written down as sent at once. */
    private static final int MOST_UNWRITTEN = 10_000;

    /**
     * The unit's newest connection decides, among the gateways that are there. Asked in this way it is found by the unit
     * alone: the index over the open connections of a gateway has thousands for each. What goes out in waves may make a unit start
     * anew: it waits until a unit that has come to say something has said it. That and the test of a campaign wait while the
     * home has an open alarm; a test also while its campaign stands still.
     */
    private static final String CLAIM = """
            with due as (
              select c.id, k.claim from unit_command c join lateral (
                select k.claim, k.gateway_id, k.connected_at from unit_connection k
                where k.unit_id = c.unit_id and coalesce(k.released_at, 'infinity') = 'infinity'
                  and (k.gateway_id = $1 or k.gateway_id = any ((select array_agg(id) from process
                    where last_seen_at > $3)::text[]))
                order by k.claim desc limit 1) k on k.gateway_id = $1
              where c.state in ('PENDING', 'SENT') and c.expires_at > $2
                and ($5 or c.state = 'PENDING' and (c.attempt_until is null or c.attempt_until < clock_timestamp()))
                and c.sent_claim is distinct from k.claim
                and (c.attempt_claim is distinct from k.claim or c.attempt_until is null
                  or c.attempt_until < clock_timestamp())
                and (c.requested_by not like 'rollout:%%' or c.op = 'test'
                  or k.connected_at < $2::timestamptz - interval '1 minute')
                and (c.requested_by not like 'campaign:%%' and (c.requested_by not like 'rollout:%%' or c.op = 'test')
                  or not exists (
                    select from home_unit u join alarm a on a.home_id = u.home_id
                    where u.id = c.unit_id and a.state <> 'CLOSED') and not exists (
                    select from home_unit u join alarm a on a.cid = u.cid and a.service_id = u.service_id
                    where u.id = c.unit_id and a.state <> 'CLOSED'))
                and case when c.requested_by like 'campaign:%%' then exists (select from campaign g
                  where g.id = substr(c.requested_by, 10)::uuid and g.paused_at is null and g.held_why is null) else true end
              order by c.urgent desc, c.id limit $4 for update of c skip locked)
            update unit_command c set attempts = c.attempts + 1, attempt_claim = due.claim,
              attempt_until = clock_timestamp() + make_interval(secs => %d)
            from due, home_unit u where c.id = due.id and u.id = c.unit_id
            returning due.claim, """.formatted(LEASE_S) + UnitCommandStore.COLUMNS;

    /**
     * Locked in the order of their ids by everybody who writes several: an answer may come before its command is SENT.
     * Each is found by its id alone: with a further condition in sight, a planner that believes few commands to be open
     * goes through all open ones for each of them. {@code offset 0} keeps the condition out of its sight.
     */
    private static final String LOCKED = "with locked as materialized (select w.* from"
            + " (select * from unnest(%s) as w(id, %s) order by id) w cross join lateral"
            + " (select c.* from unit_command c where c.id = w.id offset 0 for update) c where %s)";

    private static final String TRIED = "c.attempt_claim = w.claim and c.state in ('PENDING', 'SENT')";

    static final String SENT = LOCKED.formatted("$1::uuid[], $2::bigint[], $3::timestamptz[]", "claim, at", TRIED)
            + " update unit_command c set state = 'SENT', sent_claim = w.claim, sent_at = w.at, gateway_id = $4,"
            + " attempt_until = null from locked w where c.id = w.id returning c.id";

    static final String NOT_SENT = LOCKED.formatted("$1::uuid[], $2::bigint[]", "claim", TRIED)
            + " update unit_command c set attempt_until = clock_timestamp()"
            + " + make_interval(secs => least(30, power(2, least(c.attempts, 5)))) from locked w where c.id = w.id"
            + " returning c.id";

    private static final String TRY_AGAIN =
            "update unit_command set attempt_until = null" + " where unit_id = $1 and state in ('PENDING', 'SENT')";

    private static final String EXPIRE = "update unit_command set state = 'EXPIRED', attempt_until = null where id in ("
            + "select id from unit_command where state in ('PENDING', 'SENT') and expires_at <= $1"
            + " order by expires_at limit $2 for update skip locked)";

    /**
     * Kept once. One whose time was over stays expired, with the answer beside it: what a door did must be known. How
     * often a unit now sends its heartbeat is its own setting from then on, or its next acknowledgement would undo it.
     * A unit that was set up anew may have to be heard anew: the names of the settings are noted, never their values.
     */
    static final String ANSWER = LOCKED.formatted(
                    "$1::uuid[], $2::uuid[], $3::timestamptz[], $4::boolean[], $5::integer[], $6::text[], $7::timestamptz[]",
                    "unit_id, at, ok, code, text, sent_at",
                    "c.unit_id = w.unit_id and c.attempts > 0 and c.answered_at is null"
                            + " and c.state in ('PENDING', 'SENT', 'EXPIRED')")
            + ", answered as (update unit_command c set answered_at = w.at, ok = w.ok,"
            + " sent_at = coalesce(w.sent_at, c.sent_at), gateway_id = case when w.sent_at is null then c.gateway_id else $8 end,"
            + " code = w.code, answer = w.text, attempt_until = null, state = case"
            + " when c.state = 'EXPIRED' or c.expires_at <= w.at then 'EXPIRED' when w.ok then 'DONE'"
            + " when w.code = " + CommandRules.UNKNOWN_TO_UNIT + " then 'NOT_SUPPORTED' else 'FAILED' end"
            + " from locked w where c.id = w.id returning c.id, c.unit_id, c.op, c.args, c.ok, c.requested_by, w.at),"
            + " kept as (update home_unit u set heartbeat_s = (a.args ->> 'seconds')::integer from answered a"
            + " where u.id = a.unit_id and a.ok and a.op = 'heartbeat.interval'),"
            + " noted as (insert into unit_change (id, service_id, home_id, unit_id, at, kind, is_now,"
            + " noticed_by) select gen_random_uuid(), u.service_id, u.home_id, u.id, a.at, 'CONFIGURATION',"
            + " (select string_agg(name, ', ') from json_object_keys(a.args -> 'values') as name), a.requested_by"
            + " from answered a join home_unit u on u.id = a.unit_id where a.ok and a.op = 'config.set')"
            + " select id from answered";

    private final Database database;
    private final InstantSource clock;
    private final String gatewayId;
    private final Map<UUID, Sent> unwritten = new ConcurrentHashMap<>();
    private final Gathered<Sent> sent;
    private final Gathered<Due> notSent;
    private final Gathered<Answered> answered;

    public UnitCommandQueue(Database database, InstantSource clock, String gatewayId) {
        this.database = database;
        this.clock = clock;
        this.gatewayId = gatewayId;
        this.sent = new Gathered<>(one -> one.due().command().id(), this::writeSent);
        this.notSent = new Gathered<>(due -> due.command().id(), this::writeNotSent);
        this.answered = new Gathered<>(Answered::commandId, this::writeAnswers);
    }

    /** @param claim the connection over which it is to go */
    public record Due(UnitCommand command, long claim) {}

    /** What a unit said to a command. */
    public record Said(boolean ok, int code, @Nullable String text) {}

    /** @param sent null where it is written down already, or another gateway sent it */
    private record Answered(
            UUID unitId,
            UUID commandId,
            Instant at,
            Said said,
            @Nullable Sent sent) {}

    private record Sent(Due due, Instant at) {}

    /**
     * Takes what is to be sent over the connections of this gateway, what people on an alarm wait for first.
     *
     * @param sentToo also what is being sent or was sent and not answered, where the unit has a later connection now:
     *     thousands may be under way, so whoever looks many times a second need not look at them each time
     */
    public Future<List<Due>> claim(int most, boolean sentToo) {
        Tuple parameters = Tuple.of(
                gatewayId,
                Times.toRow(clock.instant()),
                Times.toRow(clock.instant().minus(UnitConnectionStore.GATEWAY_SILENT)),
                most,
                sentToo);
        return database.pool()
                .preparedQuery(CLAIM)
                .execute(parameters)
                .map(rows -> rows.stream()
                        .map(UnitCommandQueue::due)
                        .sorted(Comparator.comparing(
                                        (Due due) -> !due.command().order().op().urgent())
                                .thenComparing(due -> due.command().id()))
                        .toList());
    }

    /**
     * It has gone to the unit. A test is written down a moment later, by {@link #writeDown}: thousands may be under way, and
     * a unit that answers at once is then written once instead of twice. Until then nobody else sends it either.
     */
    public Future<Void> sent(Due due) {
        Sent now = new Sent(due, clock.instant());
        if (due.command().order().op() != CommandOp.TEST || unwritten.size() >= MOST_UNWRITTEN) {
            return sent.add(now).mapEmpty();
        }
        unwritten.put(due.command().id(), now);
        return Future.succeededFuture();
    }

    /** Writes down as sent what was sent so long ago and is not answered; what fails is sent again. */
    public Future<Void> writeDown(Duration ago) {
        Instant until = clock.instant().minus(ago);
        List<Future<Boolean>> written = new ArrayList<>();
        unwritten.forEach((id, one) -> {
            if (!one.at().isAfter(until) && unwritten.remove(id, one)) {
                written.add(sent.add(one));
            }
        });
        return Future.join(written).transform(done -> Future.succeededFuture());
    }

    private Future<Set<UUID>> writeSent(List<Sent> all) {
        Tuple values = Tuple.tuple()
                .addValue(ids(all.stream().map(Sent::due).toList()))
                .addValue(claims(all.stream().map(Sent::due).toList()))
                .addValue(all.stream().map(one -> Times.toRow(one.at())).toArray(OffsetDateTime[]::new))
                .addString(gatewayId);
        return changed(SENT, values);
    }

    /** It could not be sent; tried again in a while, later each time, or when the unit listens. */
    public Future<Void> notSent(Due due) {
        return notSent.add(due).mapEmpty();
    }

    private Future<Set<UUID>> writeNotSent(List<Due> due) {
        return changed(NOT_SENT, Tuple.tuple().addValue(ids(due)).addValue(claims(due)));
    }

    private static UUID[] ids(List<Due> due) {
        return due.stream().map(one -> one.command().id()).toArray(UUID[]::new);
    }

    private static Long[] claims(List<Due> due) {
        return due.stream().map(Due::claim).toArray(Long[]::new);
    }

    private Future<Set<UUID>> changed(String sql, Tuple values) {
        return database.pool()
                .preparedQuery(sql)
                .execute(values)
                .map(rows -> rows.stream().map(row -> row.getUUID(0)).collect(Collectors.toSet()));
    }

    /** The unit listens now: what could not be sent is due again. */
    public Future<Void> tryAgain(UUID unitId) {
        return database.pool()
                .preparedQuery(TRY_AGAIN)
                .execute(Tuple.of(unitId))
                .mapEmpty();
    }

    /** Ends what is not worth carrying out any more; gives how many. */
    public Future<Integer> expire(int most) {
        return database.pool()
                .preparedQuery(EXPIRE)
                .execute(Tuple.of(Times.toRow(clock.instant()), most))
                .map(rows -> rows.rowCount());
    }

    /** Keeps what the unit answered; false when there is no such command of this unit, or its answer is known. */
    public Future<Boolean> answered(UUID unitId, UUID commandId, Said said) {
        String text = said.text() == null ? null : storable(said.text());
        Said kept = new Said(said.ok(), said.code(), text);
        return answered.add(new Answered(unitId, commandId, clock.instant(), kept, takeUnwritten(unitId, commandId)));
    }

    private @Nullable Sent takeUnwritten(UUID unitId, UUID commandId) {
        Sent one = unwritten.get(commandId);
        boolean its = one != null && one.due().command().unitId().equals(unitId);
        return its && unwritten.remove(commandId, one) ? one : null;
    }

    private Future<Set<UUID>> writeAnswers(List<Answered> answers) {
        Tuple values = Tuple.tuple();
        values.addValue(answers.stream().map(Answered::commandId).toArray(UUID[]::new));
        values.addValue(answers.stream().map(Answered::unitId).toArray(UUID[]::new));
        values.addValue(answers.stream().map(one -> Times.toRow(one.at())).toArray(OffsetDateTime[]::new));
        values.addValue(answers.stream().map(one -> one.said().ok()).toArray(Boolean[]::new));
        values.addValue(answers.stream().map(one -> one.said().code()).toArray(Integer[]::new));
        values.addValue(answers.stream().map(one -> one.said().text()).toArray(String[]::new));
        values.addValue(answers.stream()
                .map(one -> one.sent() == null ? null : Times.toRow(one.sent().at()))
                .toArray(OffsetDateTime[]::new));
        values.addString(gatewayId);
        return changed(ANSWER, values);
    }

    private static String storable(String text) {
        String clean = text.replace("\0", "");
        int longest = UnitCommand.Answer.LONGEST_TEXT;
        return clean.length() <= longest ? clean : clean.substring(0, longest);
    }

    private static Due due(Row row) {
        return new Due(UnitCommandStore.read(row), row.getLong("claim"));
    }
}
