package org.tocsin.incident;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;
import org.tocsin.platform.Wakeup;

/** What people do on an incident's card: ring its homes, one or many, and write down what came of it. */
public final class IncidentDesk {
    /** Homes in one act. */
    public static final int MOST = 200;

    private static final int LONGEST_NOTE = 2_000;

    private static final String MAY = """
            select display_name from operator
            where id = $1 and service_id = $2 and active and role in ('OPERATOR', 'MANAGER', 'ADMIN')
            """;
    private static final String SPOKEN = """
            update incident_home set attempts = attempts + 1, result = $3, note = $4, contacted_by = $5,
              contacted_at = case when $7 then $6 else contacted_at end
            where incident_id = $1 and alarm_id = any($2) and left_at is null returning alarm_id
            """;

    private final Pool pool;
    private final InstantSource clock;
    private final Wakeup wakeup;

    public IncidentDesk(Database database, InstantSource clock, Wakeup wakeup) {
        this.pool = database.pool();
        this.clock = clock;
        this.wakeup = wakeup;
    }

    /**
     * @param alarms of the homes that were rung, at most {@value #MOST}
     * @param note what should be known later; the same for all
     */
    public record Contact(
            List<UUID> alarms,
            ContactResult result,
            @Nullable String note) {
        public Contact {
            alarms = List.copyOf(alarms);
        }
    }

    /**
     * Writes down what came of ringing these homes, on the card and in each home's own alarm. A home that needs help leaves
     * the incident and sounds at once.
     */
    public Future<IncidentResult> contacted(Scope scope, UUID incidentId, Contact contact) {
        if (contact.alarms().isEmpty() || contact.alarms().size() > MOST) {
            return Future.succeededFuture(
                    new IncidentResult.Invalid("homes", "Choose the homes you rang, at most " + MOST + " at once."));
        }
        String note = contact.note();
        if (note != null && (note.length() > LONGEST_NOTE || note.indexOf(0) >= 0)) {
            return Future.succeededFuture(
                    new IncidentResult.Invalid("note", "At most " + LONGEST_NOTE + " characters."));
        }
        Instant now = clock.instant();
        return pool.withTransaction(connection -> actor(connection, scope)
                        .compose(actor -> actor == null
                                ? Future.succeededFuture(new IncidentResult.NotAllowed(
                                        "Only an operator of this service works on incidents."))
                                : IncidentCard.hold(connection, incidentId).compose(held -> {
                                    Row row = held.orElse(null);
                                    if (row == null
                                            || !row.getUUID("service_id").equals(scope.serviceId())) {
                                        return Future.succeededFuture(new IncidentResult.NotFound());
                                    }
                                    if (row.getOffsetDateTime("closed_at") != null) {
                                        return Future.succeededFuture(new IncidentResult.NotAllowed(
                                                "This incident is closed; its record is sealed."));
                                    }
                                    Work work = new Work(
                                            connection, scope, IncidentRows.incident(row), contact, actor, now);
                                    return work.write();
                                })))
                .onSuccess(result -> {
                    if (result instanceof IncidentResult.Done) {
                        wakeup.ring();
                    }
                });
    }

    /** How the log names who acts; null for whoever may not. */
    private static Future<@Nullable String> actor(SqlConnection connection, Scope scope) {
        if (scope.operatorId() == null) {
            return Future.succeededFuture(scope.actor());
        }
        return connection
                .preparedQuery(MAY)
                .execute(Tuple.of(scope.operatorId(), scope.serviceId()))
                .map(rows ->
                        rows.stream().findFirst().map(row -> row.getString(0)).orElse(null));
    }

    private record Work(
            SqlConnection connection, Scope scope, Incident incident, Contact contact, String actor, Instant now) {
        Future<IncidentResult> write() {
            boolean spoken = contact.result().act() != HomeInIncident.Act.NO_ANSWER;
            Tuple values = Tuple.of(incident.id())
                    .addValue(contact.alarms().toArray(UUID[]::new))
                    .addString(contact.result().name())
                    .addString(contact.note())
                    .addString(scope.actor())
                    .addOffsetDateTime(Times.toRow(now))
                    .addBoolean(spoken);
            return HomesOut.lock(connection, contact.alarms())
                    .compose(v -> connection.preparedQuery(SPOKEN).execute(values))
                    .map(Work::ids)
                    .compose(homes -> log(homes)
                            .compose(v -> contact.result() == ContactResult.NEEDS_HELP
                                    ? HomesOut.leave(connection, incident, homes, HomesOut.Why.NEEDS_HELP, now)
                                    : Future.succeededFuture())
                            .compose(v -> IncidentCard.count(connection, incident.id()))
                            .map(counted -> new IncidentResult.Done(counted, homes.size())));
        }

        private static List<UUID> ids(RowSet<Row> rows) {
            return rows.stream().map(row -> row.getUUID(0)).toList();
        }

        private Future<Void> log(List<UUID> homes) {
            if (homes.isEmpty()) {
                return Future.succeededFuture();
            }
            String what = contact.result().words() + (contact.note() == null ? "" : "; " + contact.note());
            String many = homes.size() == 1 ? "1 home" : homes.size() + " homes";
            return IncidentCard.log(connection, homes, line(actor + " rang because of the incident: " + what))
                    .compose(v -> IncidentCard.log(
                            connection, List.of(incident.cardId()), line(actor + " rang " + many + ": " + what)));
        }

        private IncidentCard.Line line(String words) {
            return new IncidentCard.Line(incident.serviceId(), now, "NOTE", scope.actor(), words);
        }
    }
}
