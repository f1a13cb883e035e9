package org.tocsin.readiness;

import io.vertx.sqlclient.Row;
import org.tocsin.platform.Times;

/** Proofs as the table has them. */
final class ProofRows {
    static final String COLUMNS =
            "id, service_id, home_id, unit_id, peripheral_id, signal_id, kind, asked_by, asked_at,"
                    + " received_at, path, visit_id, recorded_at";

    private ProofRows() {}

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
