package org.tocsin.alarm;

/** Which work an alarm is. On the board the queues of one priority stand in this order. */
public enum Queue {
    /** A person in need, or what cannot be told from it. */
    EMERGENCY,
    /** Somebody at a scheme's door. */
    DOOR,
    /** A call from a scheme's communal rooms that is nobody's emergency. */
    COMMUNAL,
    /** Faults. */
    TECHNICAL
}
