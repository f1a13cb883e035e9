package org.tocsin.supervision;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.UUID;
import org.tocsin.unit.SpeaksFor;

/** How often a unit is to be heard, as supervision reckons it: its own setting, the rule for its risk, its model, its service. */
public final class HeardEvery {
    private static final String FIND = """
            select coalesce(u.heartbeat_s, (select q.interval_s from supervision_rule q
                where q.service_id = u.service_id and q.risk_tier = %s
                  and (q.model_id is null or q.model_id = u.model_id)
                order by q.model_id nulls last limit 1), m.heartbeat_s, s.heartbeat_s)
            from home_unit u join service s on s.id = u.service_id
              left join home h on h.id = u.home_id left join unit_model m on m.id = u.model_id
            where u.id = $1
            """.formatted(SpeaksFor.RISK);

    private HeardEvery() {}

    /** Of a unit that is on file. */
    public static Future<Duration> of(SqlClient client, UUID unitId) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(unitId))
                .map(rows -> Duration.ofSeconds(rows.iterator().next().getInteger(0)));
    }
}
