package org.tocsin.readiness;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;

/**
 * The evidence of thousands of remote tests at once, held to the same rules as {@link ProofBook} holds one: the signal
 * is on file, of this very home and unit, received after it was asked for, by a sender who has proved to be the unit.
 */
public final class RemoteTests {
    private static final String RECORD = """
            with kept as (
              insert into proof (id, service_id, home_id, unit_id, signal_id, kind, asked_by, asked_at, received_at, path,
                recorded_at)
              select w.id, s.service_id, s.home_id, s.unit_id, s.id, 'REMOTE_TEST', w.asked_by, w.asked_at, s.received_at,
                w.path, $9
              from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::timestamptz[],
                $8::text[]) as w(id, service_id, home_id, unit_id, signal_id, asked_by, asked_at, path)
              join signal s on s.id = w.signal_id and s.service_id = w.service_id and s.home_id = w.home_id
                and s.unit_id = w.unit_id and s.received_at >= w.asked_at and s.kind <> 'UNREADABLE'
                and not (s.doubts && array['FAILED_PASSWORD', 'FAILED_CERTIFICATE', 'OTHER_ADDRESS', 'NOT_ON_FILE'])
              on conflict on constraint proof_once do nothing returning id, service_id)
            insert into seal_due (subject_id, service_id, kind) select id, service_id, 'PROOF' from kept
            """;

    private RemoteTests() {}

    /**
     * Keeps what the signals bear out, within the caller's transaction; what is kept already stays as it is.
     *
     * @param heard of kind {@link Evidence.Kind#REMOTE_TEST}, without a trigger
     * @return how many are new
     */
    public static Future<Integer> record(SqlConnection connection, List<Evidence> heard, Instant now) {
        for (Evidence evidence : heard) {
            if (evidence.kind() != Evidence.Kind.REMOTE_TEST || evidence.peripheralId() != null) {
                throw new IllegalArgumentException("a remote test proves unit and path, never a trigger");
            }
        }
        Tuple values = Tuple.tuple()
                .addValue(heard.stream().map(one -> Ids.next()).toArray(UUID[]::new))
                .addValue(heard.stream().map(Evidence::serviceId).toArray(UUID[]::new))
                .addValue(heard.stream().map(Evidence::homeId).toArray(UUID[]::new))
                .addValue(heard.stream().map(Evidence::unitId).toArray(UUID[]::new))
                .addValue(heard.stream().map(Evidence::signalId).toArray(UUID[]::new))
                .addValue(heard.stream().map(Evidence::by).toArray(String[]::new))
                .addValue(heard.stream().map(one -> Times.toRow(one.askedAt())).toArray(OffsetDateTime[]::new))
                .addValue(heard.stream().map(Evidence::path).toArray(String[]::new))
                .addValue(Times.toRow(now));
        return connection.preparedQuery(RECORD).execute(values).map(rows -> rows.rowCount());
    }
}
