package org.tocsin.calllist;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.UUID;

/**
 * A home that is rung again and again.
 *
 * @param purpose what is asked or said, a sentence
 * @param everyDays 1: every day
 * @param at time of day, in the service's zone
 */
public record CallPlan(
        UUID id, UUID homeId, CallKind kind, String purpose, int everyDays, LocalTime at, Instant nextDueAt) {

    /** The first such time of day after {@code now}: today, or tomorrow. */
    public static Instant first(Instant now, LocalTime at, ZoneId zone) {
        LocalDate today = now.atZone(zone).toLocalDate();
        Instant then = today.atTime(at).atZone(zone).toInstant();
        return then.isAfter(now)
                ? then
                : today.plusDays(1).atTime(at).atZone(zone).toInstant();
    }

    /**
     * When it is due after it was due at {@code due}: the same time of day, whatever the clocks did; never in the past, so
     * that what was missed in an outage of ours comes once and not for every day of it.
     */
    public static Instant next(Instant due, Instant now, int everyDays, LocalTime at, ZoneId zone) {
        LocalDate day = due.atZone(zone).toLocalDate();
        Instant next;
        do {
            day = day.plusDays(everyDays);
            next = day.atTime(at).atZone(zone).toInstant();
        } while (!next.isAfter(now));
        return next;
    }
}
