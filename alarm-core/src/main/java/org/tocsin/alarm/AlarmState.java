package org.tocsin.alarm;

/** Where an alarm stands. Stored by name. */
public enum AlarmState {
    /** On the board, nobody has it. */
    WAITING,
    /** One operator is responsible. */
    TAKEN,
    /** Somebody has been called out. */
    RESPONDING,
    /** Help has been; the outcome is still to be recorded. */
    HANDLED,
    /** Ended with an outcome; the record is sealed. */
    CLOSED
}
