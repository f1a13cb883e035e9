package org.tocsin.access;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Times;

/** That whoever has the board heard its sounds at the start of the shift. Append-only. */
public final class SoundTests {
    /** Longer ago it was another shift. */
    public static final Duration HOLDS = Duration.ofHours(12);

    private static final int MOST = 200;

    private final Database database;
    private final InstantSource clock;

    public SoundTests(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * A test.
     *
     * @param notHeard the sounds that did not come through, by name: somebody has to see to the loudspeaker
     */
    public record Test(Instant at, String operator, List<String> heard, List<String> notHeard) {}

    /** Writes down which sounds the person who is signed in heard, and which not. */
    public Future<Void> record(Scope scope, List<String> heard, List<String> notHeard) {
        return database.pool()
                .preparedQuery("insert into sound_test (id, service_id, operator_id, at, heard, not_heard)"
                        + " select $3, o.service_id, o.id, $4, $5, $6 from operator o"
                        + " where o.service_id = $1 and o.id = $2")
                .execute(Tuple.of(scope.serviceId(), scope.operatorId(), Ids.next(), Times.toRow(clock.instant()))
                        .addValue(heard.toArray(String[]::new))
                        .addValue(notHeard.toArray(String[]::new)))
                .mapEmpty();
    }

    /** When the person who is signed in last heard all of them; empty where that is not within {@link #HOLDS}. */
    public Future<Optional<Instant>> lastOf(Scope scope) {
        return database.pool()
                .preparedQuery("select at from sound_test where operator_id = $1 and service_id = $2 and at > $3"
                        + " and not_heard = '{}' order by at desc limit 1")
                .execute(Tuple.of(
                        scope.operatorId(),
                        scope.serviceId(),
                        Times.toRow(clock.instant().minus(HOLDS))))
                .map(rows -> rows.stream().findFirst().map(row -> Times.fromRow(row.getOffsetDateTime(0))));
    }

    /** The last tests of the scope's service, the newest first; at most 200. */
    public Future<List<Test>> list(Scope scope) {
        return database.pool()
                .preparedQuery("select t.at, o.display_name, t.heard, t.not_heard from sound_test t"
                        + " join operator o on o.id = t.operator_id where t.service_id = $1"
                        + " order by t.at desc, t.id desc limit " + MOST)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> rows.stream()
                        .map(row -> new Test(
                                Times.fromRow(row.getOffsetDateTime(0)),
                                row.getString(1),
                                List.of(row.getArrayOfStrings(2)),
                                List.of(row.getArrayOfStrings(3))))
                        .toList());
    }
}
