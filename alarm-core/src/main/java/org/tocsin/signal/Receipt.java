package org.tocsin.signal;

import java.util.UUID;

/** What became of a signal. Only the first two may be answered positively. */
public sealed interface Receipt {
    /** Committed now. */
    record Recorded(UUID signalId) implements Receipt {}

    /** Committed earlier; this was a retransmission of it. */
    record Duplicate(UUID signalId) implements Receipt {}

    /** Not committed, or not known to be: the unit must repeat or take its second path. */
    record Refused(Reason reason) implements Receipt {}

    /** Why a signal was refused. */
    enum Reason {
        /** The store did not answer in time, or said no. */
        STORE_UNAVAILABLE,
        /** More is waiting than can be stored in time. */
        OVERLOADED,
        /** Nobody on file sent it, and the service it names does not exist. */
        NO_SUCH_SERVICE,
        /** This address has used up what unproven senders may have. */
        ADDRESS_LIMIT,
        /** We are ending. */
        SHUTTING_DOWN
    }

    /** True when a positive answer may be sent. */
    default boolean positive() {
        return !(this instanceof Refused);
    }
}
