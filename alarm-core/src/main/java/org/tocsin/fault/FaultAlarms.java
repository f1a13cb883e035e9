package org.tocsin.fault;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;

/** The technical alarms by which an open fault makes itself heard: a call that is due, a manager who must know. */
final class FaultAlarms {
    private static final String NUMBER = "select nextval('alarm_number')";
    private static final String OPEN = """
            insert into alarm (id, service_id, reference, home_id, unit_id, scheme_id, cid, join_key, joining_class, kind,
              priority, state, flags, trigger_words, signal_count, raised_at, pressed_at, sounding)
            values ($1, $2, $3, $4, $5, $6, $7, $8, 'TECHNICAL', 'TECHNICAL', $9, 'WAITING', '{}', $10, 1, $11, $11, true)
            on conflict (join_key, joining_class) where state <> 'CLOSED' do nothing
            """;
    private static final String AGAIN = """
            update alarm set sounding = true, pressed_at = $2, state = case state when 'HANDLED' then 'WAITING' else state end,
              change_xid = pg_current_xact_id()
            where join_key = $1 and joining_class = 'TECHNICAL' and state <> 'CLOSED' returning id
            """;
    private static final String LOG = """
            insert into alarm_entry (alarm_id, service_id, at, kind, actor, words) values ($1, $2, $3, $4, $5, $6)
            """;
    private static final String QUIET = """
            update alarm set sounding = false, flags = case when 'RESTORED' = any(flags) then flags
                else flags || 'RESTORED'::text end, change_xid = pg_current_xact_id()
            where id = $1 and state <> 'CLOSED'
            """;

    private static final String HOLD = "select from alarm where id = $1 for update";
    private static final String DUE =
            "select exists (select from welfare_call where alarm_id = $1 and done_at is null)";

    private FaultAlarms() {}

    /**
     * Where it is.
     *
     * @param homeId null where it is about many: then the unit is their scheme's controller
     */
    record Where(
            UUID serviceId,
            @Nullable UUID homeId,
            @Nullable UUID unitId,
            @Nullable UUID schemeId,
            String cid) {}

    /**
     * @param key joins what is the same: a second one of it sounds again instead of standing beside it
     * @param priority 2 or 3: a fault never goes before a call for help
     */
    record Words(Where where, String key, int priority, String words) {}

    /** Opens it, or lets it sound again; its id. */
    static Future<UUID> sound(SqlConnection connection, Words alarm, Instant now) {
        return connection
                .query(NUMBER)
                .execute()
                .compose(rows -> {
                    Where where = alarm.where();
                    Tuple values = Tuple.of(Ids.next(), where.serviceId())
                            .addString(
                                    Ids.spokenReference(rows.iterator().next().getLong(0)))
                            .addUUID(where.homeId())
                            .addUUID(where.unitId())
                            .addUUID(where.schemeId())
                            .addString(where.cid())
                            .addString(alarm.key())
                            .addInteger(alarm.priority())
                            .addString(alarm.words())
                            .addOffsetDateTime(Times.toRow(now));
                    return connection.preparedQuery(OPEN).execute(values);
                })
                .compose(opened -> connection.preparedQuery(AGAIN).execute(Tuple.of(alarm.key(), Times.toRow(now))))
                .compose(rows -> {
                    UUID id = rows.iterator().next().getUUID(0);
                    return log(
                                    connection,
                                    alarm.where().serviceId(),
                                    id,
                                    new Line(now, "RETURNED", "platform", alarm.words()))
                            .map(id);
                });
    }

    /** Whether no call is due any more for which it stands; it is held until the transaction ends. */
    static Future<Boolean> standsForNone(SqlConnection connection, UUID alarmId) {
        return connection
                .preparedQuery(HOLD)
                .execute(Tuple.of(alarmId))
                .compose(held -> connection.preparedQuery(DUE).execute(Tuple.of(alarmId)))
                .map(rows -> !rows.iterator().next().getBoolean(0));
    }

    /** It is settled; a person still looks and closes. */
    static Future<Void> settle(SqlConnection connection, UUID alarmId) {
        return connection.preparedQuery(QUIET).execute(Tuple.of(alarmId)).mapEmpty();
    }

    /** @param kind name of an {@link org.tocsin.alarm.EntryKind} */
    record Line(Instant at, String kind, String actor, String words) {}

    static Future<Void> log(SqlConnection connection, UUID serviceId, UUID alarmId, Line line) {
        return connection
                .preparedQuery(LOG)
                .execute(Tuple.of(alarmId, serviceId, Times.toRow(line.at()), line.kind(), line.actor(), line.words()))
                .mapEmpty();
    }
}
