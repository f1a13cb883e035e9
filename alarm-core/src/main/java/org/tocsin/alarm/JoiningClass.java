package org.tocsin.alarm;

/**
 * Signals of one home, or of one point of a scheme, join one open alarm of the same class. Life never joins technical; a
 * door never joins a life case. Stored by name.
 */
public enum JoiningClass {
    LIFE(Queue.EMERGENCY),
    DOOR(Queue.DOOR),
    COMMUNAL(Queue.COMMUNAL),
    TECHNICAL(Queue.TECHNICAL);

    private final Queue queue;

    JoiningClass(Queue queue) {
        this.queue = queue;
    }

    /** Where its alarms stand. */
    public Queue queue() {
        return queue;
    }
}
