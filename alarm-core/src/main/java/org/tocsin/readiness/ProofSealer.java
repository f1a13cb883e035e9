package org.tocsin.readiness;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.tocsin.platform.Database;
import org.tocsin.platform.OneAtATime;
import org.tocsin.platform.Times;
import org.tocsin.platform.Worker;

/**
 * Signs and chains what waits for it: proofs, confirmations, and parts of the database's own log. Runs in every process
 * that has the key; a lock of the database lets one at a time append. Nothing waits for it: what is not sealed yet is
 * sealed later, and {@code tocsin verify --database} says how much that is.
 */
public final class ProofSealer {
    /** Of the transaction-level lock under which chains grow; any number that nobody else uses. */
    private static final OneAtATime ONE_AT_A_TIME = new OneAtATime(0x746f6373696e01L);

    private static final String HEADS = """
            select distinct on (service_id) service_id, number, encode(hash, 'hex') as hash
            from chain_record where service_id = any ($1) order by service_id, number desc
            """;
    private static final String HOMES = """
            select distinct on (home_id) home_id, home_number as number, encode(hash, 'hex') as hash
            from chain_record where home_id = any ($1) order by home_id, home_number desc
            """;
    private static final String APPEND = """
            insert into chain_record (service_id, number, kind, subject_id, home_id, home_number, canonical, hash,
              signature, key_id, sealed_at)
            select service_id, number, kind, subject_id, home_id, home_number, canonical, hash, signature, $10, $11
            from unnest($1::uuid[], $2::bigint[], $3::text[], $4::uuid[], $5::uuid[], $6::bigint[], $7::text[],
              $8::bytea[], $9::bytea[]) t(service_id, number, kind, subject_id, home_id, home_number, canonical, hash,
              signature)
            """;
    private static final String KEY =
            "insert into chain_key (id, public_key, first_used_at) values ($1, $2, $3) on conflict (id) do nothing";

    private final Vertx vertx;
    private final Database database;
    private final InstantSource clock;
    private final ProofKey key;
    private final LogSpans log;
    private final Worker worker;

    public ProofSealer(Vertx vertx, Database database, InstantSource clock, ProofKey key) {
        this(vertx, database, clock, key, LogSpans.Pace.USUAL);
    }

    ProofSealer(Vertx vertx, Database database, InstantSource clock, ProofKey key, LogSpans.Pace pace) {
        this.vertx = vertx;
        this.database = database;
        this.clock = clock;
        this.key = key;
        this.log = new LogSpans(pace);
        this.worker = new Worker(vertx, "proof-sealer", this::round);
    }

    /** Begins to look about once a second. Called once. */
    public void start() {
        worker.start();
    }

    /** Looks no more; done when the round that is running has ended. */
    public Future<Void> stop() {
        return worker.stop();
    }

    /** Everything of one round. */
    private record Work(List<SealDue.Subject> due, LogSpans.Spans log) {
        boolean isNothing() {
            return due.isEmpty() && log.byService().isEmpty();
        }

        boolean more() {
            return log.more() || due.size() >= SealDue.MOST;
        }

        Set<UUID> services() {
            Set<UUID> services = new HashSet<>(log.byService().keySet());
            due.forEach(subject -> services.add(subject.serviceId()));
            return services;
        }
    }

    /** Seals what is due; true when more waits. */
    Future<Boolean> round() {
        return ONE_AT_A_TIME.round(database.pool(), this::seal);
    }

    private Future<Boolean> seal(SqlConnection connection) {
        return SealDue.read(connection)
                .compose(due -> log.next(connection).map(spans -> new Work(due, spans)))
                .compose(work -> work.isNothing()
                        ? Future.succeededFuture(work.more())
                        : append(connection, work).map(work.more()));
    }

    private Future<Void> append(SqlConnection connection, Work work) {
        Instant now = clock.instant();
        UUID[] homes =
                work.due().stream().map(SealDue.Subject::homeId).distinct().toArray(UUID[]::new);
        return links(connection, HEADS, work.services().toArray(UUID[]::new))
                .compose(heads -> links(connection, HOMES, homes)
                        .compose(last -> vertx.executeBlocking(() -> records(work, heads, last, now))))
                .compose(records -> write(connection, records, now))
                .compose(written -> SealDue.done(connection, work.due()));
    }

    private static Future<Map<UUID, Chain.Link>> links(SqlConnection connection, String sql, UUID[] ids) {
        return connection.preparedQuery(sql).execute(Tuple.of((Object) ids)).map(rows -> {
            Map<UUID, Chain.Link> links = new HashMap<>();
            rows.forEach(row -> links.put(row.getUUID(0), new Chain.Link(row.getLong(1), row.getString(2))));
            return links;
        });
    }

    private List<ChainRecord> records(
            Work work, Map<UUID, Chain.Link> heads, Map<UUID, Chain.Link> homes, Instant now) {
        List<ChainRecord> records = new ArrayList<>();
        for (UUID service : work.services()) {
            Chain chain = new Chain(service, key, now, heads.getOrDefault(service, Chain.Link.NONE), homes);
            work.due().stream()
                    .filter(subject -> subject.serviceId().equals(service))
                    .forEach(
                            subject -> chain.append(subject.kind(), subject.content(), subject.id(), subject.homeId()));
            List<?> spans = work.log().byService().getOrDefault(service, List.of());
            if (!spans.isEmpty()) {
                chain.append(ChainRecord.Kind.LOG, spans, null, null);
            }
            records.addAll(chain.appended());
        }
        return records;
    }

    private Future<Void> write(SqlConnection connection, List<ChainRecord> records, Instant now) {
        Tuple key = Tuple.of(
                this.key.open().id(), Buffer.buffer(this.key.open().key().getEncoded()), Times.toRow(now));
        Tuple columns = Tuple.tuple()
                .addValue(column(records, ChainRecord::serviceId).toArray(UUID[]::new))
                .addValue(column(records, ChainRecord::number).toArray(Long[]::new))
                .addValue(column(records, record -> record.kind().name()).toArray(String[]::new))
                .addValue(column(records, ChainRecord::subjectId).toArray(UUID[]::new))
                .addValue(column(records, ChainRecord::homeId).toArray(UUID[]::new))
                .addValue(column(records, ChainRecord::homeNumber).toArray(Long[]::new))
                .addValue(column(records, ChainRecord::canonical).toArray(String[]::new))
                .addValue(column(records, record -> bytes(record.hash())).toArray(Buffer[]::new))
                .addValue(column(records, record -> bytes(record.signature())).toArray(Buffer[]::new))
                .addValue(this.key.open().id())
                .addValue(Times.toRow(now));
        return connection
                .preparedQuery(KEY)
                .execute(key)
                .compose(known -> connection.preparedQuery(APPEND).execute(columns))
                .mapEmpty();
    }

    private static <T> List<T> column(List<ChainRecord> records, Function<ChainRecord, T> value) {
        List<T> column = new ArrayList<>();
        records.forEach(record -> column.add(value.apply(record)));
        return column;
    }

    private static Buffer bytes(String hex) {
        return Buffer.buffer(HexFormat.of().parseHex(hex));
    }
}
