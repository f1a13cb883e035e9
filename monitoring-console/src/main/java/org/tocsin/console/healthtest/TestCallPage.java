package org.tocsin.console.healthtest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whom to ring for their test, ready to be read.
 *
 * @param appointment true for presses by appointment, false for tests sent during a call
 * @param byCall how many are due that way
 * @param full more are due than are listed
 * @param problem why the last form was not taken; empty when it was
 */
public record TestCallPage(
        boolean appointment, long byCall, long byAppointment, List<Line> lines, boolean full, String problem) {

    /**
     * One unit.
     *
     * @param dial the number as a telephone link wants it; null where none is on file
     * @param risk "critical risk"; empty for standard
     * @param warning why this is not the moment; empty where it is
     * @param last what came of ringing last, with its note; empty where nobody has
     */
    public record Line(
            String id,
            String cid,
            String who,
            String place,
            @Nullable String homeId,
            @Nullable String telephone,
            @Nullable String dial,
            String risk,
            String campaign,
            String due,
            String warning,
            String last,
            Standing standing) {}

    /**
     * @param words "asked 10:12:03, nothing heard yet", "passed: heard 10:12:11, 8 s after it was asked for"
     * @param listening it was asked for a moment ago: look again soon
     */
    public record Standing(String id, String words, boolean listening, boolean passed) {}
}
