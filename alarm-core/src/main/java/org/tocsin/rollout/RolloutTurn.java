package org.tocsin.rollout;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.UUID;
import org.tocsin.platform.Times;
import org.tocsin.rollout.Rollout.State;

/** What is written down of one act on a rollout, its log with it. */
final class RolloutTurn {
    private static final String BECOMES = """
            update rollout set state = $2, wave = $3, watch_until = null, reason = null, reason_by = null, was_state = null,
              pace_from = null, pace_count = 0, accepted_trouble = case when wave = $3 then accepted_trouble else 0 end,
              ended_at = $4 where id = $1
            """;
    private static final String WATCHED = "update rollout set state = 'WATCHING', watch_until = $2 where id = $1";
    private static final String HALTED = """
            update rollout set was_state = case when state in ('HALTED', 'PAUSED') then was_state else state end, state = $2,
              reason = $3, reason_by = $4, ended_at = $5, pace_from = null, pace_count = 0 where id = $1
            """;
    private static final String RESUMED = """
            update rollout set state = $2, reason = null, reason_by = null, was_state = null, accepted_trouble = $3,
              pace_from = null, pace_count = 0 where id = $1
            """;
    private static final String EVENT = "insert into rollout_event (rollout_id, service_id, at, kind, actor, words)"
            + " values ($1, $2, $3, $4, $5, $6)";

    private final SqlConnection connection;
    private final Rollout rollout;
    private final Instant now;
    private final String actor;

    RolloutTurn(SqlConnection connection, Rollout rollout, Instant now, String actor) {
        this.connection = connection;
        this.rollout = rollout;
        this.now = now;
        this.actor = actor;
    }

    SqlConnection connection() {
        return connection;
    }

    Rollout rollout() {
        return rollout;
    }

    Instant now() {
        return now;
    }

    /** Always false, for a turn that asked nobody. */
    Future<Boolean> becomes(State state, int wave, String kind, String words) {
        return connection
                .preparedQuery(BECOMES)
                .execute(Tuple.of(rollout.id(), state.name(), wave, Times.toRowOrNull(state.over() ? now : null)))
                .compose(v -> event(kind, words))
                .map(false);
    }

    Future<Boolean> watched(Instant until, int units) {
        return connection
                .preparedQuery(WATCHED)
                .execute(Tuple.of(rollout.id(), Times.toRow(until)))
                .compose(v -> event("WATCH", "All " + units + " of the wave are back or given up: it is watched"))
                .map(false);
    }

    /** It stands still, or has ended, for a reason. */
    Future<Boolean> halted(State state, String reason) {
        return connection
                .preparedQuery(HALTED)
                .execute(Tuple.of(
                        rollout.id(), state.name(), reason, actor, Times.toRowOrNull(state.over() ? now : null)))
                .compose(v -> event(state.name(), reason))
                .map(false);
    }

    Future<Boolean> resumed(State state, int acceptedTrouble, String words) {
        return connection
                .preparedQuery(RESUMED)
                .execute(Tuple.of(rollout.id(), state.name(), acceptedTrouble))
                .compose(v -> event("RESUMED", words))
                .map(false);
    }

    Future<Void> event(String kind, String words) {
        return event(connection, rollout.id(), rollout.serviceId(), new Line(now, kind, actor, words));
    }

    record Line(Instant at, String kind, String actor, String words) {}

    static Future<Void> event(SqlConnection connection, UUID rolloutId, UUID serviceId, Line line) {
        return connection
                .preparedQuery(EVENT)
                .execute(Tuple.of(rolloutId, serviceId, Times.toRow(line.at), line.kind, line.actor, line.words))
                .mapEmpty();
    }
}
