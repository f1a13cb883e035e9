package org.tocsin.fault;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import org.tocsin.home.SchemePoint;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;

/** Finds faults that need a net under the home, and spreads it: the first call is due after one interval. */
final class FaultCaseOpening {
    private static final int MOST = 200;
    /** What a scheme's unit is, whatever it calls itself. */
    private static final String CONTROLLER = "0045";

    /** As points are on file, whatever zeros a controller puts before them: {@link SchemePoint#normal}. */
    private static final String DID = "upper(regexp_replace(btrim(f.did), '^0+(?=.)', ''))";

    // What an open incident stands for is watched there; the rule itself is LifeCritical's. What of a controller names
    // a dwelling is that dwelling's, and what is the controller's own is everybody's behind it.
    private static final String LASTING = """
            select f.id, f.service_id, f.cid, f.did, f.dty, f.kind, f.lost_at, h.id as home_id, n.common,
              coalesce(cardinality(u.paths), 0) as paths, h.risk_tier, s.fault_call_every_s, s.fault_manager_after_s
            from fault f
            join home_unit u on u.cid = f.cid and u.service_id = f.service_id
            cross join lateral (
              select u.home_id, false as common where u.home_id is not null
              union all
              select distinct p.home_id, k.id is null from scheme_point p
                left join scheme_point k on k.scheme_id = u.scheme_id and k.did = %s
              where u.home_id is null and p.scheme_id = u.scheme_id
                and (p.id = k.id or (k.id is null and f.dty in %s))) n
            join home h on h.id = n.home_id and h.service_id = f.service_id
            join service s on s.id = f.service_id
            where f.restored_at is null and f.lost_at is not null and f.kind <> 'MAINS' and h.ended_at is null
              and (h.risk_tier in ('CRITICAL', 'HIGH') or f.kind = 'SILENT' or f.dty in %s)
              and (f.kind not in %s or coalesce(cardinality(u.paths), 0) < 2)
              and not exists (select from fault_case c where c.fault_id =
                case when n.common then md5(f.id::text || h.id::text)::uuid else f.id end)
              and not exists (select from alarm a where a.id = f.alarm_id and a.incident_id is not null
                and a.state <> 'CLOSED')
            order by f.lost_at, f.id, h.id limit %d""".formatted(
                    DID, LifeCritical.unitsInSql(), LifeCritical.triggersInSql(), LifeCritical.pathsInSql(), MOST);
    private static final String INSERT = """
            insert into fault_case (id, service_id, home_id, fault_id, scheme_fault_id, cid, did, dty, kind, what, why, lost_at,
              opened_at, next_call_at, manager_at)
            values ($1, $2, $3, case when $5 then md5($4::uuid::text || $3::uuid::text)::uuid else $4 end,
              case when $5 then $4::uuid end, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) on conflict (fault_id) do nothing
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
        boolean common = row.getBoolean("common");
        String own = LifeCritical.why(facts).orElse(null);
        if (own == null) {
            return Future.succeededFuture();
        }
        String why = common ? "it is its scheme's controller, and " + own : own;
        Tuple values = Tuple.of(Ids.next(), row.getUUID("service_id"), row.getUUID("home_id"), row.getUUID("id"))
                .addBoolean(common)
                .addString(row.getString("cid"))
                .addString(row.getString("did"))
                .addString(dty)
                .addString(kind)
                .addString(LifeCritical.words(kind, common ? CONTROLLER : dty))
                .addString(why)
                .addOffsetDateTime(Times.toRow(lost))
                .addOffsetDateTime(Times.toRow(now))
                .addOffsetDateTime(Times.toRow(now.plusSeconds(row.getInteger("fault_call_every_s"))))
                .addOffsetDateTime(Times.toRow(lost.plusSeconds(row.getInteger("fault_manager_after_s"))));
        return connection.preparedQuery(INSERT).execute(values).mapEmpty();
    }
}
