package org.tocsin.readiness;

import io.vertx.sqlclient.Row;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.tocsin.platform.Times;

/** Proofs as the table has them. */
final class ProofRows {
    static final String COLUMNS =
            "id, service_id, home_id, unit_id, peripheral_id, signal_id, kind, asked_by, asked_at,"
                    + " received_at, path, visit_id, recorded_at";

    private ProofRows() {}

    static Proof read(ResultSet row) throws SQLException {
        Evidence evidence = new Evidence(
                id(row, "service_id"),
                id(row, "home_id"),
                id(row, "unit_id"),
                row.getObject("peripheral_id", UUID.class),
                id(row, "signal_id"),
                Evidence.Kind.valueOf(row.getString("kind")),
                row.getString("asked_by"),
                time(row, "asked_at"),
                time(row, "received_at"),
                row.getString("path"),
                row.getObject("visit_id", UUID.class));
        return new Proof(id(row, "id"), evidence, time(row, "recorded_at"));
    }

    private static UUID id(ResultSet row, String column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return Times.fromRow(row.getObject(column, OffsetDateTime.class));
    }

    static Proof read(Row row) {
        Evidence evidence = new Evidence(
                row.getUUID("service_id"),
                row.getUUID("home_id"),
                row.getUUID("unit_id"),
                row.getUUID("peripheral_id"),
                row.getUUID("signal_id"),
                Evidence.Kind.valueOf(row.getString("kind")),
                row.getString("asked_by"),
                Times.fromRow(row.getOffsetDateTime("asked_at")),
                Times.fromRow(row.getOffsetDateTime("received_at")),
                row.getString("path"),
                row.getUUID("visit_id"));
        return new Proof(row.getUUID("id"), evidence, Times.fromRow(row.getOffsetDateTime("recorded_at")));
    }
}
