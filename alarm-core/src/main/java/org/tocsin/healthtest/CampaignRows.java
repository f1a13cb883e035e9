package org.tocsin.healthtest;

import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.tocsin.healthtest.Campaign.Hold;
import org.tocsin.healthtest.Campaign.Made;
import org.tocsin.healthtest.Campaign.Order;
import org.tocsin.healthtest.Campaign.Pacing;
import org.tocsin.healthtest.Campaign.Pause;
import org.tocsin.healthtest.Campaign.Retries;
import org.tocsin.healthtest.Campaign.Standing;
import org.tocsin.healthtest.Campaign.State;
import org.tocsin.platform.Times;

/** Campaigns as rows. */
final class CampaignRows {
    /** Of {@code campaign c} and its {@code service s}. */
    static final String COLUMNS =
            "c.id, c.service_id, s.time_zone, c.name, c.area, c.model_id, c.equipment, c.risk_tier,"
                    + " c.not_tested_since, c.not_proven_since, c.every_days, c.pace_per_minute, c.hours, c.attempts,"
                    + " c.retry_after_s, c.answer_within_s, c.await_s, c.trial_per_model, c.state, c.cycle, c.next_at, c.began_at,"
                    + " c.paused_at, c.paused_by, c.pause_reason, c.held_why, c.held_since, c.calm_since, c.pace_from,"
                    + " c.pace_count, c.swept_at, c.created_at, c.created_by";

    private CampaignRows() {}

    static Campaign campaign(Row row) {
        return new Campaign(
                row.getUUID("id"),
                row.getUUID("service_id"),
                ZoneId.of(row.getString("time_zone")),
                order(row),
                standing(row),
                new Made(time(row, "created_at"), row.getString("created_by")));
    }

    static Pace pace(Row row) {
        return new Pace(timeOrNull(row, "pace_from"), row.getLong("pace_count"));
    }

    private static Order order(Row row) {
        Selection selection = new Selection(
                row.getString("area"),
                row.getUUID("model_id"),
                row.getString("equipment"),
                row.getString("risk_tier"),
                timeOrNull(row, "not_tested_since"),
                timeOrNull(row, "not_proven_since"));
        Retries retries = new Retries(
                row.getInteger("attempts"),
                seconds(row, "retry_after_s"),
                seconds(row, "answer_within_s"),
                seconds(row, "await_s"));
        return new Order(
                row.getString("name"),
                selection,
                new Pacing(row.getInteger("pace_per_minute"), AskingHours.parse(row.getString("hours"))),
                retries,
                row.getInteger("trial_per_model"),
                row.getInteger("every_days"));
    }

    private static Standing standing(Row row) {
        Instant paused = timeOrNull(row, "paused_at");
        String why = row.getString("held_why");
        return new Standing(
                State.valueOf(row.getString("state")),
                row.getInteger("cycle"),
                time(row, "next_at"),
                timeOrNull(row, "began_at"),
                paused == null ? null : new Pause(paused, row.getString("paused_by"), row.getString("pause_reason")),
                why == null
                        ? null
                        : new Hold(Campaign.Why.valueOf(why), time(row, "held_since"), timeOrNull(row, "calm_since")));
    }

    private static Duration seconds(Row row, String column) {
        return Duration.ofSeconds(row.getInteger(column));
    }

    static Instant time(Row row, String column) {
        return Times.fromRow(row.getOffsetDateTime(column));
    }

    static @Nullable Instant timeOrNull(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return Times.fromRowOrNull(time);
    }
}
