package org.tocsin.readiness;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one trigger of a home.
 *
 * @param triggerId the peripheral
 * @param reason why it is not current; null where it is
 * @param heardAt when it was last heard for proof; null for never
 * @param since when it ceased to be current, or was never heard: null
 * @param until when its age alone asks for it to be set off again; null where that is asked for by now
 */
public record TriggerProof(
        UUID triggerId,
        State state,
        @Nullable Reason reason,
        @Nullable Instant heardAt,
        @Nullable Instant since,
        @Nullable Instant until) {

    /** The best first: of several the last counts. Stored by name. */
    public enum State {
        CURRENT,
        /** Unit or path were changed by themselves: ask the unit, nobody need go. */
        RECHECK_REMOTELY,
        /** Somebody must set it off in the home again. */
        REVISIT,
        NEVER
    }

    /** Stored by name. */
    public enum Reason {
        FIRMWARE,
        CONFIGURATION,
        UNIT_SWAP,
        SIM_SWAP,
        LINE,
        MOVED_HOME,
        /** It was heard through a unit that it does not speak through now. */
        OTHER_UNIT,
        /** Longer ago than the service allows. */
        AGE,
        NEVER_HEARD,
        /** There is nothing on file that could be heard. */
        NO_TRIGGER
    }

    static TriggerProof current(UUID triggerId, Instant heardAt, Instant until) {
        return new TriggerProof(triggerId, State.CURRENT, null, heardAt, null, until);
    }

    static TriggerProof never(UUID triggerId) {
        return new TriggerProof(triggerId, State.NEVER, Reason.NEVER_HEARD, null, null, null);
    }
}
