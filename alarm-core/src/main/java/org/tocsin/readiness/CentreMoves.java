package org.tocsin.readiness;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.home.RiskTier;
import org.tocsin.platform.Database;
import org.tocsin.platform.Page;
import org.tocsin.platform.Times;

/**
 * The homes that come from another alarm receiving centre, and how far each is: from what {@link ReadinessWorker} keeps and
 * what supervision hears. Whether a home is released is decided by {@link CentreRelease}, on what is on file then.
 */
public final class CentreMoves {
    /** Of {@code unit_watch w}: the unit was heard here, and no later than it should be by its grace. */
    static final String HEARD = "w.state in ('ALIVE', 'LATE') and w.heard_at is not null";

    /** More homes than any one service has. */
    private static final int MOST = 200_000;
    /** Former centres that are told apart; a service comes from one or two. */
    private static final int CENTRES = 50;

    private static final String HOMES = """
            select h.id, h.external_id, concat_ws(', ', h.line1, nullif(h.town, ''), h.postcode) as place, h.former_centre,
              coalesce(r.risk, 3::smallint) as risk, coalesce(r.triggers, 0) as triggers, coalesce(r.current, 0) as current,
              u.units, u.heard, u.cids, c.at, c.released_by, c.override_reason,
              coalesce(r.triggers, 0) > 0 and r.current = r.triggers and u.units > 0 and u.heard = u.units as proven
            from home h left join home_readiness r on r.home_id = h.id
              left join centre_release c on c.home_id = h.id and c.former_centre = h.former_centre
                and c.taken_back_at is null
              cross join lateral (
                select count(*)::int as units, (count(*) filter (where %s))::int as heard,
                  string_agg(u.cid, ' ' order by u.cid) as cids
                from speaks_for f join home_unit u on u.id = f.unit_id left join unit_watch w on w.unit_id = u.id
                where f.home_id = h.id) u
            where h.service_id = $1 and h.former_centre is not null and h.ended_at is null""".formatted(HEARD);
    private static final String STATE = "case when at is null then case when proven then 'MAY_BE_RELEASED'"
            + " else 'NOT_PROVEN' end when proven then 'RELEASED' else 'RELEASED_NOT_PROVEN' end";
    private static final String LIST = "select m.*, " + STATE + " as state from (" + HOMES + ") m"
            + " where ($2::text is null or former_centre = $2) and ($3::text is null or " + STATE + " = $3)"
            + " and (risk, id) > ($4, $5) order by risk, id limit $6";
    private static final String FIGURES = "select former_centre, " + STATE + " as state, count(*) as homes from ("
            + HOMES + ") m group by 1, 2 order by 1, 2 limit " + CENTRES * Moved.State.values().length;
    private static final String OF_HOME = """
            select at, released_by, override_reason, former_centre, taken_back_at, taken_back_by, taken_back_why
            from centre_release where service_id = $1 and home_id = $2 order by at desc, id desc limit 20
            """;

    private static final String ALSO = "select former_centre from home h where service_id = $1 and id = $2"
            + " and former_centre is not null and not exists (select from centre_release c where c.home_id = h.id"
            + " and c.former_centre = h.former_centre and c.taken_back_at is null)";

    private final Database database;

    public CentreMoves(Database database) {
        this.database = database;
    }

    /**
     * A home on its way.
     *
     * @param reference the service's own id of it; null for none
     * @param cids of its units, with a blank between them
     * @param released null while it is not
     */
    public record Line(
            UUID homeId,
            @Nullable String reference,
            String place,
            String formerCentre,
            RiskTier risk,
            String cids,
            Moved stands,
            Moved.State state,
            @Nullable Released released) {}

    /** @param overrideReason why, although it was not proven here; null where it was */
    public record Released(Instant at, String by, @Nullable String overrideReason) {}

    /** @param takenBackWhy the former centre received it again afterwards; null where it stands */
    public record Act(
            String formerCentre,
            Released released,
            @Nullable Instant takenBackAt,
            @Nullable String takenBackBy,
            @Nullable String takenBackWhy) {}

    /**
     * Homes on their way, the gravest risk first.
     *
     * @param formerCentre null for any
     * @param state null for any
     * @param limit at most {@link Page#LARGEST}
     * @param cursor {@link Page#next} of the page before; null for the first
     * @return failed with IllegalArgumentException where that is no cursor
     */
    public Future<Page<Line>> list(
            Scope scope,
            @Nullable String formerCentre,
            Moved.@Nullable State state,
            int limit,
            @Nullable String cursor) {
        int most = Math.max(1, Math.min(limit, Page.LARGEST));
        Tuple values = Tuple.of(scope.serviceId(), formerCentre, state == null ? null : state.name());
        try {
            values.addValue(cursor == null ? (short) 0 : Short.valueOf(cursor.substring(0, 1)))
                    .addValue(cursor == null ? new UUID(0, 0) : UUID.fromString(cursor.substring(2)))
                    .addInteger(most + 1);
        } catch (RuntimeException e) {
            return Future.failedFuture(new IllegalArgumentException("not a cursor", e));
        }
        return database.pool().preparedQuery(LIST).execute(values).map(rows -> {
            List<Line> lines = new ArrayList<>();
            rows.forEach(row -> lines.add(line(row)));
            List<Line> items = lines.size() > most ? lines.subList(0, most) : lines;
            return new Page<>(items, lines.size() > most ? next(items.get(most - 1)) : null);
        });
    }

    /** All of them at once, for a table that is taken away: at most {@link #MOST}. */
    public Future<List<Line>> all(Scope scope, @Nullable String formerCentre, Moved.@Nullable State state) {
        return lines(scope, formerCentre, state, MOST);
    }

    /** How many homes of which former centre stand where. */
    public Future<Map<String, Map<Moved.State, Long>>> figures(Scope scope) {
        return database.pool()
                .preparedQuery(FIGURES)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> {
                    Map<String, Map<Moved.State, Long>> figures = new LinkedHashMap<>();
                    for (Row row : rows) {
                        figures.computeIfAbsent(
                                        row.getString("former_centre"), name -> new EnumMap<>(Moved.State.class))
                                .put(Moved.State.valueOf(row.getString("state")), row.getLong("homes"));
                    }
                    return figures;
                });
    }

    /** One home; empty where it came from no other centre. */
    public Future<Optional<Line>> home(Scope scope, UUID homeId) {
        return database.pool()
                .preparedQuery("select m.*, " + STATE + " as state from (" + HOMES + " and h.id = $2) m")
                .execute(Tuple.of(scope.serviceId(), homeId))
                .map(rows -> rows.stream().findFirst().map(CentreMoves::line));
    }

    /** The centre at which a home's alarms are received as well; empty where there is none, or it let the home go. */
    public Future<Optional<String>> alsoReceivedAt(Scope scope, UUID homeId) {
        return database.pool()
                .preparedQuery(ALSO)
                .execute(Tuple.of(scope.serviceId(), homeId))
                .map(rows -> rows.stream().findFirst().map(row -> row.getString(0)));
    }

    /** What was done with a home's release, the newest first. */
    public Future<List<Act>> acts(Scope scope, UUID homeId) {
        return database.pool()
                .preparedQuery(OF_HOME)
                .execute(Tuple.of(scope.serviceId(), homeId))
                .map(rows -> rows.stream().map(CentreMoves::act).toList());
    }

    /** Homes of this centre that may be released by what is kept, the gravest risk first. */
    Future<List<UUID>> releasable(Scope scope, String formerCentre, int most) {
        return lines(scope, formerCentre, Moved.State.MAY_BE_RELEASED, most)
                .map(lines -> lines.stream().map(Line::homeId).toList());
    }

    private Future<List<Line>> lines(
            Scope scope, @Nullable String formerCentre, Moved.@Nullable State state, int most) {
        Tuple values = Tuple.of(
                scope.serviceId(), formerCentre, state == null ? null : state.name(), (short) 0, new UUID(0, 0), most);
        return database.pool()
                .preparedQuery(LIST)
                .execute(values)
                .map(rows -> rows.stream().map(CentreMoves::line).toList());
    }

    private static String next(Line line) {
        return (line.risk().ordinal() + 1) + ":" + line.homeId();
    }

    private static Line line(Row row) {
        String cids = row.getString("cids");
        return new Line(
                row.getUUID("id"),
                row.getString("external_id"),
                row.getString("place"),
                row.getString("former_centre"),
                RiskTier.values()[row.getShort("risk") - 1],
                cids == null ? "" : cids,
                new Moved(
                        row.getInteger("triggers"),
                        row.getInteger("current"),
                        row.getInteger("units"),
                        row.getInteger("heard")),
                Moved.State.valueOf(row.getString("state")),
                row.getOffsetDateTime("at") == null ? null : released(row));
    }

    private static Released released(Row row) {
        return new Released(
                Times.fromRow(row.getOffsetDateTime("at")),
                row.getString("released_by"),
                row.getString("override_reason"));
    }

    private static Act act(Row row) {
        return new Act(
                row.getString("former_centre"),
                released(row),
                Times.fromRowOrNull(row.getOffsetDateTime("taken_back_at")),
                row.getString("taken_back_by"),
                row.getString("taken_back_why"));
    }
}
