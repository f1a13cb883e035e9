package org.tocsin.unit;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.home.PeripheralStore;
import org.tocsin.unit.UnitChange.Kind;

/** A unit makes way for another, or its SIM for another; all within a transaction of the caller's. */
public final class UnitSwap {
    private final Placements placements;
    private final PeripheralStore triggers;
    private final AuditTrail audit;

    public UnitSwap(Placements placements, PeripheralStore triggers, AuditTrail audit) {
        this.placements = placements;
        this.triggers = triggers;
        this.audit = audit;
    }

    /** What became of a swap. */
    public sealed interface Result {}

    /** @param triggers how many of the home's triggers speak through the new unit from now on */
    public record Swapped(UUID homeId, int triggers) implements Result {}

    /** Nothing was changed. */
    public record NotPossible(String why) implements Result {}

    /**
     * The new unit stands where the old one stood, and the old one's triggers speak through it. Each of them has to be
     * heard again; the change says so. The old unit goes back to be cleaned, and what it still sends is shown as from a
     * unit without a home.
     *
     * @param newUnit on file with this service, and in no other home
     */
    public Future<Result> swapUnit(SqlClient client, Scope scope, UUID oldUnit, UUID newUnit, Instant at) {
        if (oldUnit.equals(newUnit)) {
            return Future.succeededFuture(new NotPossible("It is the same unit."));
        }
        return client.preparedQuery("select o.home_id, o.cid as old_cid, n.cid as new_cid, n.home_id as elsewhere"
                        + " from home_unit o left join home_unit n on n.id = $3 and n.service_id = o.service_id"
                        + " where o.service_id = $1 and o.id = $2 for no key update of o")
                .execute(Tuple.of(scope.serviceId(), oldUnit, newUnit))
                .compose(rows -> {
                    Row row = rows.stream().findFirst().orElse(null);
                    String why = cannot(row);
                    return row == null || why != null
                            ? Future.succeededFuture(new NotPossible(String.valueOf(why)))
                            : swap(client, scope, row, oldUnit, newUnit, at);
                });
    }

    /** Another SIM is in the unit of a home. */
    public Future<Result> swapSim(SqlClient client, Scope scope, UUID unitId, Sim sim, Instant at) {
        return client.preparedQuery(
                        "select home_id, iccid from home_unit where service_id = $1 and id = $2" + " for no key update")
                .execute(Tuple.of(scope.serviceId(), unitId))
                .compose(rows -> {
                    Row row = rows.stream().findFirst().orElse(null);
                    if (row == null || row.getUUID("home_id") == null) {
                        return Future.succeededFuture(new NotPossible("No home of this service has such a unit."));
                    }
                    return sim.iccid.equals(row.getString("iccid"))
                            ? Future.succeededFuture(new NotPossible("This SIM is in the unit already."))
                            : putIn(client, scope, unitId, row, sim, at);
                });
    }

    /**
     * @param iccid 10 to 22 digits
     * @param network whose SIM it is; null where nobody has said
     */
    public record Sim(String iccid, @Nullable String network) {
        /** @throws IllegalArgumentException for an ICCID that is none */
        public Sim {
            if (!UnitFacts.isIccid(iccid)) {
                throw new IllegalArgumentException("an ICCID is 10 to 22 digits");
            }
        }
    }

    private static @Nullable String cannot(@Nullable Row row) {
        if (row == null || row.getUUID("home_id") == null) {
            return "No home of this service has the old unit.";
        }
        if (row.getString("new_cid") == null) {
            return "The new unit is not on file with this service.";
        }
        UUID elsewhere = row.getUUID("elsewhere");
        return elsewhere == null || elsewhere.equals(row.getUUID("home_id"))
                ? null
                : "The new unit is on file in another home.";
    }

    private Future<Result> swap(SqlClient client, Scope scope, Row row, UUID oldUnit, UUID newUnit, Instant at) {
        UUID home = row.getUUID("home_id");
        UnitChange change = UnitChange.by(
                scope,
                home,
                newUnit,
                at,
                Kind.UNIT_SWAP,
                new UnitChange.Values(row.getString("old_cid"), row.getString("new_cid")));
        return placements
                .takeAway(client, scope, oldUnit, at)
                .compose(taken -> placements.place(client, scope, newUnit, home, at))
                .compose(placed -> UnitChanges.record(client, change))
                .compose(recorded -> audit.record(client, scope, "swap-unit", "home:" + home, null))
                .compose(audited -> triggers.rebind(client, scope, oldUnit, newUnit))
                .map(bound -> new Swapped(home, bound));
    }

    private Future<Result> putIn(SqlClient client, Scope scope, UUID unitId, Row row, Sim sim, Instant at) {
        UUID home = row.getUUID("home_id");
        UnitChange change = UnitChange.by(
                scope, home, unitId, at, Kind.SIM_SWAP, new UnitChange.Values(row.getString("iccid"), sim.iccid));
        return client.preparedQuery(
                        "update home_unit set iccid = $3, sim_network = $4" + " where service_id = $1 and id = $2")
                .execute(Tuple.of(scope.serviceId(), unitId, sim.iccid, sim.network))
                .compose(written -> UnitChanges.record(client, change))
                .compose(recorded -> audit.record(client, scope, "swap-sim", "unit:" + unitId, null))
                .map(audited -> new Swapped(home, 0));
    }
}
