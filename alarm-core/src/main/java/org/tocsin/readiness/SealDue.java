package org.tocsin.readiness;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Times;

/** What waits to be sealed, as it will stand in the chain. */
final class SealDue {
    static final int MOST = 100;

    private static final String PROOFS = "select p.id, p.service_id, p.home_id, p.unit_id, p.peripheral_id, k.dty,"
            + " p.signal_id, (select encode(" + LogTable.SIGNAL.rowDigest()
            + ", 'hex') from signal where id = p.signal_id and service_id = p.service_id) as signal_digest, p.kind,"
            + " p.asked_by, p.asked_at, p.received_at, p.path, p.visit_id, p.recorded_at"
            + " from seal_due d join proof p on p.id = d.subject_id left join peripheral k on k.id = p.peripheral_id"
            + " where d.kind = 'PROOF' order by d.subject_id limit " + MOST;
    private static final String CONFIRMATIONS = "select c.id, c.service_id, c.home_id, c.provider, c.at,"
            + " c.confirmed_by, c.override_reason from seal_due d join line_confirmation c on c.id = d.subject_id"
            + " where d.kind = 'CONFIRMATION' order by d.subject_id limit " + MOST;

    private SealDue() {}

    /** @param content as {@link CanonicalJson} writes it */
    record Subject(
            UUID id, UUID serviceId, UUID homeId, ChainRecord.Kind kind, Map<String, @Nullable Object> content) {}

    /** The oldest of them, at most twice {@link #MOST}. */
    static Future<List<Subject>> read(SqlConnection connection) {
        return connection
                .query(PROOFS)
                .execute()
                .compose(proofs -> connection.query(CONFIRMATIONS).execute().map(confirmations -> {
                    List<Subject> due = new ArrayList<>();
                    proofs.forEach(row -> due.add(subject(row, ChainRecord.Kind.PROOF, proof(row))));
                    confirmations.forEach(
                            row -> due.add(subject(row, ChainRecord.Kind.CONFIRMATION, confirmation(row))));
                    return due;
                }));
    }

    static Future<Void> done(SqlConnection connection, List<Subject> sealed) {
        return connection
                .preparedQuery("delete from seal_due where subject_id = any ($1)")
                .execute(Tuple.of(sealed.stream().map(Subject::id).toArray(UUID[]::new)))
                .mapEmpty();
    }

    /** The fields of a proof that are sealed, without what only the sealing adds. */
    static Map<String, @Nullable Object> facts(Proof proof) {
        Evidence evidence = proof.evidence();
        Map<String, @Nullable Object> content = new HashMap<>();
        content.put("id", proof.id().toString());
        content.put("unit", evidence.unitId().toString());
        content.put("trigger", text(evidence.peripheralId()));
        content.put("signal", evidence.signalId().toString());
        content.put("kind", evidence.kind().name());
        content.put("by", evidence.by());
        content.put("askedAt", evidence.askedAt().toString());
        content.put("receivedAt", evidence.receivedAt().toString());
        content.put("path", evidence.path());
        content.put("visit", text(evidence.visitId()));
        content.put("recordedAt", proof.recordedAt().toString());
        return content;
    }

    /** The fields of a confirmation that are sealed. */
    record Confirmation(
            String id,
            @Nullable String provider,
            Instant at,
            String by,
            @Nullable String overrideReason) {
        Map<String, @Nullable Object> facts() {
            Map<String, @Nullable Object> content = new HashMap<>();
            content.put("id", id);
            content.put("provider", provider);
            content.put("at", at.toString());
            content.put("by", by);
            content.put("overrideReason", overrideReason);
            return content;
        }
    }

    private static Map<String, @Nullable Object> confirmation(Row row) {
        return new Confirmation(
                        row.getUUID("id").toString(),
                        row.getString("provider"),
                        Times.fromRow(Objects.requireNonNull(row.getOffsetDateTime("at"))),
                        row.getString("confirmed_by"),
                        row.getString("override_reason"))
                .facts();
    }

    private static Map<String, @Nullable Object> proof(Row row) {
        Map<String, @Nullable Object> content = facts(ProofRows.read(row));
        content.put("triggerType", row.getString("dty"));
        content.put("signalDigest", row.getString("signal_digest"));
        return content;
    }

    private static Subject subject(Row row, ChainRecord.Kind kind, Map<String, @Nullable Object> content) {
        return new Subject(row.getUUID("id"), row.getUUID("service_id"), row.getUUID("home_id"), kind, content);
    }

    private static @Nullable String text(@Nullable UUID id) {
        return id == null ? null : id.toString();
    }
}
