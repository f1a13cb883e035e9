package org.tocsin.unit;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something a unit is asked to do, and what became of it.
 *
 * @param id also the id under which the unit knows it: sent again, it is the same
 * @param answer what the unit said, or we where its protocol cannot carry it; null while there is none
 */
public record UnitCommand(
        UUID id,
        UUID unitId,
        String cid,
        Order order,
        Progress progress,
        @Nullable Answer answer) {

    /** How far it has come. Stored by name. */
    public enum State {
        /** Not sent yet: the unit is not connected, or does not listen. */
        PENDING,
        /** Sent, no answer yet. */
        SENT,
        /** The unit says it is done. */
        DONE,
        /** The unit says it could not. */
        FAILED,
        /** Its time was over before the unit answered; whether it was carried out is not known. */
        EXPIRED,
        /** The unit, or its protocol, does not know it. */
        NOT_SUPPORTED;

        /** An answer may still come in time. */
        public boolean open() {
            return this == PENDING || this == SENT;
        }
    }

    /**
     * What is asked.
     *
     * @param by who asked, {@code operator:alice}
     * @param until after this it is not to be carried out
     */
    public record Order(CommandOp op, Map<String, Object> args, String by, Instant at, Instant until) {
        public Order {
            args = Collections.unmodifiableMap(new LinkedHashMap<>(args));
        }
    }

    /**
     * @param sentAt when it was last sent; null when it never was
     * @param gatewayId which gateway sent it
     */
    public record Progress(
            State state,
            int attempts,
            @Nullable Instant sentAt,
            @Nullable String gatewayId) {}

    /**
     * @param code the unit's own number for what happened, 0 for nothing to say
     * @param at when it reached us
     */
    public record Answer(boolean ok, int code, @Nullable String text, Instant at) {
        /** The longest text of an answer that is kept; the rest is cut off. */
        public static final int LONGEST_TEXT = 4_000;
    }

    /** Where it stands at this time: one whose time is over has expired, whether or not anybody has written that down. */
    public State stateAt(Instant now) {
        return progress.state().open() && !now.isBefore(order.until()) ? State.EXPIRED : progress.state();
    }
}
