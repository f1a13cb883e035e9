package org.tocsin.unit;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;

/** What was changed at homes' equipment. Append-only: the run-time role can neither change nor delete a line. */
public final class UnitChanges {
    private final Database database;

    public UnitChanges(Database database) {
        this.database = database;
    }

    /** Writes one line within a transaction of the caller's. */
    public static Future<Void> record(SqlClient client, UnitChange change) {
        return client.preparedQuery("insert into unit_change (id, service_id, home_id, unit_id, at, kind, was, is_now,"
                        + " noticed_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
                .execute(Tuple.of(change.id(), change.serviceId(), change.homeId(), change.unitId())
                        .addOffsetDateTime(Times.toRow(change.at()))
                        .addString(change.kind().name())
                        .addString(change.was())
                        .addString(change.isNow())
                        .addString(change.noticedBy()))
                .mapEmpty();
    }

    /** What was changed at a home of the scope's service, newest first. */
    public Future<List<UnitChange>> ofHome(Scope scope, UUID homeId, int limit) {
        return database.pool()
                .preparedQuery(
                        "select c.id, c.service_id, c.home_id, c.unit_id, c.at, c.kind, c.was, c.is_now, c.noticed_by,"
                                + " greatest(1, t.network_changes) as times from unit_change c left join unit_trend t"
                                + " on c.kind = 'ROAMING' and t.unit_id = c.unit_id and t.day = (c.at at time zone 'UTC')::date"
                                + " where c.service_id = $1 and c.home_id = $2 order by c.at desc, c.id desc limit $3")
                .execute(Tuple.of(scope.serviceId(), homeId, limit))
                .map(rows -> rows.stream().map(UnitChanges::read).toList());
    }

    private static UnitChange read(Row row) {
        return new UnitChange(
                row.getUUID("id"),
                row.getUUID("service_id"),
                row.getUUID("home_id"),
                row.getUUID("unit_id"),
                Times.fromRow(row.getOffsetDateTime("at")),
                UnitChange.Kind.valueOf(row.getString("kind")),
                row.getString("was"),
                row.getString("is_now"),
                row.getInteger("times"),
                row.getString("noticed_by"));
    }
}
