package org.tocsin.unit;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Page;
import org.tocsin.platform.Times;

/** Commands to units and their answers, for people and programs; one service never sees another's. */
public final class UnitCommandStore {
    static final String COLUMNS = "c.id, c.unit_id, u.cid, c.op, c.args, c.requested_by, c.requested_at, c.expires_at,"
            + " c.state, c.attempts, c.sent_at, c.gateway_id, c.answered_at, c.ok, c.code, c.answer";
    /**
     * A campaign's test of a connected unit is its run and no command: of it stands here what the run keeps, and the last
     * attempt alone. It was sent within a second of its asking, and its answer came as it ended.
     */
    private static final String LIST = """
            select %s from (
              (select id, unit_id, op, args, requested_by, requested_at, expires_at, state, attempts, sent_at, gateway_id,
                answered_at, ok, code, answer
              from unit_command
              where service_id = $1 and unit_id = $2 and ($3::uuid is null or id < $3) order by id desc limit $4)
              union all
              (select r.command_id, r.unit_id, 'test', '{}', 'campaign:' || r.campaign_id, r.asked_at,
                r.asked_at + make_interval(secs => k.answer_within_s),
                case when r.answered is not null then r.answered when r.state not in ('SENT', 'PASSED') then 'EXPIRED'
                  when r.state = 'SENT' and r.sent_at is null then 'PENDING' else 'SENT' end,
                r.attempts, coalesce(r.sent_at, case when r.answered is not null or r.state = 'PASSED' then r.asked_at end),
                case when r.sent_at is not null or r.answered is not null or r.state = 'PASSED' then r.gateway_id end,
                case when r.answered <> 'DONE' or r.state = 'PASSED' then r.ended_at end,
                r.answered = 'DONE', case r.answered when 'NOT_SUPPORTED' then %d else 0 end, r.words
              from test_run r join campaign k on k.id = r.campaign_id
              where r.service_id = $1 and r.unit_id = $2 and r.gateway_id is not null
                and ($3::uuid is null or r.command_id < $3) order by r.command_id desc limit $4)) c
            join home_unit u on u.id = c.unit_id order by c.id desc limit $4
            """.formatted(COLUMNS, CommandRules.UNKNOWN_TO_UNIT);

    private static final String FIND = "select " + COLUMNS + " from unit_command c join home_unit u on u.id = c.unit_id"
            + " where c.service_id = $1 and c.id = $2";

    private final Database database;

    public UnitCommandStore(Database database) {
        this.database = database;
    }

    /**
     * What a unit was asked, by a command or in a campaign; newest first.
     *
     * @param limit 1 to {@link Page#LARGEST}
     * @param cursor {@link Page#next} of the page before; null for the first. Fails with
     *     {@link IllegalArgumentException} when it is none of ours
     */
    public Future<Page<UnitCommand>> ofUnit(Scope scope, UUID unitId, int limit, @Nullable String cursor) {
        UUID before;
        try {
            before = cursor == null ? null : UUID.fromString(cursor);
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(e);
        }
        int most = Math.max(1, Math.min(limit, Page.LARGEST));
        return database.pool()
                .preparedQuery(LIST)
                .execute(Tuple.of(scope.serviceId(), unitId, before, most + 1))
                .map(rows -> {
                    List<UnitCommand> found = new ArrayList<>();
                    rows.forEach(row -> found.add(read(row)));
                    boolean more = found.size() > most;
                    List<UnitCommand> items = more ? found.subList(0, most) : found;
                    return new Page<>(items, more ? items.get(most - 1).id().toString() : null);
                });
    }

    public Future<Optional<UnitCommand>> find(Scope scope, UUID id) {
        return database.pool()
                .preparedQuery(FIND)
                .execute(Tuple.of(scope.serviceId(), id))
                .map(rows -> rows.stream().findFirst().map(UnitCommandStore::read));
    }

    /** A row of {@link #COLUMNS}. */
    static UnitCommand read(Row row) {
        CommandOp op = CommandOp.named(row.getString("op"))
                .orElseThrow(() -> new IllegalStateException("no command of ours: " + row.getString("op")));
        JsonObject args = row.getJsonObject("args");
        UnitCommand.Order order = new UnitCommand.Order(
                op,
                args.getMap(),
                row.getString("requested_by"),
                Times.fromRow(row.getOffsetDateTime("requested_at")),
                Times.fromRow(row.getOffsetDateTime("expires_at")));
        UnitCommand.Progress progress = new UnitCommand.Progress(
                UnitCommand.State.valueOf(row.getString("state")),
                row.getInteger("attempts"),
                Times.fromRowOrNull(row.getOffsetDateTime("sent_at")),
                row.getString("gateway_id"));
        return new UnitCommand(
                row.getUUID("id"), row.getUUID("unit_id"), row.getString("cid"), order, progress, answer(row));
    }

    private static UnitCommand.@Nullable Answer answer(Row row) {
        return row.getOffsetDateTime("answered_at") == null
                ? null
                : new UnitCommand.Answer(
                        row.getBoolean("ok"),
                        row.getInteger("code"),
                        row.getString("answer"),
                        Times.fromRow(row.getOffsetDateTime("answered_at")));
    }
}
