package org.tocsin.supervision;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a unit is at this moment, for people and programs.
 *
 * @param now judged as of now, not as of the worker's last look
 * @param expected how often, and how late it may be
 * @param pausedUntil null where the reason has no known end
 */
public record WatchFile(
        UUID unitId,
        String cid,
        Way way,
        @Nullable UUID homeId,
        Liveness.Judgement now,
        Expectation expected,
        Liveness.@Nullable Pause pause,
        @Nullable Instant pausedUntil,
        @Nullable Planned planned,
        More more) {

    /**
     * @param silences the latest first, at most twenty
     * @param trend of the last ninety days
     */
    public record More(List<Silence> silences, List<Trigger> triggers, Trend trend) {}

    /** Work that was announced. */
    public record Planned(UUID id, String words, Instant since, Instant until, String setBy) {}

    /**
     * @param trigger its name; null for a silence of the unit itself
     * @param heardAgain null while it lasts
     */
    public record Silence(
            @Nullable String trigger,
            Instant heardBefore,
            Instant began,
            Instant noticed,
            @Nullable Instant heardAgain) {}

    /**
     * @param heard null for one that was never heard of
     * @param expectedEvery how often triggers of its unit's model report; null where they do not
     * @param late it has missed two of its reports while we listened, and is not out of range yet
     * @param outOfRange not heard for longer than its model allows
     * @param batteryLow when it last said so, and not since that it is well
     */
    public record Trigger(
            String words,
            @Nullable Instant heard,
            @Nullable Duration expectedEvery,
            boolean late,
            boolean outOfRange,
            @Nullable Instant batteryLow) {}
}
