package org.tocsin.readiness;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * That a signal was asked for and heard.
 *
 * @param peripheralId the trigger that was heard; null where only unit and path are proved
 * @param signalId the signal, as it was received
 * @param by who asked: {@code operator:ian}, {@code campaign:0197…}
 * @param askedAt when it was asked for
 * @param receivedAt when the signal was received; not before it was asked for
 * @param path over which it came: the book finds it with the signal and believes no other
 * @param visitId the visit it belongs to; null outside of one
 */
public record Evidence(
        UUID serviceId,
        UUID homeId,
        UUID unitId,
        @Nullable UUID peripheralId,
        UUID signalId,
        Kind kind,
        String by,
        Instant askedAt,
        Instant receivedAt,
        @Nullable String path,
        @Nullable UUID visitId) {

    /** How it came about. Stored by name. */
    public enum Kind {
        /** An installer asked for a trigger, and it was heard. */
        VISIT,
        /** The press after test mode had ended, answered by an operator. */
        LAST_PRESS,
        /** The resident's own press, spoken to and closed as a user's test. */
        USER_TEST,
        /** Asked for from here; proves unit and path, never a trigger. */
        REMOTE_TEST,
        /** Pressed before a phone company's engineer, on the prove page. */
        PROVE_PAGE;
    }
}
