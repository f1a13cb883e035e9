package org.tocsin.visit;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.home.Peripheral;
import org.tocsin.home.PeripheralStore;
import org.tocsin.platform.Database;
import org.tocsin.unit.Placements;
import org.tocsin.unit.UnitChange;
import org.tocsin.unit.UnitChanges;
import org.tocsin.unit.UnitFacts;
import org.tocsin.unit.UnitSwap;

/** What an installer puts into a home: unit, SIM, triggers. */
final class UnitFitting {
    private static final String UNIT = "select id, home_id, iccid, scheme_id from home_unit"
            + " where service_id = $1 and (cid = $2 or lower(serial) = lower($2)) order by cid <> $2 limit 2";
    private static final String THERE =
            "select id from home_unit where service_id = $1 and home_id = $2 order by created_at, id";

    private final Placements placements;
    private final PeripheralStore triggers;
    private final UnitSwap swap;
    private final AuditTrail audit;
    private final InstantSource clock;

    UnitFitting(Database database, InstantSource clock) {
        this.placements = new Placements(database);
        this.triggers = new PeripheralStore(database);
        this.audit = new AuditTrail(database, clock);
        this.swap = new UnitSwap(placements, triggers, audit);
        this.clock = clock;
    }

    /** The unit whose label was read stands here from now on; on an upgrade it takes the place of the one that did. */
    Future<Void> place(SqlConnection client, Scope scope, Visit visit, VisitAct act) {
        String label = act.text("unit");
        String iccid = act.text("iccid");
        if (label == null) {
            return VisitDesk.NotNow.because("Scan or type what stands on the unit's label.");
        }
        if (iccid != null && !UnitFacts.isIccid(iccid)) {
            return VisitDesk.NotNow.because("The number of a SIM has 10 to 22 digits.");
        }
        return client.preparedQuery(UNIT)
                .execute(Tuple.of(scope.serviceId(), label))
                .map(rows -> rows.stream().findFirst())
                .compose(found -> found.isEmpty()
                        ? VisitDesk.NotNow.because("No unit of this service has this id or serial number.")
                        : place(client, scope, visit, act, found.get()));
    }

    private Future<Void> place(SqlConnection client, Scope scope, Visit visit, VisitAct act, Row unit) {
        UUID unitId = unit.getUUID("id");
        UUID home = unit.getUUID("home_id");
        if (unit.getUUID("scheme_id") != null) {
            return controller(client, scope, visit, act, unitId);
        }
        if (home != null && !home.equals(visit.homeId())) {
            return VisitDesk.NotNow.because("This unit is on file in another home. Take it away there first.");
        }
        return there(client, scope, visit)
                .compose(old -> visit.kind() == Visit.Kind.UPGRADE && old != null && !old.equals(unitId)
                        ? replace(client, scope, visit, old, unitId).map(Optional.of(old))
                        : placements
                                .place(client, scope, unitId, visit.homeId(), clock.instant())
                                .map(Optional.<UUID>empty()))
                .compose(old -> client.preparedQuery("update visit set unit_id = $2,"
                                + " old_unit_id = coalesce($3, old_unit_id) where id = $1")
                        .execute(Tuple.of(visit.id(), unitId, old.orElse(null))))
                .compose(set -> triggersOf(client, scope, visit, unitId))
                .compose(bound -> sim(client, scope, unitId, act, unit.getString("iccid")))
                .compose(sim -> audit.record(client, scope, "fit-unit", "unit:" + unitId, null));
    }

    /** It stands where it stands; a visit of one of its dwellings may be heard through it, and changes nothing of it. */
    private static Future<Void> controller(SqlConnection client, Scope scope, Visit visit, VisitAct act, UUID unitId) {
        if (act.text("iccid") != null) {
            return VisitDesk.NotNow.because("This is a scheme's controller: its SIM is not changed from a dwelling.");
        }
        return client.preparedQuery("update visit set unit_id = $3 where service_id = $1 and id = $2 and exists"
                        + " (select from speaks_for s where s.unit_id = $3 and s.home_id = visit.home_id)")
                .execute(Tuple.of(scope.serviceId(), visit.id(), unitId))
                .compose(set -> set.rowCount() == 0
                        ? VisitDesk.NotNow.because(
                                "This is a scheme's controller, and this home is none of its dwellings.")
                        : triggersOf(client, scope, visit, unitId));
    }

    /** The unit that stands in the home; null where there is none, or more than one and nobody said which. */
    private static Future<@Nullable UUID> there(SqlConnection client, Scope scope, Visit visit) {
        if (visit.course().unitId() != null) {
            return Future.succeededFuture(visit.course().unitId());
        }
        return client.preparedQuery(THERE)
                .execute(Tuple.of(scope.serviceId(), visit.homeId()))
                .map(rows -> rows.size() == 1 ? rows.iterator().next().getUUID(0) : null);
    }

    /** A dwelling that gets a unit of its own takes nothing from its scheme: the controller stays for the others. */
    private Future<Void> replace(SqlConnection client, Scope scope, Visit visit, UUID old, UUID unitId) {
        return client.preparedQuery("select 1 from home_unit where id = $1 and scheme_id is not null")
                .execute(Tuple.of(old))
                .compose(controller -> controller.size() == 0
                        ? swapUnit(client, scope, old, unitId)
                        : placements
                                .place(client, scope, unitId, visit.homeId(), clock.instant())
                                .compose(placed -> client.preparedQuery(
                                                "update peripheral set unit_id = $3"
                                                        + " where service_id = $1 and home_id = $2 and unit_id = $4 and until is null")
                                        .execute(Tuple.of(scope.serviceId(), visit.homeId(), unitId, old)))
                                .mapEmpty());
    }

    private Future<Void> swapUnit(SqlConnection client, Scope scope, UUID old, UUID unitId) {
        return swap.swapUnit(client, scope, old, unitId, clock.instant())
                .compose(result -> result instanceof UnitSwap.NotPossible no
                        ? VisitDesk.NotNow.because(no.why())
                        : Future.succeededFuture());
    }

    /** What was on file before there was a unit speaks through this one. */
    private static Future<Void> triggersOf(SqlConnection client, Scope scope, Visit visit, UUID unitId) {
        return client.preparedQuery("update peripheral set unit_id = $3 where service_id = $1 and home_id = $2"
                        + " and unit_id is null and until is null")
                .execute(Tuple.of(scope.serviceId(), visit.homeId(), unitId))
                .mapEmpty();
    }

    private Future<Void> sim(SqlConnection client, Scope scope, UUID unitId, VisitAct act, @Nullable String before) {
        String iccid = act.text("iccid");
        if (iccid == null || iccid.equals(before)) {
            return Future.succeededFuture();
        }
        String network = act.text("network");
        if (before == null) {
            // The first that anybody wrote down is no swap.
            return client.preparedQuery("update home_unit set iccid = $3, sim_network = coalesce($4, sim_network)"
                            + " where service_id = $1 and id = $2")
                    .execute(Tuple.of(scope.serviceId(), unitId, iccid, network))
                    .mapEmpty();
        }
        return swap.swapSim(client, scope, unitId, new UnitSwap.Sim(iccid, network), clock.instant())
                .compose(result -> result instanceof UnitSwap.NotPossible no
                        ? VisitDesk.NotNow.because(no.why())
                        : Future.succeededFuture());
    }

    /** A trigger nobody had on file; the id of the act is its id. */
    Future<Void> addTrigger(SqlConnection client, Scope scope, Visit visit, VisitAct act) {
        String dty = act.text("dty");
        String did = act.text("did");
        String name = act.text("name");
        if (dty == null || !dty.matches("[0-9]{4}") || name == null) {
            return VisitDesk.NotNow.because("Say what kind of trigger it is.");
        }
        if (did != null && !did.matches("[!-~]{1,16}")) {
            return VisitDesk.NotNow.because("The id of a trigger has up to 16 letters and digits.");
        }
        Instant now = clock.instant();
        UUID unit = visit.course().unitId();
        Peripheral trigger = new Peripheral(
                act.id(), scope.serviceId(), visit.homeId(), unit, dty, did, name, act.text("room"), now, null);
        UnitChange added = UnitChange.by(
                scope,
                visit.homeId(),
                unit,
                now,
                UnitChange.Kind.TRIGGER_ADDED,
                new UnitChange.Values(null, trigger.words()));
        return triggers.add(client, trigger).compose(v -> UnitChanges.record(client, added));
    }

    /** Whatever speaks to this platform is digital. */
    Future<Void> digitalNow(SqlConnection client, Scope scope, Visit visit) {
        if (visit.kind() == Visit.Kind.RECHECK) {
            return Future.succeededFuture();
        }
        return client.preparedQuery("update home set equipment = 'DIGITAL', converter_assessed_on = null"
                        + " where service_id = $1 and id = $2 and equipment <> 'DIGITAL'")
                .execute(Tuple.of(scope.serviceId(), visit.homeId()))
                .mapEmpty();
    }
}
