package org.tocsin.readiness;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The tables of the database's own log, and how a row of each is written before it is hashed: its fields in this order,
 * each as the number of its bytes in UTF-8, a colon and the bytes, {@code ~} for what is absent. Never changed: a column
 * that is added later is sealed by a further kind of span.
 */
enum LogTable {
    ENTRY(
            "alarm_entry",
            "bigint",
            List.of(
                    "alarm_id::text",
                    "id::text",
                    "service_id::text",
                    micros("at"),
                    "kind",
                    "actor",
                    "words",
                    "signal_id::text")),
    AUDIT(
            "audit",
            "bigint",
            List.of("id::text", "service_id::text", micros("at"), "actor", "action", "subject", "address")),
    SIGNAL(
            "signal",
            "uuid",
            List.of(
                    "id::text",
                    "service_id::text",
                    "unit_id::text",
                    "home_id::text",
                    "alarm_id::text",
                    "cid",
                    "ref",
                    "protocol",
                    "kind",
                    "encode(body_hash, 'hex')",
                    micros("received_at"),
                    micros("recorded_at"),
                    micros("unit_time"),
                    "remote_address",
                    "gateway_id",
                    "array_to_string(doubts, ',')",
                    "body::text",
                    "encode(raw, 'hex')"));

    private final String table;
    private final String keyType;
    private final List<String> fields;

    LogTable(String table, String keyType, List<String> fields) {
        this.table = table;
        this.keyType = keyType;
        this.fields = fields;
    }

    String table() {
        return table;
    }

    /** Of the column {@code id}, in whose order rows are sealed. */
    String keyType() {
        return keyType;
    }

    /** Each field as SQL that gives text, of a row called by the table's own name. */
    List<String> fields() {
        return fields;
    }

    /** SQL that gives the 32 bytes of a row's digest. */
    String rowDigest() {
        return fields.stream()
                .map(field -> "coalesce(octet_length(" + field + ") || ':' || " + field + ", '~')")
                .collect(Collectors.joining(" || ", "sha256(convert_to(", ", 'UTF8'))"));
    }

    /** Points in time as whole microseconds since 1970, whatever the session's zone. */
    private static String micros(String column) {
        return "(extract(epoch from " + column + ") * 1000000)::bigint::text";
    }
}
