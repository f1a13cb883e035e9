package org.tocsin.incident;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.tocsin.platform.Times;

/** Lets homes out of an incident: their alarms stand on the board by themselves again. The caller holds the incident. */
final class HomesOut {
    private static final String LOCK = "select id from alarm where id = any($1) order by id for update";
    private static final String LEAVE = """
            update incident_home set left_at = $3, left_why = $4
            where incident_id = $1 and alarm_id = any($2) and left_at is null
            """;
    private static final String SOUND = """
            update alarm set incident_id = null, sounding = true, change_xid = pg_current_xact_id()
            where id = any($1) and state <> 'CLOSED'
            """;
    private static final String QUIET = """
            update alarm set incident_id = null, change_xid = pg_current_xact_id() where id = any($1)
            """;

    private HomesOut() {}

    /** Why a home is on its own again. Stored by name. */
    enum Why {
        STILL_OFF("Still off after the others are back: sounds on its own"),
        OTHER_FAULT("It has a fault besides the incident's: sounds on its own"),
        NEEDS_HELP("Rung because of the incident, and help is needed: sounds on its own"),
        TAKEN_ALONE("No longer part of the incident: somebody works on it"),
        CARD_CLOSED("Lost again when the incident was closed: sounds on its own");

        private final String words;

        Why(String words) {
            this.words = words;
        }
    }

    /** The alarms sound, unless somebody has them. */
    static Future<Void> leave(
            SqlConnection connection, Incident incident, Collection<UUID> alarms, Why why, Instant now) {
        if (alarms.isEmpty()) {
            return Future.succeededFuture();
        }
        UUID[] ids = alarms.toArray(UUID[]::new);
        boolean quiet = why == Why.TAKEN_ALONE;
        IncidentCard.Line line = quiet
                ? IncidentCard.Line.note(incident.serviceId(), now, why.words)
                : IncidentCard.Line.returned(incident.serviceId(), now, why.words);
        String many = ids.length == 1 ? "1 home is" : ids.length + " homes are";
        IncidentCard.Line onCard = IncidentCard.Line.note(
                incident.serviceId(),
                now,
                many + " on their own again. ".replace("their", ids.length == 1 ? "its" : "their") + why.words);
        return lock(connection, alarms)
                .compose(v -> connection.preparedQuery(quiet ? QUIET : SOUND).execute(Tuple.of(ids)))
                .compose(v -> connection
                        .preparedQuery(LEAVE)
                        .execute(Tuple.of(incident.id(), ids, Times.toRow(now), why.name())))
                .compose(v -> IncidentCard.log(connection, alarms, line))
                .compose(v -> IncidentCard.log(connection, List.of(incident.cardId()), onCard));
    }

    /** In id order, as every transaction that takes several alarms does. */
    static Future<Void> lock(SqlConnection connection, Collection<UUID> alarms) {
        return connection
                .preparedQuery(LOCK)
                .execute(Tuple.tuple().addValue(alarms.toArray(UUID[]::new)))
                .mapEmpty();
    }
}
