package org.tocsin.home;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Page;

/** Grouped housing as it is on file: schemes, what stands behind their device ids, and their controllers. */
public final class SchemeStore {
    static final String SELECT = "select " + SchemeRows.COLUMNS + " from " + SchemeRows.TABLES;

    /** Schemes, and points of one, that are shown at once. */
    public static final int MOST_SHOWN = 1_000;

    /** Points of a scheme that are handed over at once. */
    public static final int MOST_POINTS = 10_000;

    /** Controllers of a scheme that are shown at once. */
    public static final int MOST_CONTROLLERS = 1_000;

    /** Schemes that are handed over at once. */
    public static final int MOST_LISTED = 5_000;

    private static final String LINES = "select " + SchemeRows.COLUMNS
            + ", (select count(*) from scheme_point p where p.scheme_id = s.id and p.kind = 'DWELLING') as dwellings"
            + ", (select count(*) from scheme_point p where p.scheme_id = s.id and p.kind <> 'DWELLING') as others"
            + ", (select count(*) from home_unit u where u.scheme_id = s.id) as controllers from " + SchemeRows.TABLES
            + " where s.service_id = $1 and ($2 = '' or position($2 in lower(s.name)) > 0)"
            + " order by lower(s.name), s.id limit " + (MOST_SHOWN + 1);

    private static final String AFTER = SELECT + " where s.service_id = $1 and ($2::uuid is null or (s.name, s.id) >"
            + " (select b.name, b.id from scheme b where b.id = $2 and b.service_id = $1)) order by s.name, s.id limit "
            + (MOST_LISTED + 1);

    // Flat 9 before flat 10.
    private static final String PLACES = """
            select p.*, h.ended_at is not null as ended,
              concat_ws(', ', h.line1, nullif(h.line2, ''), nullif(h.town, ''), h.postcode) as place,
              (select string_agg(u.name, ' and ' order by r.since, u.id) from resident r
                join service_user u on u.id = r.service_user_id where r.home_id = p.home_id and r.until is null) as people
            from scheme_point p left join home h on h.id = p.home_id
            where p.scheme_id = $1 and p.service_id = $2""";

    private static final String IN_ORDER =
            " order by p.kind <> 'DWELLING', length(p.did), p.did limit " + (MOST_SHOWN + 1);

    private static final String OF_HOME = "select p.*, s.name as scheme from scheme_point p"
            + " join scheme s on s.id = p.scheme_id where p.home_id = $1 and p.service_id = $2 order by p.id limit 20";
    private static final String UNITS = "select u.cid, concat_ws(' ', m.make, m.name) as model,"
            + " u.status = 'SUSPENDED' as suspended from home_unit u left join unit_model m on m.id = u.model_id"
            + " where u.scheme_id = $1 and u.service_id = $2 order by u.cid limit "
            + (MOST_CONTROLLERS + 1);

    private final Database database;

    public SchemeStore(Database database) {
        this.database = database;
    }

    /**
     * A scheme with everything behind it.
     *
     * @param points by name
     * @param controllers the cids of its units
     * @param more true: it has more points or controllers than {@link #MOST_POINTS} and {@link #MOST_CONTROLLERS}
     */
    public record Whole(Scheme scheme, List<SchemePoint> points, List<String> controllers, boolean more) {}

    /** A scheme as it is listed; {@code others} are its doors and communal points. */
    public record Line(Scheme scheme, long dwellings, long others, long controllers) {}

    /**
     * What stands behind a device id, with where that is and who lives there.
     *
     * @param place the dwelling's address; empty for a door or a communal point
     * @param people null for nobody on file
     * @param ended true: the home is no longer with the service
     */
    public record Stand(
            SchemePoint point, String place, @Nullable String people, boolean ended) {}

    /** @param model empty where it is not on file */
    public record Controller(String cid, String model, boolean suspended) {}

    /** Where a home stands in a scheme. */
    public record Belongs(SchemePoint point, String scheme) {}

    /** The service's schemes, by name; at most {@link #MOST_LISTED}. */
    public Future<List<Scheme>> list(Scope scope) {
        return list(scope, null).map(Page::items);
    }

    /**
     * The service's schemes, by name; at most {@link #MOST_LISTED}.
     *
     * @param after the {@link Page#next} of those before, an id; null for the first. Behind one that is not on file is nothing
     */
    public Future<Page<Scheme>> list(Scope scope, @Nullable UUID after) {
        return database.pool()
                .preparedQuery(AFTER)
                .execute(Tuple.of(scope.serviceId(), after))
                .map(rows -> {
                    List<Scheme> found = rows.stream().map(SchemeRows::scheme).toList();
                    return found.size() <= MOST_LISTED
                            ? new Page<>(found, null)
                            : new Page<>(
                                    found.subList(0, MOST_LISTED),
                                    found.get(MOST_LISTED - 1).id().toString());
                });
    }

    /**
     * The service's schemes with how much stands behind each, by name; one more than {@link #MOST_SHOWN} where there are more.
     *
     * @param words a part of the name; empty for all
     */
    public Future<List<Line>> lines(Scope scope, String words) {
        return database.pool()
                .preparedQuery(LINES)
                .execute(Tuple.of(scope.serviceId(), words.toLowerCase(Locale.ROOT)))
                .map(rows -> rows.stream()
                        .map(row -> new Line(
                                SchemeRows.scheme(row),
                                row.getLong("dwellings"),
                                row.getLong("others"),
                                row.getLong("controllers")))
                        .toList());
    }

    /** The scheme, where this service has it. */
    public Future<Optional<Whole>> find(Scope scope, UUID schemeId) {
        Future<Optional<Scheme>> scheme = scheme(scope, schemeId);
        Future<List<SchemePoint>> points = database.pool()
                .preparedQuery("select * from scheme_point where scheme_id = $1"
                        + " and service_id = $2 order by kind, name, did limit " + (MOST_POINTS + 1))
                .execute(Tuple.of(schemeId, scope.serviceId()))
                .map(rows -> rows.stream().map(SchemeRows::point).toList());
        Future<List<Controller>> controllers = controllers(scope, schemeId);
        return Future.all(scheme, points, controllers)
                .map(all -> scheme.result()
                        .map(found -> new Whole(
                                found,
                                points.result().stream().limit(MOST_POINTS).toList(),
                                controllers.result().stream()
                                        .limit(MOST_CONTROLLERS)
                                        .map(Controller::cid)
                                        .toList(),
                                points.result().size() > MOST_POINTS
                                        || controllers.result().size() > MOST_CONTROLLERS)));
    }

    /** Its rules and its manager, where this service has it. */
    public Future<Optional<Scheme>> scheme(Scope scope, UUID schemeId) {
        return database.pool()
                .preparedQuery(SELECT + " where s.id = $1 and s.service_id = $2")
                .execute(Tuple.of(schemeId, scope.serviceId()))
                .map(rows -> rows.stream().findFirst().map(SchemeRows::scheme));
    }

    /** What stands behind its device ids, dwellings first; one more than {@link #MOST_SHOWN} where there are more. */
    public Future<List<Stand>> stands(Scope scope, UUID schemeId) {
        return database.pool()
                .preparedQuery(PLACES + IN_ORDER)
                .execute(Tuple.of(schemeId, scope.serviceId()))
                .map(rows -> rows.stream().map(SchemeStore::stand).toList());
    }

    /** What stands behind this one; empty where nothing does. */
    public Future<Optional<Stand>> stand(Scope scope, UUID schemeId, String did) {
        return database.pool()
                .preparedQuery(PLACES + " and p.did = $3")
                .execute(Tuple.of(schemeId, scope.serviceId(), SchemePoint.normal(did)))
                .map(rows -> rows.stream().findFirst().map(SchemeStore::stand));
    }

    /** Its units, by number; one more than {@link #MOST_CONTROLLERS} where there are more. */
    public Future<List<Controller>> controllers(Scope scope, UUID schemeId) {
        return database.pool()
                .preparedQuery(UNITS)
                .execute(Tuple.of(schemeId, scope.serviceId()))
                .map(rows -> rows.stream()
                        .map(row -> new Controller(
                                row.getString("cid"), row.getString("model"), row.getBoolean("suspended")))
                        .toList());
    }

    /** In which schemes this home stands; almost always one or none. */
    public Future<List<Belongs>> ofHome(Scope scope, UUID homeId) {
        return database.pool()
                .preparedQuery(OF_HOME)
                .execute(Tuple.of(homeId, scope.serviceId()))
                .map(rows -> rows.stream()
                        .map(row -> new Belongs(SchemeRows.point(row), row.getString("scheme")))
                        .toList());
    }

    private static Stand stand(Row row) {
        return new Stand(
                SchemeRows.point(row), row.getString("place"), row.getString("people"), row.getBoolean("ended"));
    }
}
