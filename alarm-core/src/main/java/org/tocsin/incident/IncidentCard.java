package org.tocsin.incident;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Times;

/**
 * An incident held for a change, in the caller's transaction: the card's row first, then the incident's, then, by id, those
 * of its homes' alarms; whoever keeps to this order waits for nobody in a circle.
 */
final class IncidentCard {
    private static final String CARD = "select card_id from incident where id = $1";
    private static final String LOCK_CARD = "select id from alarm where id = $1 for update";
    private static final String LOCK =
            "select " + IncidentRows.COLUMNS + " from incident i where i.id = $1 for update of i";
    private static final String COUNT =
            """
            with before as (select tasks, tasks_left from incident where id = $1)
            update incident i set homes = c.homes, restored = c.restored, contacted = c.contacted, popped = c.popped,
              tasks = c.tasks, tasks_left = c.tasks_left
            from (
              select count(*) as homes,
                count(*) filter (where left_at is null and restored_at is not null) as restored,
                count(*) filter (where left_at is null and restored_at is null and contacted_at is not null) as contacted,
                count(*) filter (where left_at is not null) as popped,
                count(*) filter (where tasks <> '{}') as tasks,
                count(*) filter (where tasks <> '{}' and left_at is null and restored_at is null
                  and contacted_at is null) as tasks_left
              from incident_home where incident_id = $1) c
            where i.id = $1 returning
            """ + " " + IncidentRows.COLUMNS + ", (select tasks from before) as tasks_before,"
                    + " (select tasks_left from before) as tasks_left_before";
    // Its rank is raised by whoever has to be rung, and never lowered. One more of them is heard, also on a card that
    // somebody has taken: their own alarm is quiet. Restored is not closed: with all homes back it stands until
    // somebody
    // looks, and sounds no more; lost again, it sounds again.
    private static final String SHOW = """
            update alarm set trigger_words = $2, priority = least(priority, $3),
              sounding = not $5 and (sounding or $4 or 'RESTORED' = any(flags)),
              flags = case when $5 then array_append(array_remove(flags, 'RESTORED'), 'RESTORED')
                else array_remove(flags, 'RESTORED') end, change_xid = pg_current_xact_id()
            where id = $1 and state <> 'CLOSED' and (trigger_words <> $2 or priority > $3 or ($4 and not sounding)
              or $5 <> ('RESTORED' = any(flags)))
            """;
    private static final String RESTORING = "update incident set restoring_since = $2 where id = $1";
    private static final String LOG = """
            insert into alarm_entry (alarm_id, service_id, at, kind, actor, words)
            select id, $2, $3, $4, $5, $6 from unnest($1::uuid[]) id
            """;

    private IncidentCard() {}

    /** Locks it; empty where there is none. */
    static Future<Optional<Row>> hold(SqlConnection connection, UUID incidentId) {
        return connection.preparedQuery(CARD).execute(Tuple.of(incidentId)).compose(rows -> {
            if (rows.size() == 0) {
                return Future.succeededFuture(Optional.empty());
            }
            UUID card = rows.iterator().next().getUUID(0);
            return connection
                    .preparedQuery(LOCK_CARD)
                    .execute(Tuple.of(card))
                    .compose(locked -> connection.preparedQuery(LOCK).execute(Tuple.of(incidentId)))
                    .map(found -> found.stream().findFirst());
        });
    }

    /** Counts its homes anew and says so on the card. */
    static Future<Incident> count(SqlConnection connection, UUID incidentId) {
        return connection.preparedQuery(COUNT).execute(Tuple.of(incidentId)).compose(rows -> {
            Row row = rows.iterator().next();
            Incident incident = IncidentRows.incident(row);
            Incident.Counts counts = incident.counts();
            // New in the incident, or off once more after it was back or had been spoken with.
            boolean oneMore = counts.tasks() > row.getInteger("tasks_before")
                    || counts.tasksLeft() > row.getInteger("tasks_left_before");
            return connection
                    .preparedQuery(SHOW)
                    .execute(Tuple.of(
                            incident.cardId(), Incident.standing(counts), priority(counts), oneMore, counts.allBack()))
                    .map(incident);
        });
    }

    /** URGENT while somebody has to be rung, FAULT otherwise; a life alarm always stands above. */
    static int priority(Incident.Counts counts) {
        return counts.tasksLeft() > 0 ? 2 : 3;
    }

    static Future<Void> restoring(SqlConnection connection, UUID incidentId, @Nullable Instant since) {
        return connection
                .preparedQuery(RESTORING)
                .execute(Tuple.of(incidentId, Times.toRowOrNull(since)))
                .mapEmpty();
    }

    /** The same line in the log of each of these alarms. */
    static Future<Void> log(SqlConnection connection, Collection<UUID> alarms, Line line) {
        if (alarms.isEmpty()) {
            return Future.succeededFuture();
        }
        Tuple values = Tuple.tuple()
                .addValue(alarms.toArray(UUID[]::new))
                .addValue(line.serviceId())
                .addValue(Times.toRow(line.at()))
                .addValue(line.kind())
                .addValue(line.actor())
                .addValue(line.words());
        return connection.preparedQuery(LOG).execute(values).mapEmpty();
    }

    /** @param kind name of an {@link org.tocsin.alarm.EntryKind} */
    record Line(UUID serviceId, Instant at, String kind, String actor, String words) {
        static Line note(UUID serviceId, Instant at, String words) {
            return new Line(serviceId, at, "NOTE", "platform", words);
        }

        static Line returned(UUID serviceId, Instant at, String words) {
            return new Line(serviceId, at, "RETURNED", "platform", words);
        }
    }
}
