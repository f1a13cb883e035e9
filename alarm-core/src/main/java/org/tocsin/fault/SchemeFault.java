package org.tocsin.fault;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.UUID;
import org.tocsin.platform.Times;

/**
 * A fault of a scheme's controller: a case for each dwelling behind it, and one alarm that stands for all of their calls, and
 * one for their manager. A case that somebody else holds at this moment is left to them.
 */
final class SchemeFault {
    private static final String SIBLINGS = """
            with due as (
              select id from fault_case where scheme_fault_id = $1 and closed_at is null and %s <= $2
                and not exists (select from home h where h.id = home_id and h.ended_at is not null)
              order by id for update skip locked)
            """;
    // A call whose alarm was closed before it was made is due as it was.
    private static final String CALL = SIBLINGS.formatted("next_call_at") + """
            insert into welfare_call (id, service_id, fault_case_id, alarm_id, due_at)
            select gen_random_uuid(), c.service_id, c.id, $3, c.next_call_at from fault_case c join due on due.id = c.id
            on conflict (fault_case_id) where done_at is null do update set alarm_id = excluded.alarm_id
            """;
    private static final String TOLD = SIBLINGS.formatted("manager_at") + """
            update fault_case c set escalated_at = $2, manager_at = $3 from due where c.id = due.id
            """;

    private SchemeFault() {}

    /** The alarm stands for every call that is due because of this fault. */
    static Future<Void> callsDue(SqlConnection connection, UUID fault, UUID alarm, Instant now) {
        return connection
                .preparedQuery(CALL)
                .execute(Tuple.of(fault, Times.toRow(now), alarm))
                .mapEmpty();
    }

    /** The manager was told of all of them. */
    static Future<Void> managerTold(SqlConnection connection, UUID fault, Instant now, Instant next) {
        return connection
                .preparedQuery(TOLD)
                .execute(Tuple.of(fault, Times.toRow(now), Times.toRow(next)))
                .mapEmpty();
    }
}
