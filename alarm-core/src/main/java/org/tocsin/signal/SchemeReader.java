package org.tocsin.signal;

import static java.util.stream.Collectors.toMap;

import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.tocsin.home.Scheme;
import org.tocsin.home.SchemePoint;
import org.tocsin.home.SchemeRows;

/** What intake reads of grouped housing; nothing where no controller of a scheme is in the group. */
final class SchemeReader {
    private static final String SCHEMES =
            "select " + SchemeRows.COLUMNS + " from " + SchemeRows.TABLES + " where s.id = any($1)";
    private static final String POINTS = "select p.id, p.scheme_id, p.did, p.kind, p.name, p.home_id"
            + " from scheme_point p join unnest($1::uuid[], $2::text[]) k(scheme_id, did)"
            + " on p.scheme_id = k.scheme_id and p.did = k.did";

    private SchemeReader() {}

    /** The units that were found, with the schemes they belong to and the points they name. */
    static Future<GroupContext.Senders> senders(
            PgConnection connection,
            List<Signal> group,
            Map<String, GroupContext.Unit> units,
            Map<String, UUID> services) {
        Set<GroupContext.PointKey> named = new HashSet<>();
        Set<UUID> ids = new HashSet<>();
        for (Signal signal : group) {
            GroupContext.Unit unit = units.get(signal.cid());
            UUID scheme = unit == null ? null : unit.schemeId();
            String did = signal.body().get("did");
            if (scheme != null) {
                ids.add(scheme);
                if (did != null) {
                    named.add(new GroupContext.PointKey(scheme, SchemePoint.normal(did)));
                }
            }
        }
        if (ids.isEmpty()) {
            return Future.succeededFuture(new GroupContext.Senders(units, Map.copyOf(services), Map.of(), Map.of()));
        }
        List<GroupContext.PointKey> keys = List.copyOf(named);
        Future<RowSet<Row>> schemes =
                connection.preparedQuery(SCHEMES).execute(Tuple.tuple().addValue(ids.toArray(UUID[]::new)));
        Future<RowSet<Row>> points = connection
                .preparedQuery(POINTS)
                .execute(Tuple.tuple()
                        .addValue(keys.stream()
                                .map(GroupContext.PointKey::schemeId)
                                .toArray(UUID[]::new))
                        .addValue(keys.stream().map(GroupContext.PointKey::did).toArray(String[]::new)));
        return Future.all(schemes, points)
                .map(both -> new GroupContext.Senders(
                        units,
                        Map.copyOf(services),
                        IntakeStore.stream(schemes.result())
                                .map(SchemeRows::scheme)
                                .collect(toMap(Scheme::id, scheme -> scheme)),
                        IntakeStore.stream(points.result())
                                .map(SchemeRows::point)
                                .collect(toMap(
                                        point -> new GroupContext.PointKey(point.schemeId(), point.did()),
                                        point -> point))));
    }
}
