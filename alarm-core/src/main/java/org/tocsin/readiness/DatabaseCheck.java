package org.tocsin.readiness;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.DatabaseUrl;
import org.tocsin.platform.Times;
import org.tocsin.readiness.SealedLine.Altered;
import org.tocsin.readiness.Verification.Findings;

/**
 * Checks a database against the chains in it: every record, every proof, every row of the log that was sealed. Reads the
 * whole of it in one snapshot, works the digests out by itself, and changes nothing. Blocks.
 */
public final class DatabaseCheck {
    private static final int FETCH = 500;

    private final Findings findings = new Findings();
    private final Map<String, ProofPublicKey> keys = new HashMap<>();
    private final Map<String, ChainCheck> chains = new HashMap<>();
    private final LogCheck log = new LogCheck(findings);
    private final Connection connection;
    private final boolean keysGiven;

    private DatabaseCheck(Connection connection, List<ProofPublicKey> trusted) {
        this.connection = connection;
        this.keysGiven = !trusted.isEmpty();
        trusted.forEach(key -> keys.put(key.id(), key));
    }

    /**
     * @param trusted the keys that are believed; none: those in the database are
     */
    public static Verification verify(DatabaseUrl url, List<ProofPublicKey> trusted) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", url.user());
        properties.setProperty("password", url.password());
        try (Connection connection = DriverManager.getConnection(url.jdbc(), properties)) {
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            DatabaseCheck check = new DatabaseCheck(connection, trusted);
            check.run();
            connection.rollback();
            return check.findings.done();
        }
    }

    private interface Each {
        void row(ResultSet row) throws SQLException;
    }

    private void run() throws SQLException {
        if (!keysGiven) {
            each("select public_key from chain_key", row -> {
                ProofPublicKey key = ProofPublicKey.of(row.getBytes(1));
                keys.put(key.id(), key);
            });
        }
        records();
        proofs();
        confirmations();
        log(LogTable.ENTRY, "entry_to");
        log(LogTable.AUDIT, "audit_to");
        log(LogTable.SIGNAL, "signal_to");
        told();
    }

    private void records() throws SQLException {
        each(
                "select service_id::text, number, canonical, encode(hash, 'hex'), signature, kind, subject_id::text,"
                        + " home_id::text, home_number from chain_record order by service_id, number",
                row -> {
                    String service = row.getString(1);
                    ChainCheck chain = chains.computeIfAbsent(service, id -> new ChainCheck(id, null, keys));
                    try {
                        SealedLine record = SealedLine.of(row.getString(3).getBytes(StandardCharsets.UTF_8));
                        chain.next(record, row.getString(4), row.getBytes(5));
                        String type = record.text("type");
                        String subject =
                                type.equals("log") ? null : record.object(type).text("id");
                        if (record.number("number") != row.getLong(2)
                                || !type.equalsIgnoreCase(row.getString(6))
                                || !Objects.equals(subject, row.getString(7))
                                || !isOfHome(record, row.getString(8), row.getObject(9, Long.class))) {
                            throw new Altered("is filed as another one");
                        }
                        if (type.equals("log")) {
                            log.sealed(service, record.json().getJsonArray("log"));
                        }
                    } catch (Altered e) {
                        findings.fault("Record %d of chain %s %s.", row.getLong(2), service, e.what());
                    }
                });
    }

    private static boolean isOfHome(SealedLine record, @Nullable String homeId, @Nullable Long number) throws Altered {
        if (!record.has("home")) {
            return homeId == null && number == null;
        }
        SealedLine home = record.object("home");
        return home.text("id").equals(homeId) && number != null && home.number("number") == number;
    }

    /** Every proof is in the chain as it stands in its table, or waits to be; and its signal is the one that was sealed. */
    private void proofs() throws SQLException {
        each(
                "select p.*, r.canonical, r.subject_id, d.subject_id as due, (select encode("
                        + LogTable.SIGNAL.rowDigest()
                        + ", 'hex') from signal where id = p.signal_id) as signal_digest"
                        + " from proof p full join (select * from chain_record where kind = 'PROOF') r"
                        + " on r.subject_id = p.id left join seal_due d on d.subject_id = p.id",
                row -> {
                    if (row.getString("id") == null) {
                        findings.fault(
                                "The proof %s was sealed and is not there any more.", row.getString("subject_id"));
                    } else if (row.getString("canonical") == null) {
                        if (row.getString("due") == null) {
                            findings.fault("The proof %s was never sealed.", row.getString("id"));
                        }
                    } else {
                        compare(row);
                    }
                });
    }

    private void compare(ResultSet row) throws SQLException {
        Map<String, @Nullable Object> facts = SealDue.facts(ProofRows.read(row));
        JsonObject record = new JsonObject(row.getString("canonical"));
        Map<String, Object> sealed = record.getJsonObject("proof").getMap();
        Object digest = sealed.remove("signalDigest");
        sealed.remove("triggerType");
        if (!isWhereItWas(record, row) || !CanonicalJson.write(sealed).equals(CanonicalJson.write(facts))) {
            findings.fault("The proof %s is not as it was sealed.", row.getString("id"));
        }
        if (!Objects.equals(digest, row.getString("signal_digest"))) {
            findings.fault("The signal of proof %s is not as it was sealed, or gone.", row.getString("id"));
        }
    }

    /** Of the service and the home of which it was sealed. */
    private static boolean isWhereItWas(JsonObject record, ResultSet row) throws SQLException {
        return row.getString("service_id").equals(record.getString("chain"))
                && row.getString("home_id").equals(record.getJsonObject("home").getString("id"));
    }

    private void confirmations() throws SQLException {
        each(
                "select c.*, r.canonical, r.subject_id, d.subject_id as due from line_confirmation c"
                        + " full join (select * from chain_record where kind = 'CONFIRMATION') r on r.subject_id = c.id"
                        + " left join seal_due d on d.subject_id = c.id",
                row -> {
                    String id = row.getString("id");
                    String canonical = row.getString("canonical");
                    if (id == null) {
                        findings.fault(
                                "The confirmation %s was sealed and is not there any more.",
                                row.getString("subject_id"));
                    } else if (canonical == null) {
                        if (row.getString("due") == null) {
                            findings.fault("The confirmation %s was never sealed.", id);
                        }
                    } else if (!isAsSealed(new JsonObject(canonical), row)) {
                        findings.fault("The confirmation %s is not as it was sealed.", id);
                    }
                });
    }

    private static boolean isAsSealed(JsonObject record, ResultSet row) throws SQLException {
        SealDue.Confirmation facts = new SealDue.Confirmation(
                row.getString("id"),
                row.getString("provider"),
                Times.fromRow(row.getObject("at", OffsetDateTime.class)),
                row.getString("confirmed_by"),
                row.getString("override_reason"));
        Map<String, Object> sealed = record.getJsonObject("confirmation").getMap();
        return isWhereItWas(record, row) && CanonicalJson.write(sealed).equals(CanonicalJson.write(facts.facts()));
    }

    private void log(LogTable table, String horizon) throws SQLException {
        String[] to = new String[1];
        each("select " + horizon + "::text from log_horizon", row -> to[0] = row.getString(1));
        log.begin(table, to[0]);
        int fields = table.fields().size();
        each(
                "select service_id::text, id::text, " + String.join(", ", table.fields()) + " from " + table.table()
                        + " order by service_id, id",
                row -> {
                    List<@Nullable String> values = new ArrayList<>(fields);
                    for (int i = 0; i < fields; i++) {
                        values.add(row.getString(i + 3));
                    }
                    log.row(row.getString(1), row.getString(2), values);
                });
        log.end();
    }

    private void told() {
        long records = chains.values().stream().mapToLong(ChainCheck::records).sum();
        long proofs = chains.values().stream().mapToLong(ChainCheck::proofs).sum();
        findings.checked(
                "%d chains with %d records, %d of them proofs: signatures, hashes and order.",
                chains.size(), records, proofs);
        chains.forEach((service, chain) -> findings.checked(
                "The chain of service %s ends with number %d, %s.", service, chain.last(), chain.lastHash()));
        log.told();
        if (!keysGiven) {
            findings.unknown(
                    "Whose keys they are: those in the database were used. Give the published ones with --key.");
        }
        findings.unknown(
                "Whether a chain once was longer: hold it against an earlier export, or note its last number and hash.");
        findings.unknown("Whether who has the key sealed only what was so.");
    }

    private void each(String sql, Each each) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(FETCH);
            try (ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    each.row(rows);
                }
            }
        }
    }
}
