package org.tocsin.rota;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;

/** Reads shifts, absences, responders and areas; every question is answered within one service. */
public final class RotaStore {
    /** Of shifts and of absences in one time: a service of 500 responders with two shifts a day for a week. */
    static final int MOST = 7_000;

    // A shift of somebody who works here no more, or is called out no more, covers nothing.
    private static final String SHIFTS = "select id, operator_id, team, area, starts_at, ends_at from rota_shift r"
            + " where service_id = $1 and ends_at > $2 and starts_at < $3 and cancelled_at is null"
            + " and exists (select from operator o where o.id = r.operator_id and o.active and o.role = 'RESPONDER')"
            + " and not exists (select from contact k where k.operator_id = r.operator_id and k.home_id is null"
            + " and k.retired_at is not null)"
            + " order by starts_at, id limit " + MOST;
    // As the plan of an alarm decides it: see DutyRoster.
    private static final String KEEPS_ROTA = "select exists (select from rota_shift where service_id = $1"
            + " and cancelled_at is null and ends_at > $2::timestamptz - interval '7 days')";
    private static final String ABSENCES = "select id, operator_id, kind, starts_at, ends_at from rota_absence"
            + " where service_id = $1 and (ends_at is null or ends_at > $2) and starts_at < $3"
            + " order by starts_at, id limit " + MOST;
    private static final String RESPONDERS = """
            select o.id, o.username, o.display_name, p.team, coalesce(p.skills, '{}') as skills
            from operator o left join responder_profile p on p.operator_id = o.id
            where o.service_id = $1 and o.role = 'RESPONDER' and o.active
            order by o.display_name, o.id limit 1000
            """;
    private static final String AREAS = """
            select coalesce(r.name, h.area) as name, coalesce(r.covered, false) as covered, coalesce(h.homes, 0) as homes,
              r.name is not null as decided
            from (select name, covered from response_area where service_id = $1) r
            full join (
              select min(area) as area, lower(btrim(area)) as key, count(*)::int as homes from home
              where service_id = $1 and area is not null and ended_at is null group by lower(btrim(area))) h
              on h.key = lower(r.name)
            order by 1 limit 500
            """;

    private final Pool pool;

    public RotaStore(Database database) {
        this.pool = database.pool();
    }

    /**
     * Areas that homes name, in a service that keeps a rota, of which nobody has said whether they must be covered: in
     * them nobody is told when nobody is on duty.
     */
    public Future<List<Area>> overlooked(Scope scope, Instant now) {
        return pool.preparedQuery(KEEPS_ROTA)
                .execute(Tuple.of(scope.serviceId(), Times.toRow(now)))
                .compose(rows -> rows.iterator().next().getBoolean(0)
                        ? areas(scope)
                                .map(all ->
                                        all.stream().filter(Area::overlooked).toList())
                        : Future.succeededFuture(List.of()));
    }

    /** What there is of the rota in this time. */
    public Future<Rota> rota(Scope scope, Instant from, Instant until) {
        Tuple time = Tuple.of(scope.serviceId(), Times.toRow(from), Times.toRow(until));
        Future<List<Shift>> shifts = pool.preparedQuery(SHIFTS)
                .execute(time)
                .map(rows -> rows.stream().map(RotaStore::shift).toList());
        Future<List<Absence>> absences = pool.preparedQuery(ABSENCES)
                .execute(time)
                .map(rows -> rows.stream().map(RotaStore::absence).toList());
        return Future.all(shifts, absences).map(both -> new Rota(shifts.result(), absences.result()));
    }

    /** Everybody who can be put on the rota, by name. */
    public Future<List<Responder>> responders(Scope scope) {
        return pool.preparedQuery(RESPONDERS)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> rows.stream()
                        .map(row -> new Responder(
                                row.getUUID("id"),
                                row.getString("username"),
                                row.getString("display_name"),
                                row.getString("team"),
                                Skill.stored(row.getArrayOfStrings("skills"))))
                        .toList());
    }

    /** Every area that a home names or that must be covered, by name. */
    public Future<List<Area>> areas(Scope scope) {
        return pool.preparedQuery(AREAS)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> rows.stream()
                        .map(row -> new Area(
                                row.getString("name"),
                                row.getBoolean("covered"),
                                row.getInteger("homes"),
                                row.getBoolean("decided")))
                        .toList());
    }

    static Shift shift(Row row) {
        return new Shift(
                row.getUUID("id"),
                row.getUUID("operator_id"),
                row.getString("team"),
                row.getString("area"),
                Times.fromRow(row.getOffsetDateTime("starts_at")),
                Times.fromRow(row.getOffsetDateTime("ends_at")));
    }

    static Absence absence(Row row) {
        UUID id = row.getUUID("id");
        return new Absence(
                id,
                row.getUUID("operator_id"),
                Absence.Kind.valueOf(row.getString("kind")),
                Times.fromRow(row.getOffsetDateTime("starts_at")),
                Times.fromRowOrNull(row.getOffsetDateTime("ends_at")));
    }
}
