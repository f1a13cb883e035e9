package org.tocsin.rota;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;

/**
 * What a manager does to the rota: shifts, sickness, skills, areas. Whether they may is decided by whoever asks. Each
 * change is on the audit trail. A future fails only when the store does.
 */
public final class RotaDesk {
    public static final int LONGEST_NAME = 100;
    static final Duration LONGEST_SHIFT = Duration.ofHours(36);

    // What is on the rota already stays as it is: the same table may be sent again.
    private static final String PUT = """
            insert into rota_shift (id, service_id, operator_id, team, area, starts_at, ends_at, created_at, created_by)
            select t.id, $1, t.operator_id, t.team, t.area, t.starts_at, t.ends_at, $2, $3
            from unnest($4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::timestamptz[], $9::timestamptz[])
              t(id, operator_id, team, area, starts_at, ends_at)
            join operator o on o.id = t.operator_id and o.service_id = $1 and o.role = 'RESPONDER'
            on conflict (operator_id, starts_at, lower(coalesce(area, ''))) where cancelled_at is null do nothing
            """;
    private static final String CANCEL = "update rota_shift set cancelled_at = $3, cancelled_by = $4"
            + " where id = $1 and service_id = $2 and cancelled_at is null";
    private static final String ABSENT = """
            insert into rota_absence (id, service_id, operator_id, kind, starts_at, ends_at, created_at, created_by)
            select $1, $2, o.id, $4, $5, $6, $7, $8 from operator o
            where o.id = $3 and o.service_id = $2 and o.role = 'RESPONDER'
            """;
    private static final String BACK = "update rota_absence set ends_at = greatest($3, starts_at)"
            + " where operator_id = $1 and service_id = $2 and (ends_at is null or ends_at > $3) and starts_at <= $3";
    private static final String PROFILE = """
            insert into responder_profile (operator_id, service_id, team, skills)
            select o.id, o.service_id, $3, $4 from operator o
            where o.id = $1 and o.service_id = $2 and o.role = 'RESPONDER'
            on conflict (operator_id) do update set team = excluded.team, skills = excluded.skills
            """;
    private static final String AREA = """
            insert into response_area (id, service_id, name, covered, changed_at, changed_by)
            values ($1, $2, $3, $4, $5, $6)
            on conflict (service_id, lower(name)) do update set covered = excluded.covered,
              changed_at = excluded.changed_at, changed_by = excluded.changed_by
            """;

    private final Pool pool;
    private final InstantSource clock;
    private final AuditTrail audit;

    public RotaDesk(Database database, InstantSource clock) {
        this.pool = database.pool();
        this.clock = clock;
        this.audit = new AuditTrail(database, clock);
    }

    /** What came of a change. */
    public sealed interface Result {
        /** @param count how many rows are new or changed; 0 where it was so already */
        record Done(int count) implements Result {}

        /** @param why a sentence for whoever asked */
        record Refused(String why) implements Result {}
    }

    /** Puts shifts on the rota; those that are there already are left as they are. */
    public Future<Result> put(Scope scope, List<Shift> shifts, @Nullable String address) {
        for (Shift shift : shifts) {
            String unfit = unfit(shift);
            if (unfit != null) {
                return Future.succeededFuture(new Result.Refused(unfit));
            }
        }
        Tuple values = Tuple.of(scope.serviceId(), now(), scope.actor())
                .addValue(shifts.stream().map(Shift::id).toArray(UUID[]::new))
                .addValue(shifts.stream().map(Shift::operatorId).toArray(UUID[]::new))
                .addValue(shifts.stream().map(Shift::team).toArray(String[]::new))
                .addValue(shifts.stream().map(Shift::area).toArray(String[]::new))
                .addValue(shifts.stream().map(one -> Times.toRow(one.from())).toArray(OffsetDateTime[]::new))
                .addValue(shifts.stream().map(one -> Times.toRow(one.until())).toArray(OffsetDateTime[]::new));
        return changed(scope, "put-shifts", address, PUT, values, null);
    }

    /** Takes a shift off the rota; it stays on file as cancelled. */
    public Future<Result> cancel(Scope scope, UUID shiftId, @Nullable String address) {
        Tuple values = Tuple.of(shiftId, scope.serviceId(), now(), scope.actor());
        return changed(scope, "cancel-shift", address, CANCEL, values, "This shift is not on the rota.");
    }

    /**
     * Sick or away.
     *
     * @param until null until {@link #back}
     */
    public Future<Result> absent(
            Scope scope, UUID operatorId, Absence.Kind kind, Instant from, @Nullable Instant until) {
        if (until != null && !until.isAfter(from)) {
            return Future.succeededFuture(new Result.Refused("The end is before the beginning."));
        }
        Tuple values = Tuple.of(Ids.next(), scope.serviceId(), operatorId, kind.name())
                .addValue(Times.toRow(from))
                .addValue(Times.toRowOrNull(until))
                .addValue(now())
                .addValue(scope.actor());
        return changed(scope, "mark-absent", null, ABSENT, values, "This is nobody who can be on the rota.");
    }

    /** From now on as the rota says. */
    public Future<Result> back(Scope scope, UUID operatorId) {
        Tuple values = Tuple.of(operatorId, scope.serviceId(), now());
        return changed(scope, "mark-back", null, BACK, values, "Nobody of that name is absent.");
    }

    /** What a responder can do, and whose team they are. */
    public Future<Result> profile(Scope scope, UUID operatorId, @Nullable String team, Set<Skill> skills) {
        if (team != null && unfit(team)) {
            return Future.succeededFuture(new Result.Refused("A team's name has at most 100 characters."));
        }
        Tuple values = Tuple.of(operatorId, scope.serviceId(), team, Skill.names(skills));
        return changed(scope, "change-responder", null, PROFILE, values, "This is nobody who can be on the rota.");
    }

    /** Whether somebody must be on duty in an area at all times. */
    public Future<Result> area(Scope scope, String name, boolean covered) {
        if (name.isBlank() || unfit(name)) {
            return Future.succeededFuture(new Result.Refused("An area has a name of at most 100 characters."));
        }
        Tuple values = Tuple.of(Ids.next(), scope.serviceId(), name.strip(), covered, now(), scope.actor());
        return changed(scope, "change-area", null, AREA, values, null);
    }

    private static @Nullable String unfit(Shift shift) {
        if (!shift.until().isAfter(shift.from())) {
            return "A shift ends after it begins.";
        }
        if (shift.until().isAfter(shift.from().plus(LONGEST_SHIFT))) {
            return "A shift lasts at most 36 hours.";
        }
        boolean names = (shift.area() != null && unfit(shift.area())) || (shift.team() != null && unfit(shift.team()));
        return names ? "Areas and teams have names of at most 100 characters." : null;
    }

    private static boolean unfit(String name) {
        return name.length() > LONGEST_NAME || name.indexOf(0) >= 0;
    }

    /** @param nothing why, where no row was changed; null where that is well */
    private Future<Result> changed(
            Scope scope, String action, @Nullable String address, String sql, Tuple values, @Nullable String nothing) {
        return pool.withTransaction(connection -> connection
                .preparedQuery(sql)
                .execute(values)
                .compose(rows -> rows.rowCount() == 0 && nothing != null
                        ? Future.<Result>succeededFuture(new Result.Refused(nothing))
                        : audited(connection, scope, action, address).map(new Result.Done(rows.rowCount()))));
    }

    private Future<Void> audited(SqlConnection connection, Scope scope, String action, @Nullable String address) {
        return audit.record(connection, scope, action, "service:" + scope.serviceId(), address);
    }

    private OffsetDateTime now() {
        return Times.toRow(clock.instant());
    }
}
