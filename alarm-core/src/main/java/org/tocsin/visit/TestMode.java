package org.tocsin.visit;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A home of which one asked-for trigger at a time is a test, as people are shown it.
 *
 * @param home where, in one line
 * @param installer who began it
 * @param askedFor what is asked for at this moment; null for nothing, when everything is live
 */
public record TestMode(
        UUID homeId,
        UUID visitId,
        String home,
        String installer,
        Course course,
        @Nullable String askedFor) {
    /**
     * @param until when it ends by itself
     * @param phoneLostAt when everything is live because the phone was not heard; unless it is heard before
     */
    public record Course(Instant since, Instant until, Instant phoneLostAt) {}

    /** Whether anything of this home can be a test at that time. */
    public boolean listens(Instant now) {
        return now.isBefore(course.until()) && now.isBefore(course.phoneLostAt());
    }
}
