package org.tocsin.response;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.InstantSource;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;

/** How a service sends people to homes. */
public final class ResponseSettings {
    private static final String FIND = "select arrive_mostly_s, arrive_latest_s, crisis_within_s, lone_worker_s,"
            + " arrival_press_s, cover_ahead_s from response_setting where service_id = $1";
    private static final String CHANGE = """
            insert into response_setting (service_id, arrive_mostly_s, arrive_latest_s, crisis_within_s, lone_worker_s,
              arrival_press_s, cover_ahead_s, changed_at, changed_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            on conflict (service_id) do update set arrive_mostly_s = $2, arrive_latest_s = $3, crisis_within_s = $4,
              lone_worker_s = $5, arrival_press_s = $6, cover_ahead_s = $7, changed_at = $8, changed_by = $9
            """;

    private final Pool pool;
    private final InstantSource clock;

    public ResponseSettings(Database database, InstantSource clock) {
        this.pool = database.pool();
        this.clock = clock;
    }

    /**
     * @param promise within which a responder is to be there
     * @param loneWorker without a word from a home for so long, the centre looks after the responder: 5 min to 4 h
     * @param arrivalPress a press of the home so close to the responder's own word is theirs: 30 s to 30 min
     * @param coverAhead so long before an area has nobody the centre is told: 5 min to 12 h
     */
    public record Values(
            ResponseClock.Promise promise, Duration loneWorker, Duration arrivalPress, Duration coverAhead) {
        /** Unless a service says otherwise. */
        public static final Values USUAL = new Values(
                new ResponseClock.Promise(Duration.ofMinutes(45), Duration.ofMinutes(60), Duration.ofHours(2)),
                Duration.ofMinutes(30),
                Duration.ofMinutes(5),
                Duration.ofMinutes(30));
    }

    /** Those of the scope's service. */
    public Future<Values> find(Scope scope) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> rows.stream()
                        .findFirst()
                        .map(row -> new Values(
                                new ResponseClock.Promise(
                                        Duration.ofSeconds(row.getInteger(0)),
                                        Duration.ofSeconds(row.getInteger(1)),
                                        Duration.ofSeconds(row.getInteger(2))),
                                Duration.ofSeconds(row.getInteger(3)),
                                Duration.ofSeconds(row.getInteger(4)),
                                Duration.ofSeconds(row.getInteger(5))))
                        .orElse(Values.USUAL));
    }

    /** Sets them for the scope's service. The caller has checked them. */
    public Future<Void> change(Scope scope, Values values) {
        return pool.preparedQuery(CHANGE)
                .execute(Tuple.of(
                                scope.serviceId(),
                                (int) values.promise().mostly().toSeconds(),
                                (int) values.promise().latest().toSeconds(),
                                (int) values.promise().crisis().toSeconds(),
                                (int) values.loneWorker().toSeconds())
                        .addValue((int) values.arrivalPress().toSeconds())
                        .addValue((int) values.coverAhead().toSeconds())
                        .addValue(Times.toRow(clock.instant()))
                        .addValue(scope.actor()))
                .mapEmpty();
    }
}
