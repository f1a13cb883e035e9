package org.tocsin.calllist;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.UUID;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;

/** A call that was missed, or at which help was asked for, on the board: a person may lie on the floor. */
final class CallAlarm {
    private static final String OPEN = """
            insert into alarm (id, service_id, reference, home_id, cid, join_key, joining_class, kind, priority, state, flags,
              trigger_words, signal_count, raised_at, pressed_at, sounding)
            select $1, $2, $3, $4, coalesce((select cid from home_unit where home_id = $4 and service_id = $2
              order by created_at desc limit 1), '0'), $5, 'LIFE', 'ALARM', $6, 'WAITING', '{}', $7, 1, $8, $8, true
            on conflict (join_key, joining_class) where state <> 'CLOSED' do nothing
            """;
    private static final String AGAIN = """
            update alarm set sounding = true, pressed_at = $2, priority = least(priority, $3), change_xid = pg_current_xact_id(),
              state = case when state = 'HANDLED' then case when taken_by is null then 'WAITING' else 'TAKEN' end else state end
            where join_key = $1 and joining_class = 'LIFE' and state <> 'CLOSED' returning id
            """;
    private static final String LOG = """
            insert into alarm_entry (alarm_id, service_id, at, kind, actor, words) values ($1, $2, $3, 'RETURNED', $4, $5)
            """;

    private CallAlarm() {}

    /** @param priority 1 where help was asked for, 2 where nobody knows */
    record About(UUID serviceId, UUID homeId, UUID planId, int priority, String words) {}

    /** Opens it, or lets the one of the same plan sound again; its id. */
    static Future<UUID> sound(SqlConnection connection, About about, String actor, Instant now) {
        String key = "call-list:" + about.planId();
        return connection
                .query("select nextval('alarm_number')")
                .execute()
                .compose(rows -> {
                    Tuple values = Tuple.of(Ids.next(), about.serviceId())
                            .addString(
                                    Ids.spokenReference(rows.iterator().next().getLong(0)))
                            .addUUID(about.homeId())
                            .addString(key)
                            .addInteger(about.priority())
                            .addString(about.words())
                            .addOffsetDateTime(Times.toRow(now));
                    return connection.preparedQuery(OPEN).execute(values);
                })
                .compose(
                        v -> connection.preparedQuery(AGAIN).execute(Tuple.of(key, Times.toRow(now), about.priority())))
                .compose(rows -> {
                    UUID id = rows.iterator().next().getUUID(0);
                    Tuple values = Tuple.of(id, about.serviceId(), Times.toRow(now), actor, about.words());
                    return connection.preparedQuery(LOG).execute(values).map(id);
                });
    }
}
