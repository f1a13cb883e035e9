package org.tocsin.response;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.InstantSource;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;
import org.tocsin.platform.Times;

/** How a service sends people to homes. */
public final class ResponseSettings {
    private static final String FIND =
            "select t.arrive_mostly_s, t.arrive_latest_s, t.crisis_within_s, t.lone_worker_s,"
                    + " t.arrival_press_s, t.cover_ahead_s, s.answer_within_s, s.arrive_within_s"
                    + " from service s left join response_setting t on t.service_id = s.id where s.id = $1";
    private static final String WAITS = "update service set answer_within_s = $2, arrive_within_s = $3"
            + " where id = $1 and (answer_within_s, arrive_within_s) is distinct from ($2, $3)";
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
     * @param waits how long an answer and an arrival are waited for
     */
    public record Values(
            ResponseClock.Promise promise,
            Duration loneWorker,
            Duration arrivalPress,
            Duration coverAhead,
            Waits waits) {
        /** Unless a service says otherwise. */
        public static final Values USUAL = new Values(
                new ResponseClock.Promise(Duration.ofMinutes(45), Duration.ofMinutes(60), Duration.ofHours(2)),
                Duration.ofMinutes(30),
                Duration.ofMinutes(5),
                Duration.ofMinutes(30),
                Waits.USUAL);
    }

    /**
     * For how long the plan waits before it goes on by itself.
     *
     * @param answer for an answer to an offer, then the next is asked: 30 s to 30 min
     * @param arrival for whoever accepted, then the alarm is back at the top, sounding: 5 min to 4 h
     */
    public record Waits(Duration answer, Duration arrival) {
        public static final int LEAST_ANSWER_S = 30;
        public static final int MOST_ANSWER_S = 1_800;
        public static final int LEAST_ARRIVAL_S = 300;
        public static final int MOST_ARRIVAL_S = 14_400;

        /** Unless a service says otherwise. */
        public static final Waits USUAL = new Waits(Duration.ofMinutes(2), Duration.ofMinutes(45));
    }

    /** Those of the scope's service. */
    public Future<Values> find(Scope scope) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows ->
                        rows.stream().findFirst().map(ResponseSettings::read).orElse(Values.USUAL));
    }

    private static Values read(Row row) {
        Values usual = Values.USUAL;
        Waits waits = new Waits(Duration.ofSeconds(row.getInteger(6)), Duration.ofSeconds(row.getInteger(7)));
        if (row.getInteger(0) == null) {
            return new Values(usual.promise(), usual.loneWorker(), usual.arrivalPress(), usual.coverAhead(), waits);
        }
        return new Values(
                new ResponseClock.Promise(
                        Duration.ofSeconds(row.getInteger(0)),
                        Duration.ofSeconds(row.getInteger(1)),
                        Duration.ofSeconds(row.getInteger(2))),
                Duration.ofSeconds(row.getInteger(3)),
                Duration.ofSeconds(row.getInteger(4)),
                Duration.ofSeconds(row.getInteger(5)),
                waits);
    }

    /** Sets them for the scope's service. The caller has checked them. */
    public Future<Void> change(Scope scope, Values values) {
        return pool.withTransaction(connection -> connection
                .preparedQuery(WAITS)
                .execute(Tuple.of(
                        scope.serviceId(), (int) values.waits().answer().toSeconds(), (int)
                                values.waits().arrival().toSeconds()))
                .compose(v -> connection.preparedQuery(CHANGE).execute(row(scope, values)))
                .mapEmpty());
    }

    private Tuple row(Scope scope, Values values) {
        return Tuple.of(
                        scope.serviceId(),
                        (int) values.promise().mostly().toSeconds(),
                        (int) values.promise().latest().toSeconds(),
                        (int) values.promise().crisis().toSeconds(),
                        (int) values.loneWorker().toSeconds())
                .addValue((int) values.arrivalPress().toSeconds())
                .addValue((int) values.coverAhead().toSeconds())
                .addValue(Times.toRow(clock.instant()))
                .addValue(scope.actor());
    }
}
