package org.tocsin.signal;

/** What a signal means, as decided by {@link Classification}. Stored by name. */
public enum SignalKind {
    /** Somebody or something in the home asks for help. */
    ALARM,
    /** The unit takes an earlier message back; it never closes a life alarm. */
    RESET,
    /** The resident pressed cancel; logged and shown, it never closes a life alarm. */
    CANCEL,
    /** A fault: battery, path, mains. */
    TECHNICAL,
    /** A fault is over: battery ok, path back, mains back. */
    RESTORAL,
    /** A carer marks being in the home. */
    PRESENCE,
    /** For the record, no person needed. */
    INFORMATION,
    /** A sign of life; one of a unit on file never enters the signal store. */
    HEARTBEAT,
    /** A test transmission. */
    TEST,
    /** Came from a home and could not be read; a person sees it. */
    UNREADABLE
}
