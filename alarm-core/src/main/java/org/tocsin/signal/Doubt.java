package org.tocsin.signal;

/** Why an operator should look twice at a signal. Becomes a flag of its alarm; stored by name. */
public enum Doubt {
    /** The unit is not on file. */
    NOT_ON_FILE,
    /** The unit is on file and suspended. */
    SUSPENDED,
    /** The unit failed its password or never answered the challenge. */
    FAILED_PASSWORD,
    /** The unit showed no certificate that names it. */
    FAILED_CERTIFICATE,
    /** A unit without a secret called from an address that is not on file for it. */
    OTHER_ADDRESS,
    /** The same reference came before with another body. */
    REFERENCE_REUSED,
    /** Repeated after its alarm was closed. */
    REPEATED_AFTER_CLOSE,
    /** The sender's name on the wire differs from the unit's own id. */
    SENDER_MISMATCH,
    /** The scheme is on file, the point it came from is not: nobody knows which flat. */
    UNKNOWN_POINT,
    /** Could not be stored as read; kept as raw bytes. */
    UNREADABLE;

    /** True when whoever sent it has not proved to be the unit: it is heard, and worth less than one who has. */
    public boolean unproven() {
        return this == FAILED_PASSWORD || this == FAILED_CERTIFICATE || this == OTHER_ADDRESS;
    }
}
