package org.tocsin.rollout;

import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.tocsin.healthtest.AskingHours;
import org.tocsin.healthtest.Pace;
import org.tocsin.healthtest.Selection;
import org.tocsin.platform.Times;
import org.tocsin.rollout.Rollout.Change;
import org.tocsin.rollout.Rollout.Hold;
import org.tocsin.rollout.Rollout.Order;
import org.tocsin.rollout.Rollout.Standing;
import org.tocsin.rollout.Rollout.State;
import org.tocsin.rollout.Rollout.Waves;
import org.tocsin.unit.CommandOp;

/** Rollouts as rows. */
final class RolloutRows {
    /** Of {@code rollout r} and its {@code service s}. */
    static final String SELECT = "select r.*, s.time_zone from rollout r join service s on s.id = r.service_id";

    private RolloutRows() {}

    static Rollout rollout(Row row) {
        return new Rollout(
                row.getUUID("id"),
                row.getUUID("service_id"),
                ZoneId.of(row.getString("time_zone")),
                order(row),
                standing(row),
                time(row, "created_at"),
                row.getString("created_by"));
    }

    static Pace pace(Row row) {
        return new Pace(timeOrNull(row, "pace_from"), row.getLong("pace_count"));
    }

    private static Order order(Row row) {
        CommandOp op = CommandOp.named(row.getString("op"))
                .orElseThrow(() -> new IllegalStateException("no command of ours: " + row.getString("op")));
        return new Order(
                row.getString("name"),
                new Change(op, row.getJsonObject("args").getMap()),
                new Selection(
                        row.getString("area"),
                        row.getUUID("model_id"),
                        row.getString("equipment"),
                        row.getString("risk_tier"),
                        null,
                        null),
                new Waves(
                        row.getInteger("trial_per_model"),
                        row.getInteger("wave_units"),
                        row.getInteger("pace_per_minute"),
                        AskingHours.parse(row.getString("hours")),
                        Duration.ofSeconds(row.getInteger("answer_within_s")),
                        Duration.ofSeconds(row.getInteger("watch_s")),
                        row.getInteger("fault_percent")));
    }

    private static Standing standing(Row row) {
        String reason = row.getString("reason");
        return new Standing(
                State.valueOf(row.getString("state")),
                row.getInteger("wave"),
                time(row, "starts_at"),
                timeOrNull(row, "watch_until"),
                reason == null ? null : new Hold(reason, row.getString("reason_by")));
    }

    static Instant time(Row row, String column) {
        return Times.fromRow(row.getOffsetDateTime(column));
    }

    static @Nullable Instant timeOrNull(Row row, String column) {
        return Times.fromRowOrNull(row.getOffsetDateTime(column));
    }
}
