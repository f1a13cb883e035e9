package org.tocsin.fault;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;

/** Reads open faults and the calls they asked for, within one service. */
public final class FaultCaseStore {
    private static final int MOST = 500;
    private static final int MOST_CALLS = 100;

    private static final String SELECT = """
            select c.id, c.service_id, c.home_id, c.what, c.why, c.lost_at, c.next_call_at, c.manager_at, c.escalated_at,
              c.repaired_at, c.repaired_by, c.repaired_words, c.closed_at, c.closed_signal_id, c.closed_words,
              case when c.scheme_fault_id is not null then c.cid end as controller,
              concat_ws(', ', n.who, h.line1, h.postcode) as place, n.telephone
            from fault_case c join home h on h.id = c.home_id and h.service_id = c.service_id
            left join lateral (select string_agg(p.name, ' and ' order by r.since, p.id) as who,
                (array_agg(p.telephone order by r.since, p.id) filter (where p.telephone <> ''))[1] as telephone
              from resident r join service_user p on p.id = r.service_user_id
              where r.home_id = h.id and r.service_id = c.service_id and r.until is null
                and p.status not in ('DECEASED', 'MOVED', 'ENDED')) n on true
            where c.service_id = $1
            """;
    /** In a home that is not the service's any more nobody is rung. */
    private static final String OPEN = " and c.closed_at is null and h.ended_at is null";

    private static final String CALLS = """
            select w.id, w.alarm_id, w.due_at, w.done_at, w.done_by, w.outcome, w.note from welfare_call w
            where w.service_id = $1 and w.fault_case_id = $2 order by w.due_at desc limit\s""" + MOST_CALLS;

    private final Pool pool;

    public FaultCaseStore(Database database) {
        this.pool = database.pool();
    }

    /** The open ones, the oldest first; at most {@value #MOST}. */
    public Future<List<FaultCase>> open(Scope scope) {
        return cases(SELECT + OPEN + " order by c.lost_at, c.id limit " + MOST, Tuple.of(scope.serviceId()));
    }

    /** The open ones of a home: what everybody who looks at it must see. */
    public Future<List<FaultCase>> ofHome(Scope scope, UUID homeId) {
        return cases(
                SELECT + OPEN + " and c.home_id = $2 order by c.lost_at limit " + MOST,
                Tuple.of(scope.serviceId(), homeId));
    }

    /**
     * The open ones because of what this unit lost: of a scheme's controller those of every dwelling behind it. Whose risk is
     * the highest first; at most {@value #MOST}.
     */
    public Future<List<FaultCase>> ofUnit(Scope scope, String cid) {
        return cases(
                SELECT + OPEN + " and c.cid = $2 order by array_position(array['CRITICAL', 'HIGH',"
                        + " 'STANDARD'], h.risk_tier), length(h.line1), h.line1,"
                        + " c.lost_at, c.id limit " + MOST,
                Tuple.of(scope.serviceId(), cid));
    }

    /** One of this service, open or not. */
    public Future<Optional<FaultCase>> find(Scope scope, UUID id) {
        return cases(SELECT + " and c.id = $2", Tuple.of(scope.serviceId(), id))
                .map(found -> found.stream().findFirst());
    }

    /** Its calls, the newest first. */
    public Future<List<FaultCase.WelfareCall>> calls(Scope scope, UUID id) {
        return pool.preparedQuery(CALLS)
                .execute(Tuple.of(scope.serviceId(), id))
                .map(rows -> rows.stream().map(FaultCaseStore::call).toList());
    }

    private Future<List<FaultCase>> cases(String sql, Tuple values) {
        return pool.preparedQuery(sql)
                .execute(values)
                .map(rows -> rows.stream().map(FaultCaseStore::faultCase).toList());
    }

    private static FaultCase faultCase(Row row) {
        return new FaultCase(
                row.getUUID("id"),
                row.getUUID("service_id"),
                row.getUUID("home_id"),
                row.getString("what"),
                row.getString("why"),
                row.getString("place"),
                row.getString("telephone"),
                row.getString("controller"),
                new FaultCase.Clock(
                        Times.fromRow(row.getOffsetDateTime("lost_at")),
                        Times.fromRow(row.getOffsetDateTime("next_call_at")),
                        Times.fromRow(row.getOffsetDateTime("manager_at")),
                        Times.fromRowOrNull(row.getOffsetDateTime("escalated_at")),
                        repaired(row)),
                closed(row));
    }

    private static FaultCase.@Nullable Repaired repaired(Row row) {
        Instant at = Times.fromRowOrNull(row.getOffsetDateTime("repaired_at"));
        return at == null
                ? null
                : new FaultCase.Repaired(
                        at,
                        Objects.requireNonNull(row.getString("repaired_by")),
                        Objects.requireNonNull(row.getString("repaired_words")));
    }

    private static FaultCase.@Nullable Closed closed(Row row) {
        Instant at = Times.fromRowOrNull(row.getOffsetDateTime("closed_at"));
        return at == null
                ? null
                : new FaultCase.Closed(
                        at,
                        Objects.requireNonNull(row.getUUID("closed_signal_id")),
                        Objects.requireNonNull(row.getString("closed_words")));
    }

    private static FaultCase.WelfareCall call(Row row) {
        String outcome = row.getString("outcome");
        return new FaultCase.WelfareCall(
                row.getUUID("id"),
                row.getUUID("alarm_id"),
                Times.fromRow(row.getOffsetDateTime("due_at")),
                Times.fromRowOrNull(row.getOffsetDateTime("done_at")),
                row.getString("done_by"),
                outcome == null ? null : FaultCase.CallOutcome.valueOf(outcome),
                row.getString("note"));
    }
}
