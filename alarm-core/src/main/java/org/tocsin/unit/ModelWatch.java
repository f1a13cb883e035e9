package org.tocsin.unit;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Scope;
import org.tocsin.platform.Database;

/**
 * What is known of each model that a watch over it stands on: how often it is heard, how often its triggers report to it,
 * how long it runs without mains. Never read on the way of a signal, so kept apart from {@link UnitModel}.
 */
public final class ModelWatch {
    /** Models that are shown at once. */
    public static final int MOST_SHOWN = 500;

    private static final String LIST = "select id, make, name, heartbeat_s, trigger_heartbeat_s, trigger_silent_s,"
            + " standby_h, (select count(*) from home_unit u where u.model_id = m.id) as units from unit_model m"
            + " where service_id = $1 order by make, name limit " + MOST_SHOWN;
    private static final String SAVE = "update unit_model set heartbeat_s = $3, trigger_heartbeat_s = $4,"
            + " trigger_silent_s = $5, standby_h = $6 where service_id = $1 and id = $2";
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration MONTH = Duration.ofDays(30);
    private static final int LONGEST_STANDBY_H = 240;

    private final Database database;
    private final AuditTrail audit;

    public ModelWatch(Database database, InstantSource clock) {
        this.database = database;
        this.audit = new AuditTrail(database, clock);
    }

    /**
     * @param heartbeat how often it is heard; null: as the service says
     * @param triggerHeartbeat how often its triggers report to it; null where they do not
     * @param triggerSilent after how long without a report a trigger is out of range; null where none is awaited
     * @param standbyHours how long it runs without mains, as its maker says; null where nobody has looked
     */
    public record Expected(
            @Nullable Duration heartbeat,
            @Nullable Duration triggerHeartbeat,
            @Nullable Duration triggerSilent,
            @Nullable Integer standbyHours) {

        /** What is wrong with it, in a sentence; null where nothing is. */
        public @Nullable String wrong() {
            if (outside(heartbeat, MINUTE, DAY)) {
                return "A unit is heard every 1 to 1,440 minutes.";
            }
            if (outside(triggerHeartbeat, MINUTE, WEEK)) {
                return "Triggers report every hour or so, at most every 168 hours.";
            }
            if (outside(triggerSilent, MINUTE, MONTH)) {
                return "A trigger is out of range after at most 720 hours.";
            }
            if (triggerHeartbeat != null
                    && triggerSilent != null
                    && triggerSilent.compareTo(triggerHeartbeat.multipliedBy(2)) < 0) {
                return "One missed report is no trigger out of range: let at least two be missed.";
            }
            return standbyHours != null && (standbyHours < 1 || standbyHours > LONGEST_STANDBY_H)
                    ? "A unit runs 1 to 240 hours without mains."
                    : null;
        }

        private static boolean outside(@Nullable Duration time, Duration least, Duration most) {
            return time != null && (time.compareTo(least) < 0 || time.compareTo(most) > 0);
        }
    }

    /** @param units on file of this model */
    public record Model(UUID id, String make, String name, Expected expected, long units) {
        public String words() {
            return make + " " + name;
        }
    }

    /** The service's models by name; at most {@link #MOST_SHOWN}. */
    public Future<List<Model>> list(Scope scope) {
        return database.pool()
                .preparedQuery(LIST)
                .execute(Tuple.of(scope.serviceId()))
                .map(rows -> rows.stream().map(ModelWatch::read).toList());
    }

    /**
     * Sets all four. False where the service has no such model. Fails with {@link IllegalArgumentException} where
     * something is {@link Expected#wrong}.
     */
    public Future<Boolean> save(Scope scope, UUID modelId, Expected expected, @Nullable String address) {
        String wrong = expected.wrong();
        if (wrong != null) {
            return Future.failedFuture(new IllegalArgumentException(wrong));
        }
        Tuple values = Tuple.of(scope.serviceId(), modelId)
                .addInteger(seconds(expected.heartbeat))
                .addInteger(seconds(expected.triggerHeartbeat))
                .addInteger(seconds(expected.triggerSilent))
                .addInteger(expected.standbyHours);
        return database.pool()
                .withTransaction((SqlConnection client) -> client.preparedQuery(SAVE)
                        .execute(values)
                        .compose(rows -> rows.rowCount() == 0
                                ? Future.succeededFuture(false)
                                : audit.record(client, scope, "save-model-watch", "unit-model:" + modelId, address)
                                        .map(true)));
    }

    private static @Nullable Integer seconds(@Nullable Duration time) {
        return time == null ? null : (int) time.toSeconds();
    }

    private static Model read(Row row) {
        return new Model(
                row.getUUID("id"),
                row.getString("make"),
                row.getString("name"),
                new Expected(
                        time(row, "heartbeat_s"),
                        time(row, "trigger_heartbeat_s"),
                        time(row, "trigger_silent_s"),
                        row.getInteger("standby_h")),
                row.getLong("units"));
    }

    private static @Nullable Duration time(Row row, String column) {
        Integer seconds = row.getInteger(column);
        return seconds == null ? null : Duration.ofSeconds(seconds);
    }
}
