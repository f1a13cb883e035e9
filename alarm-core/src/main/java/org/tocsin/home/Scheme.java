package org.tocsin.home;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Grouped housing: dwellings, door panels and communal points behind a few controllers, with a manager on or off duty.
 *
 * @param name as people say it, unique in its service
 * @param watch what its units last said about its manager
 */
public record Scheme(UUID id, UUID serviceId, String name, Rules rules, Watch watch) {
    /** A manager who comes early or stays a little longer has not forgotten anything. */
    private static final Duration GRACE = Duration.ofMinutes(30);

    /**
     * @param managerFirst for how long an alarm is the manager's before it sounds at the centre; zero: at once
     * @param dutyLimit on duty for longer, the switch was forgotten
     * @param hours when somebody is there; null where that is not on file
     */
    public record Rules(
            Duration managerFirst,
            Duration dutyLimit,
            @Nullable Hours hours) {
        public static final Duration USUAL_MANAGER_FIRST = Duration.ofMinutes(2);
        public static final Duration MOST_MANAGER_FIRST = Duration.ofMinutes(15);
        public static final Duration USUAL_DUTY_LIMIT = Duration.ofHours(14);
        public static final Duration LEAST_DUTY_LIMIT = Duration.ofHours(1);
        public static final Duration MOST_DUTY_LIMIT = Duration.ofHours(72);
    }

    /**
     * @param zone the service's
     * @param until earlier than {@code from} means over midnight; equal means round the clock
     */
    public record Hours(ZoneId zone, LocalTime from, LocalTime until) {
        /** True from a little before the beginning to a little after the end. */
        boolean around(Instant at) {
            return covers(at) || covers(at.plus(GRACE)) || covers(at.minus(GRACE));
        }

        private boolean covers(Instant at) {
            LocalTime time = at.atZone(zone).toLocalTime();
            if (from.equals(until)) {
                return true;
            }
            return from.isBefore(until)
                    ? !time.isBefore(from) && time.isBefore(until)
                    : !time.isBefore(from) || time.isBefore(until);
        }
    }

    /** @param since when it was first said after something else was; null where nobody has ever said anything */
    public record Watch(Duty duty, @Nullable Instant since) {
        public static final Watch NEVER_SAID = new Watch(Duty.OFF, null);
    }

    /** The same with what its units say now. */
    public Scheme with(Watch said) {
        return new Scheme(id, serviceId, name, rules, said);
    }

    /**
     * Why the duty switch must have been forgotten, as the end of a sentence; empty while nothing speaks for it.
     *
     * @param now business time
     */
    public Optional<String> forgotten(Instant now) {
        Instant since = watch.since();
        if (!watch.duty().present() || since == null) {
            return Optional.empty();
        }
        if (Duration.between(since, now).compareTo(rules.dutyLimit()) > 0) {
            return Optional.of("longer than " + hoursInWords(rules.dutyLimit()));
        }
        Hours hours = rules.hours();
        return hours == null || hours.around(now)
                ? Optional.empty()
                : Optional.of("outside the hours in which somebody is there");
    }

    /** Until when an alarm received now is the manager's; empty when it sounds at the centre at once. */
    public Optional<Instant> withManagerUntil(Instant now) {
        boolean managed = watch.duty().present()
                && !rules.managerFirst().isZero()
                && forgotten(now).isEmpty();
        return managed ? Optional.of(now.plus(rules.managerFirst())) : Optional.empty();
    }

    private static String hoursInWords(Duration time) {
        return time.toMinutes() % 60 == 0
                ? time.toHours() + " hours"
                : time.toHours() + " h " + time.toMinutesPart() + " min";
    }
}
