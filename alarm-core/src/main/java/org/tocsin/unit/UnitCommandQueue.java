package org.tocsin.unit;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
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

    private static final String CLAIM = "with due as (select c.id, k.claim from unit_command c join lateral ("
            + " select k.claim, k.gateway_id from unit_connection k left join process p on p.id = k.gateway_id"
            + " where k.unit_id = c.unit_id and k.released_at is null"
            + " and (k.gateway_id = $1 or p.last_seen_at > $3) order by k.claim desc limit 1) k on k.gateway_id = $1"
            + " where c.state in ('PENDING', 'SENT') and c.expires_at > $2 and c.sent_claim is distinct from k.claim"
            + " and (c.attempt_claim is distinct from k.claim or c.attempt_until is null"
            + " or c.attempt_until < clock_timestamp())"
            + " order by c.urgent desc, c.id limit $4 for update of c skip locked)"
            + " update unit_command c set attempts = c.attempts + 1, attempt_claim = due.claim,"
            + " attempt_until = clock_timestamp() + make_interval(secs => " + LEASE_S + ")"
            + " from due, home_unit u where c.id = due.id and u.id = c.unit_id"
            + " returning due.claim, " + UnitCommandStore.COLUMNS;

    private static final String SENT = "update unit_command set state = 'SENT', sent_claim = $2, sent_at = $3,"
            + " gateway_id = $4, attempt_until = null"
            + " where id = $1 and attempt_claim = $2 and state in ('PENDING', 'SENT')";

    private static final String NOT_SENT = "update unit_command set attempt_until = clock_timestamp()"
            + " + make_interval(secs => least(30, power(2, least(attempts, 5))))"
            + " where id = $1 and attempt_claim = $2 and state in ('PENDING', 'SENT')";

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
    private static final String ANSWER =
            "with answered as (update unit_command set answered_at = $3, ok = $4, code = $5,"
                    + " answer = $6, attempt_until = null, state = case"
                    + " when state = 'EXPIRED' or expires_at <= $3 then 'EXPIRED' when $4 then 'DONE'"
                    + " when $5 = " + CommandRules.UNKNOWN_TO_UNIT + " then 'NOT_SUPPORTED' else 'FAILED' end"
                    + " where id = $1 and unit_id = $2 and attempts > 0 and answered_at is null"
                    + " and state in ('PENDING', 'SENT', 'EXPIRED') returning unit_id, op, args, ok, requested_by),"
                    + " kept as (update home_unit u set heartbeat_s = (a.args ->> 'seconds')::integer from answered a"
                    + " where u.id = a.unit_id and a.ok and a.op = 'heartbeat.interval'),"
                    + " noted as (insert into unit_change (id, service_id, home_id, unit_id, at, kind, is_now,"
                    + " noticed_by) select gen_random_uuid(), u.service_id, u.home_id, u.id, $3, 'CONFIGURATION',"
                    + " (select string_agg(name, ', ') from json_object_keys(a.args -> 'values') as name), a.requested_by"
                    + " from answered a join home_unit u on u.id = a.unit_id where a.ok and a.op = 'config.set')"
                    + " select 1 from answered";

    private final Database database;
    private final InstantSource clock;
    private final String gatewayId;

    public UnitCommandQueue(Database database, InstantSource clock, String gatewayId) {
        this.database = database;
        this.clock = clock;
        this.gatewayId = gatewayId;
    }

    /** @param claim the connection over which it is to go */
    public record Due(UnitCommand command, long claim) {}

    /** What a unit said to a command. */
    public record Said(boolean ok, int code, @Nullable String text) {}

    /** Takes what is to be sent over the connections of this gateway, what people on an alarm wait for first. */
    public Future<List<Due>> claim(int most) {
        Tuple parameters = Tuple.of(
                gatewayId,
                Times.toRow(clock.instant()),
                Times.toRow(clock.instant().minus(UnitConnectionStore.GATEWAY_SILENT)),
                most);
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

    /** It has gone to the unit. */
    public Future<Void> sent(Due due) {
        return database.pool()
                .preparedQuery(SENT)
                .execute(Tuple.of(due.command().id(), due.claim(), Times.toRow(clock.instant()), gatewayId))
                .mapEmpty();
    }

    /** It could not be sent; tried again in a while, later each time, or when the unit listens. */
    public Future<Void> notSent(Due due) {
        return database.pool()
                .preparedQuery(NOT_SENT)
                .execute(Tuple.of(due.command().id(), due.claim()))
                .mapEmpty();
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
        return database.pool()
                .preparedQuery(ANSWER)
                .execute(Tuple.of(commandId, unitId, Times.toRow(clock.instant()), said.ok(), said.code(), text))
                .map(rows -> rows.rowCount() == 1);
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
