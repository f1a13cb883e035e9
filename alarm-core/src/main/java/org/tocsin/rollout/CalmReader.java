package org.tocsin.rollout;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import org.tocsin.platform.Times;

/** Reads how calm it is around a rollout. */
final class CalmReader {
    private static final String SITUATION = """
            select exists (select from alarm a where a.service_id = $1 and a.state <> 'CLOSED' and a.state = 'WAITING'
                and a.priority = 1 and a.pressed_at <= $2) as life_waits,
              exists (select from incident i where i.service_id = $1 and i.settled_at is null and i.closed_at is null)
                as incident
            """;
    private static final String HELD = """
            select count(*)::int from rollout_unit r left join unit_command c on c.id = r.command_id
            where r.rollout_id = $2 and r.wave = $3
              and (r.state = 'PLANNED' or r.state = 'ASKED' and c.state = 'PENDING' and c.attempts = 0)
              and r.unit_id in (%s)
            """.formatted(RolloutUnits.BUSY);

    private CalmReader() {}

    /** Without what is held: a worker that asks sees that by itself. */
    static Future<Calm> of(SqlClient client, Rollout rollout, Instant now) {
        boolean open = rollout.order().waves().hours().open(now, rollout.zone());
        return client.preparedQuery(SITUATION)
                .execute(Tuple.of(rollout.serviceId(), Times.toRow(now.minus(Calm.LIFE_ALARM_WAITS))))
                .map(rows -> {
                    Row row = rows.iterator().next();
                    return new Calm(open, row.getBoolean("life_waits"), row.getBoolean("incident"), 0);
                });
    }

    /** All of it, for whoever looks at the rollout. */
    static Future<Calm> seen(SqlClient client, Rollout rollout, Instant now) {
        return of(client, rollout, now)
                .compose(calm -> client.preparedQuery(HELD)
                        .execute(Tuple.of(
                                rollout.serviceId(),
                                rollout.id(),
                                rollout.standing().wave()))
                        .map(rows -> new Calm(
                                calm.open(),
                                calm.lifeAlarm(),
                                calm.incident(),
                                rows.iterator().next().getInteger(0))));
    }
}
