package org.tocsin.readiness;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;

/** Writes out the proofs of a home, or the whole chain of a service, as a file that {@link ProofFile} checks. */
public final class ProofExport {
    private static final int PAGE = 500;

    private static final String RECORDS = """
            select number, canonical, encode(hash, 'hex') as hash, encode(signature, 'hex') as signature
            from chain_record
            where service_id = $1 and ($2::uuid is null or home_id = $2) and number > $3 and number <= $4
            order by number limit %d
            """.formatted(PAGE);

    private final Database database;
    private final InstantSource clock;
    private final ProofKey key;

    /** @param key signs the end of each export */
    public ProofExport(Database database, InstantSource clock, ProofKey key) {
        this.database = database;
        this.clock = clock;
        this.key = key;
    }

    /** Every key that has signed here, the oldest first. */
    public static Future<List<ProofPublicKey>> keys(Database database) {
        return database.pool()
                .query("select public_key from chain_key order by first_used_at, id")
                .execute()
                .map(rows -> {
                    List<ProofPublicKey> keys = new ArrayList<>();
                    rows.forEach(
                            row -> keys.add(ProofPublicKey.of(row.getBuffer(0).getBytes())));
                    return keys;
                });
    }

    /**
     * Everything that is sealed up to now.
     *
     * @param homeId only what is about this home; null for the whole chain of the service
     * @param sink takes part after part; the next is made when its future succeeds
     */
    public Future<Void> write(Scope scope, @Nullable UUID homeId, Function<Buffer, Future<Void>> sink) {
        Writing writing = new Writing(sink);
        Map<String, @Nullable Object> head = new TreeMap<>();
        head.put("format", ChainRecord.FORMAT);
        head.put("type", "export");
        head.put("chain", scope.serviceId().toString());
        head.put("home", homeId == null ? null : homeId.toString());
        head.put("exportedAt", clock.instant().toString());
        writing.line(head);
        return keys(database)
                .compose(keys -> {
                    keys.stream()
                            .filter(known -> !known.id().equals(key.open().id()))
                            .forEach(writing::key);
                    writing.key(key.open());
                    return newest(scope);
                })
                .compose(newest -> pages(scope, homeId, newest, writing))
                .compose(written -> writing.end());
    }

    private Future<Long> newest(Scope scope) {
        return database.pool()
                .preparedQuery("select coalesce(max(number), 0) from chain_record where service_id = $1")
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    private Future<Void> pages(Scope scope, @Nullable UUID homeId, long newest, Writing writing) {
        return database.pool()
                .preparedQuery(RECORDS)
                .execute(Tuple.of(scope.serviceId(), homeId, writing.last, newest))
                .compose(rows -> writing.records(rows)
                        .compose(written ->
                                rows.size() < PAGE ? Future.succeededFuture() : pages(scope, homeId, newest, writing)));
    }

    /** One file in the making. */
    private final class Writing {
        private final Function<Buffer, Future<Void>> sink;
        private final MessageDigest digest = Hashes.sha256();
        private Buffer part = Buffer.buffer();
        private long records;
        private long last;
        private String lastHash = Hashes.NONE;

        Writing(Function<Buffer, Future<Void>> sink) {
            this.sink = sink;
        }

        void key(ProofPublicKey open) {
            line(Map.of(
                    "type",
                    "key",
                    "id",
                    open.id(),
                    "publicKey",
                    Hashes.hex(open.key().getEncoded())));
        }

        Future<Void> records(RowSet<Row> rows) {
            for (Row row : rows) {
                // The record as it was signed, byte for byte, between two members that sort around it.
                text("{\"hash\":\"" + row.getString("hash") + "\",\"record\":" + row.getString("canonical")
                        + ",\"signature\":\"" + row.getString("signature") + "\"}");
                records++;
                last = row.getLong("number");
                lastHash = row.getString("hash");
            }
            return flush();
        }

        Future<Void> end() {
            Map<String, @Nullable Object> end = new TreeMap<>();
            end.put("type", "end");
            end.put("records", records);
            end.put("last", last);
            end.put("lastHash", lastHash);
            end.put("key", key.open().id());
            end.put("digest", Hashes.hex(digest.digest()));
            byte[] signed = CanonicalJson.write(end).getBytes(StandardCharsets.UTF_8);
            end.put("signature", Hashes.hex(key.sign(signed)));
            line(end);
            return flush();
        }

        void line(Map<String, ? extends @Nullable Object> line) {
            text(CanonicalJson.write(line));
        }

        private void text(String line) {
            byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
            digest.update(bytes);
            part.appendBytes(bytes);
        }

        private Future<Void> flush() {
            Buffer full = part;
            part = Buffer.buffer();
            return sink.apply(full);
        }
    }
}
