package org.tocsin.unit;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;
import org.tocsin.platform.Wakeup;
import org.tocsin.signal.Protocol;

/** Where people and programs ask something of a unit. What is asked is audited with the same commit. */
public final class UnitCommandDesk {
    private static final String LOCK_UNIT =
            "select id, protocol from home_unit where service_id = $1 and cid = $2" + " for no key update";
    private static final String EARLIER = "select " + UnitCommandStore.COLUMNS
            + " from unit_command c join home_unit u on u.id = c.unit_id"
            + " where c.service_id = $1 and c.request_id = $2";
    private static final String OPEN = "select count(*) from unit_command where unit_id = $1"
            + " and state in ('PENDING', 'SENT') and expires_at > $2";
    private static final String KEEP_HEARTBEAT = "update home_unit set heartbeat_s = $2 where id = $1";
    private static final String WRITE =
            "insert into unit_command (id, service_id, unit_id, request_id, op, args, urgent,"
                    + " state, requested_by, requested_at, expires_at, answer, answered_at, ok, code)"
                    + " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) on conflict do nothing";

    private final Database database;
    private final InstantSource clock;
    private final Wakeup wakeup;
    private final AuditTrail audit;

    public UnitCommandDesk(Database database, InstantSource clock, Wakeup wakeup) {
        this.database = database;
        this.clock = clock;
        this.wakeup = wakeup;
        this.audit = new AuditTrail(database, clock);
    }

    /**
     * What is asked.
     *
     * @param requestId the asker's own id: the same again, with the same content, gives the same command
     * @param expiry after this time it is not to be carried out any more
     * @param address from where it is asked; for the audit trail
     */
    public record Request(
            String cid,
            String requestId,
            CommandOp op,
            Map<String, ?> args,
            Duration expiry,
            @Nullable String address) {}

    /** The answer to {@link #ask}. */
    public sealed interface Result {}

    /** @param isNew false when it had been asked before under the same id */
    public record Asked(UnitCommand command, boolean isNew) implements Result {}

    /** This field is wrong. */
    public record Invalid(String field, String why) implements Result {}

    /** The unit is not on file in the scope's service. */
    public record NoSuchUnit() implements Result {}

    /** {@link CommandRules#MOST_OPEN} commands of this unit wait already. */
    public record TooMany() implements Result {}

    /** Something else was asked under this id. */
    public record OtherContent() implements Result {}

    /** Writes down what the unit shall do; it is on its way when this succeeds, not done. */
    public Future<Result> ask(Scope scope, Request request) {
        if (!CommandRules.allowsExpiry(request.expiry())) {
            return Future.succeededFuture(
                    new Invalid("expiresInSeconds", "This must be from 1 second to 7 days (604800)."));
        }
        CommandRules.Checked checked = CommandRules.check(request.op(), request.args());
        if (checked instanceof CommandRules.Bad bad) {
            return Future.succeededFuture(new Invalid(bad.field(), bad.why()));
        }
        JsonObject args = new JsonObject(((CommandRules.Good) checked).args());
        return database.pool()
                .withTransaction(connection -> connection
                        .preparedQuery(LOCK_UNIT)
                        .execute(Tuple.of(scope.serviceId(), request.cid()))
                        .compose(rows -> rows.stream()
                                .findFirst()
                                .map(unit -> ask(connection, scope, request, args, unit))
                                .orElseGet(() -> Future.succeededFuture(new NoSuchUnit()))))
                .onSuccess(result -> {
                    if (result instanceof Asked) {
                        wakeup.ring();
                    }
                });
    }

    private Future<Result> ask(SqlConnection connection, Scope scope, Request request, JsonObject args, Row unit) {
        UUID unitId = unit.getUUID("id");
        return earlier(connection, scope, request, args, unitId).compose(earlier -> {
            if (earlier.isPresent()) {
                return Future.succeededFuture(earlier.get());
            }
            CommandRules.Settled settled =
                    CommandRules.settled(Protocol.valueOf(unit.getString("protocol")), request.op());
            if (settled != null) {
                return (settled.done() ? keepHeartbeat(connection, unitId, args) : Future.<Void>succeededFuture())
                        .compose(kept -> write(connection, scope, request, args, unitId, settled));
            }
            return open(connection, unitId)
                    .compose(open -> open >= CommandRules.MOST_OPEN
                            ? Future.succeededFuture(new TooMany())
                            : write(connection, scope, request, args, unitId, null));
        });
    }

    private static Future<Void> keepHeartbeat(SqlConnection connection, UUID unitId, JsonObject args) {
        return connection
                .preparedQuery(KEEP_HEARTBEAT)
                .execute(Tuple.of(unitId, args.getInteger("seconds")))
                .mapEmpty();
    }

    private static Future<Optional<Result>> earlier(
            SqlConnection connection, Scope scope, Request request, JsonObject args, UUID unitId) {
        return connection
                .preparedQuery(EARLIER)
                .execute(Tuple.of(scope.serviceId(), request.requestId()))
                .map(rows -> rows.stream()
                        .findFirst()
                        .map(UnitCommandStore::read)
                        .map(found -> {
                            boolean same = found.unitId().equals(unitId)
                                    && found.order().op() == request.op()
                                    && new JsonObject(found.order().args()).equals(args);
                            return same ? new Asked(found, false) : new OtherContent();
                        }));
    }

    private Future<Long> open(SqlConnection connection, UUID unitId) {
        return connection
                .preparedQuery(OPEN)
                .execute(Tuple.of(unitId, Times.toRow(clock.instant())))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    private Future<Result> write(
            SqlConnection connection,
            Scope scope,
            Request request,
            JsonObject args,
            UUID unitId,
            CommandRules.@Nullable Settled settled) {
        UUID id = Ids.next();
        Instant now = clock.instant();
        UnitCommand.State state = settled == null ? UnitCommand.State.PENDING : settled.state();
        Tuple values = Tuple.from(new @Nullable Object[] {
            id,
            scope.serviceId(),
            unitId,
            request.requestId(),
            request.op().wireName(),
            args,
            request.op().urgent(),
            state.name(),
            scope.actor(),
            Times.toRow(now),
            Times.toRow(now.plus(request.expiry())),
            settled == null ? null : settled.words(),
            settled == null ? null : Times.toRow(now),
            settled == null ? null : settled.done(),
            settled == null ? null : settled.code()
        });
        return connection
                .preparedQuery(WRITE)
                .execute(values)
                .compose(written -> written.rowCount() == 0
                        // Asked of another unit at this very moment under the same id.
                        ? Future.succeededFuture(new OtherContent())
                        : audit.record(
                                        connection,
                                        scope,
                                        "command-" + request.op().wireName().replace('.', '-'),
                                        "unit:" + unitId,
                                        request.address())
                                .compose(audited -> connection
                                        .preparedQuery(EARLIER)
                                        .execute(Tuple.of(scope.serviceId(), request.requestId())))
                                .map(rows -> new Asked(
                                        UnitCommandStore.read(rows.iterator().next()), true)));
    }
}
