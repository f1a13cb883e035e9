package org.tocsin.home;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;
import org.tocsin.unit.NewUnit;
import org.tocsin.unit.UnitChange;
import org.tocsin.unit.UnitChange.Kind;
import org.tocsin.unit.UnitChange.Values;
import org.tocsin.unit.UnitChanges;

/** Where people change what is on file about a home. Each change is audited, and noted where a proof may depend on it. */
public final class HomeDesk {
    private static final String UNIQUE_VIOLATION = "23505";

    private final Database database;
    private final InstantSource clock;
    private final AuditTrail audit;
    private final HomeFactsStore facts;
    private final PeripheralStore triggers;

    public HomeDesk(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.audit = new AuditTrail(database, clock);
        this.facts = new HomeFactsStore(database);
        this.triggers = new PeripheralStore(database);
    }

    /** What became of a change. */
    public sealed interface Result {}

    /** @param id of what was changed or put on file */
    public record Done(UUID id) implements Result {}

    /** The service has no such home, or the home no such thing. */
    public record NotOnFile() implements Result {}

    /** Another home of the service has this external id; nothing was changed. */
    public record ExternalIdTaken() implements Result {}

    /**
     * Changes what is known of a home. Who confirmed the line, and when, is not changed here.
     *
     * @param change from what is known to what shall be; called once, under the home's lock
     */
    public Future<Result> change(Scope scope, UUID homeId, UnaryOperator<HomeFacts> change, @Nullable String address) {
        return within(client -> facts.lock(client, scope, homeId).compose(found -> {
            if (found.isEmpty()) {
                return Future.succeededFuture(new NotOnFile());
            }
            HomeFacts before = found.get();
            HomeFacts after = change.apply(before);
            Values line = lineChange(before, after);
            return HomeFactsStore.write(client, scope.serviceId(), homeId, after)
                    .compose(written -> line == null
                            ? Future.succeededFuture()
                            : note(client, scope, homeId, null, Kind.LINE, line))
                    .compose(noted -> audit.record(client, scope, "change-home", "home:" + homeId, address))
                    .map(audited -> new Done(homeId));
        }));
    }

    /** Where the home is, and what whoever goes in must beware of. */
    public Future<Result> readdress(
            Scope scope, UUID homeId, Home.Address place, @Nullable String risks, @Nullable String address) {
        return within(client -> client.preparedQuery("update home set line1 = $3, line2 = $4, town = $5, postcode = $6,"
                        + " risks = $7, risks_confirmed_at = case when risks is distinct from $7 then $8 else risks_confirmed_at"
                        + " end, risks_confirmed_by = case when risks is distinct from $7 then $9 else risks_confirmed_by end"
                        + " where service_id = $1 and id = $2")
                .execute(Tuple.of(scope.serviceId(), homeId, place.line1(), place.line2())
                        .addString(place.town())
                        .addString(place.postcode())
                        .addString(risks)
                        .addValue(Times.toRow(clock.instant()))
                        .addString(scope.actor()))
                .compose(rows -> done(client, scope, rows.rowCount(), homeId, "change-address", address)));
    }

    /** The phone company was not told after all that the solution of this home works. That it is told is proof's. */
    public Future<Result> withdrawLine(Scope scope, UUID homeId, @Nullable String address) {
        return within(
                client -> client.preparedQuery("update home set line_confirmed_at = null, line_confirmed_by = null"
                                + " where service_id = $1 and id = $2")
                        .execute(Tuple.of(scope.serviceId(), homeId))
                        .compose(rows -> done(client, scope, rows.rowCount(), homeId, "withdraw-line", address)));
    }

    /** The home has left the service, or is back with it. What it sends sounds as before. */
    public Future<Result> end(Scope scope, UUID homeId, boolean ended, @Nullable String address) {
        return within(client -> client.preparedQuery("update home set ended_at = $3 where service_id = $1 and id = $2")
                .execute(Tuple.of(scope.serviceId(), homeId).addValue(ended ? Times.toRow(clock.instant()) : null))
                .compose(rows ->
                        done(client, scope, rows.rowCount(), homeId, ended ? "end-home" : "resume-home", address)));
    }

    /** The line of a home was moved: what was heard over it before has to be heard again. */
    public Future<Result> lineMoved(Scope scope, UUID homeId, String words, @Nullable String address) {
        return within(client -> client.preparedQuery("select line_provider from home where service_id = $1 and id = $2")
                .execute(Tuple.of(scope.serviceId(), homeId))
                .compose(rows -> rows.size() == 0
                        ? Future.succeededFuture(new NotOnFile())
                        : note(
                                        client,
                                        scope,
                                        homeId,
                                        null,
                                        Kind.LINE,
                                        new Values(rows.iterator().next().getString(0), words))
                                .compose(noted -> done(client, scope, 1, homeId, "move-line", address))));
    }

    /**
     * A trigger is there from now on, and was never heard.
     *
     * @param unitId the unit it speaks through, in this home; null where it is not tied to one
     */
    public Future<Result> addTrigger(
            Scope scope, UUID homeId, NewUnit.NewTrigger wanted, @Nullable UUID unitId, @Nullable String address) {
        Instant now = clock.instant();
        Peripheral trigger = new Peripheral(
                Ids.next(),
                scope.serviceId(),
                homeId,
                unitId,
                wanted.dty(),
                wanted.did(),
                wanted.name(),
                wanted.room(),
                now,
                null);
        return within(client -> client.preparedQuery("select 1 from home h where h.service_id = $1 and h.id = $2"
                        + " and ($3::uuid is null or exists (select from home_unit u where u.id = $3"
                        + " and u.home_id = h.id and u.service_id = h.service_id))")
                .execute(Tuple.of(scope.serviceId(), homeId, unitId))
                .compose(rows -> rows.size() == 0
                        ? Future.succeededFuture(new NotOnFile())
                        : triggers.add(client, trigger)
                                .compose(added -> note(
                                        client,
                                        scope,
                                        homeId,
                                        unitId,
                                        Kind.TRIGGER_ADDED,
                                        new Values(null, trigger.words())))
                                .compose(noted -> audit.record(client, scope, "add-trigger", "home:" + homeId, address))
                                .map(audited -> new Done(trigger.id()))));
    }

    /** A trigger is taken away. What was heard from it stays on file. */
    public Future<Result> endTrigger(Scope scope, UUID homeId, UUID triggerId, @Nullable String address) {
        return within(client -> triggers.end(client, scope, triggerId, clock.instant())
                .compose(ended -> ended.isEmpty() || !ended.get().homeId().equals(homeId)
                        ? Future.failedFuture(new Undo())
                        : note(
                                        client,
                                        scope,
                                        homeId,
                                        ended.get().unitId(),
                                        Kind.TRIGGER_REMOVED,
                                        new Values(ended.get().words(), null))
                                .compose(noted -> audit.record(client, scope, "end-trigger", "home:" + homeId, address))
                                .map(audited -> new Done(triggerId))));
    }

    /**
     * Whether what is now known means that the line itself became another: another company than the one known before, or
     * none any more, or a converter put behind an analogue unit or taken away. That a company became known is no change.
     */
    static @Nullable Values lineChange(HomeFacts before, HomeFacts after) {
        String was = before.line().provider();
        String isNow = after.line().provider();
        if (was != null && !was.equalsIgnoreCase(isNow)) {
            return new Values(was, isNow);
        }
        boolean converter = (before.equipment() == Equipment.ANALOGUE && after.equipment() == Equipment.CONVERTER)
                || (before.equipment() == Equipment.CONVERTER && after.equipment() == Equipment.ANALOGUE);
        return converter
                ? new Values(before.equipment().name(), after.equipment().name())
                : null;
    }

    private Future<Void> note(
            SqlConnection client, Scope scope, UUID homeId, @Nullable UUID unitId, Kind kind, Values values) {
        return UnitChanges.record(client, UnitChange.by(scope, homeId, unitId, clock.instant(), kind, values));
    }

    private Future<Result> done(
            SqlConnection client, Scope scope, int changed, UUID homeId, String action, @Nullable String address) {
        return changed == 0
                ? Future.succeededFuture(new NotOnFile())
                : audit.record(client, scope, action, "home:" + homeId, address).map(audited -> new Done(homeId));
    }

    private Future<Result> within(Function<SqlConnection, Future<Result>> change) {
        return database.pool().withTransaction(change).recover(e -> {
            if (e instanceof Undo) {
                return Future.succeededFuture(new NotOnFile());
            }
            return e instanceof PgException pg && Objects.equals(pg.getSqlState(), UNIQUE_VIOLATION)
                    ? Future.succeededFuture(new ExternalIdTaken())
                    : Future.failedFuture(e);
        });
    }

    /** Rolls the transaction back. */
    private static final class Undo extends RuntimeException {
        Undo() {
            super("rolls back", null, false, false);
        }
    }
}
