package org.tocsin.response;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The callout an act of a responder is about, as it was when the act came.
 *
 * @param name of whoever goes
 */
record ResponderJob(
        UUID calloutId, UUID alarmId, @Nullable UUID homeId, String name, CalloutState state, Callout.Times times) {
    /** At the door when the centre closed the alarm, and not gone yet. */
    boolean leftBehind() {
        return state == CalloutState.WITHDRAWN && arrived() && times.left() == null;
    }

    boolean arrived() {
        return times.arrived() != null;
    }

    boolean accepted() {
        return times.accepted() != null;
    }
}
