package org.tocsin.readiness;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;
import org.tocsin.readiness.TriggerProof.State;

/**
 * Releases homes from the alarm receiving centre they came from: until then both receive their alarms. Refused unless each
 * unit of the home is proven here ({@link Moved}), or somebody says in writing why it is released all the same.
 */
public final class CentreRelease {
    /** Homes released by one request. */
    public static final int AT_ONCE = 500;

    public static final int LONGEST_REASON = 1_000;

    private static final String LOCK = "select id, former_centre, exists (select from centre_release c"
            + " where c.home_id = h.id and c.former_centre = h.former_centre and c.taken_back_at is null) as released"
            + " from home h where h.id = any ($2) and h.service_id = $1 and h.ended_at is null"
            + " order by id for no key update of h";
    private static final String UNITS = "select f.home_id, count(*)::int as units, (count(*) filter (where "
            + CentreMoves.HEARD + "))::int as heard from speaks_for f left join unit_watch w on w.unit_id = f.unit_id"
            + " where f.home_id = any ($1) group by f.home_id";
    private static final String INSERT = """
            insert into centre_release (id, service_id, home_id, former_centre, at, released_by, triggers, current, units,
              heard, override_reason) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """;
    private static final String TAKE_BACK = """
            update centre_release c set taken_back_at = $3, taken_back_by = $4, taken_back_why = $5 from home h
            where h.id = $1 and h.service_id = $2 and c.home_id = h.id and c.former_centre = h.former_centre
              and c.taken_back_at is null
            """;

    private final Database database;
    private final InstantSource clock;
    private final AuditTrail audit;
    private final CentreMoves moves;

    public CentreRelease(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.audit = new AuditTrail(database, clock);
        this.moves = new CentreMoves(database);
    }

    /** What became of it. */
    public sealed interface Result {
        record Released(UUID id) implements Result {}

        /** Something is not proven here. */
        record NotProven(Moved stands) implements Result {}

        /** It came from no other centre, or is released already. */
        record NothingToRelease() implements Result {}

        record Invalid(String why) implements Result {}

        record NotFound() implements Result {}
    }

    /**
     * @param released how many homes were
     * @param more true when others may be released still
     */
    public record Several(int released, boolean more) {}

    private record Locked(UUID id, String centre, Moved stands) {}

    /** @param overrideReason why it is released although it is not proven here; null for none */
    public Future<Result> release(Scope scope, UUID homeId, @Nullable String overrideReason, @Nullable String address) {
        String reason = overrideReason == null || overrideReason.isBlank() ? null : overrideReason.strip();
        if (reason != null && reason.length() > LONGEST_REASON) {
            return Future.succeededFuture(new Result.Invalid("At most " + LONGEST_REASON + " characters."));
        }
        return database.pool()
                .withTransaction(connection -> lock(connection, scope, List.of(homeId))
                        .compose(rows -> {
                            Row row = rows.get(homeId);
                            if (row == null) {
                                return Future.succeededFuture(new Result.NotFound());
                            }
                            if (row.getString("former_centre") == null || row.getBoolean("released")) {
                                return Future.succeededFuture(new Result.NothingToRelease());
                            }
                            return stand(connection, rows).compose(found -> {
                                Locked home = found.get(0);
                                return !home.stands().proven() && reason == null
                                        ? Future.succeededFuture(new Result.NotProven(home.stands()))
                                        : write(connection, scope, home, reason, address)
                                                .map(Result.Released::new);
                            });
                        }));
    }

    /**
     * Releases homes of a former centre that may be, the gravest risk first: at most {@link #AT_ONCE}. A home that ceased to
     * be proven meanwhile stays.
     */
    public Future<Several> releaseProven(Scope scope, String formerCentre, @Nullable String address) {
        return moves.releasable(scope, formerCentre, AT_ONCE + 1)
                .compose(ids -> database.pool()
                        .withTransaction(connection -> lock(
                                        connection, scope, ids.subList(0, Math.min(ids.size(), AT_ONCE)))
                                .compose(rows -> {
                                    rows.values()
                                            .removeIf(row -> row.getBoolean("released")
                                                    || !formerCentre.equals(row.getString("former_centre")));
                                    return stand(connection, rows);
                                })
                                .compose(homes -> {
                                    List<Locked> proven = homes.stream()
                                            .filter(home -> home.stands().proven())
                                            .toList();
                                    Future<?> written = Future.succeededFuture();
                                    for (Locked home : proven) {
                                        written =
                                                written.compose(done -> write(connection, scope, home, null, address));
                                    }
                                    // Where none could be, asking again would change nothing.
                                    boolean more = ids.size() > AT_ONCE && !proven.isEmpty();
                                    return written.map(done -> new Several(proven.size(), more));
                                })));
    }

    /**
     * The former centre receives the home's alarms again; false where it is not released.
     *
     * @param why at most {@link #LONGEST_REASON} characters, not blank
     */
    public Future<Boolean> takeBack(Scope scope, UUID homeId, String why, @Nullable String address) {
        return database.pool()
                .withTransaction(connection -> connection
                        .preparedQuery(TAKE_BACK)
                        .execute(Tuple.of(
                                homeId, scope.serviceId(), Times.toRow(clock.instant()), scope.actor(), why.strip()))
                        .compose(rows -> rows.rowCount() == 0
                                ? Future.succeededFuture(false)
                                : audit.record(connection, scope, "take-back-release", "home:" + homeId, address)
                                        .map(true)));
    }

    private static Future<Map<UUID, Row>> lock(SqlConnection connection, Scope scope, Collection<UUID> ids) {
        return connection
                .preparedQuery(LOCK)
                .execute(Tuple.of(scope.serviceId(), (Object) ids.toArray(UUID[]::new)))
                .map(rows -> {
                    Map<UUID, Row> found = new HashMap<>();
                    rows.forEach(row -> found.put(row.getUUID("id"), row));
                    return found;
                });
    }

    /** From what is on file at this moment, not from what is kept for lists. */
    private Future<List<Locked>> stand(SqlConnection connection, Map<UUID, Row> locked) {
        Instant now = clock.instant();
        UUID[] ids = locked.keySet().toArray(UUID[]::new);
        return FactsReader.read(connection, locked.keySet(), now)
                .compose(homes -> connection
                        .preparedQuery(UNITS)
                        .execute(Tuple.of((Object) ids))
                        .map(rows -> {
                            Map<UUID, Row> units = new HashMap<>();
                            rows.forEach(row -> units.put(row.getUUID("home_id"), row));
                            List<Locked> stands = new ArrayList<>();
                            for (FactsReader.Home home : homes) {
                                Row held = Objects.requireNonNull(locked.get(home.id()));
                                Readiness readiness = Readiness.of(home.facts(), home.limits(), now);
                                Row seen = units.get(home.id());
                                stands.add(new Locked(
                                        home.id(),
                                        held.getString("former_centre"),
                                        new Moved(
                                                readiness.triggers().size(),
                                                readiness.count(State.CURRENT),
                                                seen == null ? 0 : seen.getInteger("units"),
                                                seen == null ? 0 : seen.getInteger("heard"))));
                            }
                            return List.copyOf(stands);
                        }));
    }

    private Future<UUID> write(
            SqlConnection connection, Scope scope, Locked home, @Nullable String reason, @Nullable String address) {
        UUID id = Ids.next();
        Moved stands = home.stands();
        String why = stands.proven() ? null : reason;
        Tuple values = Tuple.of(id, scope.serviceId(), home.id(), home.centre(), Times.toRow(clock.instant()))
                .addString(scope.actor())
                .addInteger(stands.triggers())
                .addInteger(stands.current())
                .addInteger(stands.units())
                .addInteger(stands.heard())
                .addString(why);
        return connection
                .preparedQuery(INSERT)
                .execute(values)
                .compose(inserted -> audit.record(
                        connection,
                        scope,
                        why == null ? "release-from-centre" : "release-from-centre-unproven",
                        "home:" + home.id(),
                        address))
                .map(id);
    }
}
