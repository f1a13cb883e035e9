package org.tocsin.incident;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.tocsin.incident.HomeInIncident.Act;
import org.tocsin.incident.HomeInIncident.Alarm;
import org.tocsin.incident.HomeInIncident.State;
import org.tocsin.incident.HomeInIncident.Verdict;
import org.tocsin.platform.Times;

/** Ends the alarms of an incident's homes once its card is closed: with its outcome, so many at a time. */
final class IncidentSettling {
    private static final String LEFT = """
            select h.alarm_id, h.contacted_at is not null as contacted, 'RESTORED' = any(a.flags) as over, a.state,
              h.result
            from incident_home h join alarm a on a.id = h.alarm_id
            where h.incident_id = $1 and h.left_at is null order by a.id limit $2 for update of a
            """;
    private static final String OUTCOME = """
            select coalesce(outcome, ''), coalesce(closing_note, ''), closed_by, reference from alarm where id = $1
            """;
    // Read once the alarms are held: no signal adds a fault to one of them any more.
    private static final String FAULTS = """
            select alarm_id, array_agg(kind || ' ' || dty) as faults from fault
            where alarm_id = any($1) and lost_at is not null and restored_at is null group by alarm_id
            """;
    private static final String CLOSE = """
            update alarm set state = 'CLOSED', sounding = false, closed_at = $2, closed_by = $3, outcome = $4,
              closing_note = $5, change_xid = pg_current_xact_id()
            where id = any($1) and state = 'WAITING'
            """;
    private static final String LEAVE = """
            update incident_home set left_at = $3, left_why = 'CARD_CLOSED' where incident_id = $1 and alarm_id = any($2)
            """;
    private static final String SETTLED = "update incident set settled_at = $2 where id = $1";

    private final SqlConnection connection;
    private final Incident incident;
    private final Instant now;

    private IncidentSettling(SqlConnection connection, Incident incident, Instant now) {
        this.connection = connection;
        this.incident = incident;
        this.now = now;
    }

    /** True when more is left than fitted. */
    static Future<Boolean> settle(SqlConnection connection, UUID incidentId, Instant now) {
        return IncidentCard.hold(connection, incidentId).compose(held -> {
            if (held.isEmpty() || held.get().getOffsetDateTime("closed_at") == null) {
                return Future.succeededFuture(false);
            }
            return new IncidentSettling(connection, IncidentRows.incident(held.get()), now).settle();
        });
    }

    private Future<Boolean> settle() {
        return connection
                .preparedQuery(LEFT)
                .execute(Tuple.of(incident.id(), IncidentOpening.BATCH))
                .compose(rows -> withFaultsOfTheirOwn(rows).compose(own -> {
                    List<UUID> closing = new ArrayList<>();
                    List<UUID> sounding = new ArrayList<>();
                    List<UUID> taken = new ArrayList<>();
                    List<UUID> other = new ArrayList<>();
                    rows.forEach(row -> sort(row, closing, sounding, taken));
                    closing.stream().filter(own::contains).forEach(other::add);
                    closing.removeAll(own);
                    return HomesOut.leave(connection, incident, sounding, HomesOut.Why.CARD_CLOSED, now)
                            .compose(v -> HomesOut.leave(connection, incident, taken, HomesOut.Why.TAKEN_ALONE, now))
                            .compose(v -> HomesOut.leave(connection, incident, other, HomesOut.Why.OTHER_FAULT, now))
                            .compose(v -> close(closing))
                            .compose(v ->
                                    rows.size() < IncidentOpening.BATCH ? settled() : Future.succeededFuture(true));
                }));
    }

    /** What came since the last look at the incident, and is no part of it, must not end with it. */
    private Future<Set<UUID>> withFaultsOfTheirOwn(RowSet<Row> rows) {
        UUID[] alarms = rows.stream().map(row -> row.getUUID("alarm_id")).toArray(UUID[]::new);
        return connection
                .preparedQuery(FAULTS)
                .execute(Tuple.tuple().addValue(alarms))
                .map(found -> found.stream()
                        .filter(row -> LossReader.Faults.of(row.getArrayOfStrings("faults"))
                                .others())
                        .map(row -> row.getUUID("alarm_id"))
                        .collect(Collectors.toSet()));
    }

    private static void sort(Row row, List<UUID> closing, List<UUID> sounding, List<UUID> taken) {
        UUID alarm = row.getUUID("alarm_id");
        if (!row.getString("state").equals("WAITING")) {
            taken.add(alarm);
            return;
        }
        State state =
                row.getBoolean("over") ? State.RESTORED : row.getBoolean("contacted") ? State.CONTACTED : State.OFF;
        boolean closes =
                HomeInIncident.of(state, Act.CARD_CLOSED) instanceof Verdict.To to && to.alarm() == Alarm.CLOSES;
        (closes ? closing : sounding).add(alarm);
    }

    private Future<Void> close(List<UUID> alarms) {
        if (alarms.isEmpty()) {
            return Future.succeededFuture();
        }
        UUID[] ids = alarms.toArray(UUID[]::new);
        return connection
                .preparedQuery(OUTCOME)
                .execute(Tuple.of(incident.cardId()))
                .compose(rows -> {
                    Row card = rows.iterator().next();
                    Tuple values = Tuple.tuple()
                            .addValue(ids)
                            .addValue(Times.toRow(now))
                            .addValue(card.getUUID(2))
                            .addValue(card.getString(0))
                            .addValue(card.getString(1).isEmpty() ? null : card.getString(1));
                    String words = "Closed with its incident " + card.getString(3) + ": " + incident.title();
                    IncidentCard.Line line =
                            new IncidentCard.Line(incident.serviceId(), now, "CLOSED", "platform", words);
                    return connection
                            .preparedQuery(CLOSE)
                            .execute(values)
                            .compose(v -> connection
                                    .preparedQuery(LEAVE)
                                    .execute(Tuple.of(incident.id(), ids, Times.toRow(now))))
                            .compose(v -> IncidentCard.log(connection, alarms, line));
                });
    }

    private Future<Boolean> settled() {
        return connection
                .preparedQuery(SETTLED)
                .execute(Tuple.of(incident.id(), Times.toRow(now)))
                .map(false);
    }
}
