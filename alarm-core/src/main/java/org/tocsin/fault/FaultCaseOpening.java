package org.tocsin.fault;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;

/** Finds faults that need a net under the home, and spreads it: the first call is due after one interval. */
final class FaultCaseOpening {
    private static final int MOST = 200;

    // What an open incident stands for is watched there; the rule itself is LifeCritical's.
    private static final String LASTING = """
            select f.id, f.service_id, f.cid, f.did, f.dty, f.kind, f.lost_at, u.home_id,
              coalesce(cardinality(u.paths), 0) as paths, h.risk_tier, s.fault_call_every_s, s.fault_manager_after_s
            from fault f
            join home_unit u on u.cid = f.cid and u.service_id = f.service_id
            join home h on h.id = u.home_id and h.service_id = f.service_id
            join service s on s.id = f.service_id
            where f.restored_at is null and f.lost_at is not null and f.kind <> 'MAINS' and h.ended_at is null
              and (h.risk_tier in ('CRITICAL', 'HIGH') or f.kind = 'SILENT' or f.dty in ('0003', '0004', '0005', '0006',
                '0007', '0017', '0019', '0021', '0023', '0025', '0026', '0027', '0030', '0046', '0047'))
              and (f.kind not in ('IP', 'MOBILE', 'TELEPHONE_LINE', 'PRIMARY_PATH', 'REDUNDANT_PATH', 'LINK')
                or coalesce(cardinality(u.paths), 0) < 2)
              and not exists (select from fault_case c where c.fault_id = f.id)
              and not exists (select from alarm a where a.id = f.alarm_id and a.incident_id is not null
                and a.state <> 'CLOSED')
            order by f.lost_at limit\s""" + MOST;
    private static final String INSERT = """
            insert into fault_case (id, service_id, home_id, fault_id, cid, did, dty, kind, what, why, lost_at, opened_at,
              next_call_at, manager_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) on conflict (fault_id) do nothing
            """;

    private FaultCaseOpening() {}

    /** How many faults were looked at; fewer than {@value #MOST} means that was all. */
    static Future<Integer> open(SqlConnection connection, Instant now) {
        return connection.query(LASTING).execute().compose(rows -> {
            Future<Void> all = Future.succeededFuture();
            for (Row row : rows) {
                all = all.compose(v -> open(connection, row, now));
            }
            return all.map(rows.size());
        });
    }

    private static Future<Void> open(SqlConnection connection, Row row, Instant now) {
        Instant lost = Times.fromRow(row.getOffsetDateTime("lost_at"));
        String kind = row.getString("kind");
        String dty = row.getString("dty");
        LifeCritical.Facts facts = new LifeCritical.Facts(
                kind, dty, row.getInteger("paths"), row.getString("risk_tier"), Duration.between(lost, now));
        String why = LifeCritical.why(facts).orElse(null);
        if (why == null) {
            return Future.succeededFuture();
        }
        Tuple values = Tuple.of(Ids.next(), row.getUUID("service_id"), row.getUUID("home_id"), row.getUUID("id"))
                .addString(row.getString("cid"))
                .addString(row.getString("did"))
                .addString(dty)
                .addString(kind)
                .addString(LifeCritical.words(kind, dty))
                .addString(why)
                .addOffsetDateTime(Times.toRow(lost))
                .addOffsetDateTime(Times.toRow(now))
                .addOffsetDateTime(Times.toRow(now.plusSeconds(row.getInteger("fault_call_every_s"))))
                .addOffsetDateTime(Times.toRow(lost.plusSeconds(row.getInteger("fault_manager_after_s"))));
        return connection.preparedQuery(INSERT).execute(values).mapEmpty();
    }
}
