package org.tocsin.unit;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.home.PeripheralStore;
import org.tocsin.platform.Database;
import org.tocsin.unit.UnitChange.Kind;

/**
 * What people at a desk change at a unit: what is on file of it, its SIM, and which unit stands in a home. What may make a
 * proof stale is written among the changes of its home. Each act is one transaction with its audit.
 */
public final class UnitDesk {
    private static final String LOCK = "select id, home_id, scheme_id, firmware, iccid from home_unit"
            + " where service_id = $1 and cid = $2 for no key update";
    private static final String CHANGE =
            "update home_unit set external_id = $3, serial = $4, firmware = $5, paths = $6,"
                    + " model_id = (select m.id from unit_model m where m.id = $7 and m.service_id = $1)"
                    + " where service_id = $1 and id = $2";
    private static final String LABELLED = "select id, scheme_id from home_unit where service_id = $1"
            + " and (cid = $2 or lower(serial) = lower($2)) order by cid <> $2 limit 2";

    private final Database database;
    private final InstantSource clock;
    private final AuditTrail audit;
    private final UnitSwap swap;

    public UnitDesk(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.audit = new AuditTrail(database, clock);
        this.swap = new UnitSwap(new Placements(database), new PeripheralStore(database), audit);
    }

    /** What became of a change. */
    public sealed interface Result {}

    public record Done() implements Result {}

    /** The service has no such unit; nothing was changed. */
    public record NotOnFile() implements Result {}

    /** Nothing was changed. */
    public record NotPossible(String why) implements Result {}

    /**
     * Sets what is on file of the thing. Another firmware than the one on file is a change: what was heard before is to be
     * checked again; the first that anybody writes down is none.
     *
     * @param facts its SIM is not heeded: that is {@link #sim}
     * @param modelId null where nobody knows the model; one of another service counts as that
     */
    public Future<Result> change(
            Scope scope, String cid, UnitFacts facts, @Nullable UUID modelId, @Nullable String address) {
        return on(scope, cid, (client, unit) -> {
            Tuple values = Tuple.of(scope.serviceId(), unit.getUUID("id"))
                    .addString(facts.externalId())
                    .addString(facts.serial())
                    .addString(facts.firmware())
                    .addArrayOfString(facts.pathNames())
                    .addUUID(modelId);
            return client.preparedQuery(CHANGE)
                    .execute(values)
                    .compose(written -> firmware(client, scope, unit, facts.firmware()))
                    .compose(noted -> audit.record(client, scope, "change-unit", "unit:" + unit.getUUID("id"), address))
                    .map(new Done());
        });
    }

    private Future<Void> firmware(SqlConnection client, Scope scope, Row unit, @Nullable String wanted) {
        String before = unit.getString("firmware");
        if (before == null || wanted == null || wanted.equals(before)) {
            return Future.succeededFuture();
        }
        return UnitChanges.record(
                client,
                UnitChange.by(
                        scope,
                        unit.getUUID("home_id"),
                        unit.getUUID("id"),
                        clock.instant(),
                        Kind.FIRMWARE,
                        new UnitChange.Values(before, wanted)));
    }

    /** Another SIM is in the unit: in a home that is a swap, and every trigger there has to be heard again. */
    public Future<Result> sim(Scope scope, String cid, UnitSwap.Sim sim, @Nullable String address) {
        return on(scope, cid, (client, unit) -> {
            UUID id = unit.getUUID("id");
            if (unit.getUUID("home_id") != null && unit.getString("iccid") != null) {
                return swap.swapSim(client, scope, id, sim, clock.instant()).map(UnitDesk::result);
            }
            return client.preparedQuery(
                            "update home_unit set iccid = $3, sim_network = $4 where service_id = $1 and id = $2")
                    .execute(Tuple.of(scope.serviceId(), id, sim.iccid(), sim.network()))
                    .compose(written -> audit.record(client, scope, "change-unit", "unit:" + id, address))
                    .map(new Done());
        });
    }

    /**
     * Another unit of the service takes this one's place in its home, triggers and all; each of them has to be heard again
     * on it.
     *
     * @param label the other's id on the wire, or its serial number
     */
    public Future<Result> swap(Scope scope, String cid, String label) {
        Instant now = clock.instant();
        return on(
                scope,
                cid,
                (client, unit) -> unit.getUUID("scheme_id") != null
                        ? Future.succeededFuture(
                                new NotPossible("This is a scheme's controller: it speaks for many homes."))
                        : client.preparedQuery(LABELLED)
                                .execute(Tuple.of(scope.serviceId(), label))
                                .map(rows -> rows.stream().findFirst())
                                .compose(found -> swap(client, scope, unit.getUUID("id"), found, now)));
    }

    private Future<Result> swap(SqlConnection client, Scope scope, UUID old, Optional<Row> found, Instant now) {
        if (found.isEmpty()) {
            return Future.succeededFuture(
                    new NotPossible("No unit of this service has this id or serial number. Put it on file first."));
        }
        if (found.get().getUUID("scheme_id") != null) {
            return Future.succeededFuture(new NotPossible("That is a scheme's controller: it speaks for many homes."));
        }
        return swap.swapUnit(client, scope, old, found.get().getUUID("id"), now).map(UnitDesk::result);
    }

    private static Result result(UnitSwap.Result result) {
        return result instanceof UnitSwap.NotPossible no ? new NotPossible(no.why()) : new Done();
    }

    private Future<Result> on(Scope scope, String cid, BiFunction<SqlConnection, Row, Future<Result>> act) {
        return database.pool()
                .<Result>withTransaction(client -> client.preparedQuery(LOCK)
                        .execute(Tuple.of(scope.serviceId(), cid))
                        .map(rows -> rows.stream().findFirst())
                        .compose(unit -> unit.isEmpty()
                                ? Future.succeededFuture(new NotOnFile())
                                : act.apply(client, unit.get())))
                .recover(e -> e instanceof PgException pg && "23505".equals(pg.getSqlState())
                        ? Future.succeededFuture(new NotPossible("Another unit has this number of yours already."))
                        : Future.failedFuture(e));
    }
}
