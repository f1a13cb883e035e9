package org.tocsin.readiness;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.readiness.Verification.Findings;

/** Holds the rows of the log against the digests that were sealed of them. Table after table, rows in order. */
final class LogCheck {
    private final Findings findings;
    /** By service and table, in the order of the chain. */
    private final Map<String, Deque<JsonObject>> spans = new HashMap<>();

    private final StringBuilder told = new StringBuilder();
    private @Nullable LogTable table;
    private String horizon = "";
    private String service = "";
    private Deque<JsonObject> open = new ArrayDeque<>();
    private MessageDigest digest = Hashes.sha256();
    private long rows;
    private long sealed;
    private long waiting;

    LogCheck(Findings findings) {
        this.findings = findings;
    }

    /** A record of the chain: parts of the log. */
    void sealed(String ofService, JsonArray parts) {
        for (int i = 0; i < parts.size(); i++) {
            JsonObject part = parts.getJsonObject(i);
            spans.computeIfAbsent(key(ofService, part.getString("table")), k -> new ArrayDeque<>())
                    .add(part);
        }
    }

    /** @param sealedTo up to where every row must be in some part */
    void begin(LogTable next, String sealedTo) {
        table = next;
        horizon = sealedTo;
        service = "";
        sealed = 0;
        waiting = 0;
    }

    /** The next row, in the order of service and id. */
    void row(String ofService, String id, List<@Nullable String> fields) {
        if (!ofService.equals(service)) {
            finish();
            service = ofService;
            open = spans.getOrDefault(key(ofService, name()), new ArrayDeque<>());
        }
        while (!open.isEmpty() && after(id, open.getFirst().getString("to"))) {
            close();
        }
        if (!open.isEmpty()) {
            digest.update(digest(fields));
            rows++;
            sealed++;
        } else if (after(id, horizon)) {
            waiting++;
        } else {
            findings.fault(
                    "%s: the row %s of service %s came after its part of the log was sealed.", name(), id, service);
        }
    }

    void end() {
        finish();
        // Of services that have no row left at all.
        spans.forEach((key, left) -> {
            if (key.endsWith(" " + name()) && !left.isEmpty()) {
                service = key.substring(0, key.indexOf(' '));
                open = left;
                finish();
            }
        });
        told.append(told.isEmpty() ? "" : ", ")
                .append("%s %d rows sealed and %d not sealed yet".formatted(name(), sealed, waiting));
    }

    void told() {
        findings.checked("The log, row by row: %s.", told);
    }

    private void finish() {
        while (!open.isEmpty()) {
            close();
        }
    }

    private void close() {
        JsonObject part = open.removeFirst();
        long were = part.getLong("rows");
        if (were != rows) {
            findings.fault(
                    "%s: of service %s, up to row %s, %d rows were sealed and %d are there.",
                    name(), service, part.getString("to"), were, rows);
        } else if (!part.getString("digest").equals(Hashes.hex(digest.digest()))) {
            findings.fault(
                    "%s: of service %s, up to row %s, a row was altered.", name(), service, part.getString("to"));
        }
        digest = Hashes.sha256();
        rows = 0;
    }

    static byte[] digest(List<@Nullable String> fields) {
        MessageDigest digest = Hashes.sha256();
        for (String field : fields) {
            if (field == null) {
                digest.update((byte) '~');
            } else {
                byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
                digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
                digest.update(bytes);
            }
        }
        return digest.digest();
    }

    /** As the database orders them: numbers by size, UUIDs by their bytes. */
    private boolean after(String id, String other) {
        return table == LogTable.SIGNAL
                ? id.compareTo(other) > 0
                : new BigInteger(id).compareTo(new BigInteger(other)) > 0;
    }

    private String name() {
        return table == null ? "" : table.table();
    }

    private static String key(String service, String table) {
        return service + " " + table;
    }
}
