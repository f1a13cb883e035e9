package org.tocsin.incident;

import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.Objects;
import org.tocsin.platform.Times;

/** How incidents and their rules are read. */
final class IncidentRows {
    static final String COLUMNS = """
            i.id, i.service_id, i.card_id, i.cause, i.shared, i.area, i.carrier, i.opened_at, i.joined_at, i.homes,
            i.restored, i.contacted, i.popped, i.tasks, i.tasks_left, i.restoring_since, i.closed_at, i.seen::text as seen
            """;
    static final String RULE = "incident_homes, incident_carrier_homes, incident_within_s, incident_restored_percent,"
            + " incident_pop_out_s";

    private IncidentRows() {}

    static Incident incident(Row row) {
        return new Incident(
                row.getUUID("id"),
                row.getUUID("service_id"),
                row.getUUID("card_id"),
                Cause.valueOf(row.getString("cause")),
                key(row),
                new Incident.Times(
                        Times.fromRow(row.getOffsetDateTime("opened_at")),
                        Times.fromRowOrNull(row.getOffsetDateTime("restoring_since")),
                        Times.fromRowOrNull(row.getOffsetDateTime("closed_at"))),
                counts(row));
    }

    static Incident.Counts counts(Row row) {
        return new Incident.Counts(
                row.getInteger("homes"),
                row.getInteger("restored"),
                row.getInteger("contacted"),
                row.getInteger("popped"),
                row.getInteger("tasks"),
                row.getInteger("tasks_left"));
    }

    static Grouping.Key key(Row row) {
        Grouping.Shared shared = Grouping.Shared.valueOf(row.getString("shared"));
        String name = row.getString(shared == Grouping.Shared.AREA ? "area" : "carrier");
        return new Grouping.Key(shared, Objects.requireNonNull(name));
    }

    static IncidentRule rule(Row row) {
        return new IncidentRule(
                row.getInteger("incident_homes"),
                row.getInteger("incident_carrier_homes"),
                Duration.ofSeconds(row.getInteger("incident_within_s")),
                row.getInteger("incident_restored_percent"),
                Duration.ofSeconds(row.getInteger("incident_pop_out_s")));
    }
}
