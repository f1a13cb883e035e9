package org.tocsin.simulator.unit;

import org.tocsin.simulator.estate.Room;
import org.tocsin.simulator.estate.Trigger;

/** One home unit. Every method is called on the event loop of the unit's street, and only there. */
public interface SimulatedUnit {
    /** The unit's identity on the wire. */
    String cid();

    /** Says hello to the platform and stays in touch from then on. */
    void start();

    /**
     * Somebody pressed, or something was sensed. The signal is repeated until it is acknowledged.
     *
     * @param whenDone called once, on the same loop, when the platform has acknowledged it
     * @return false where too much of this home is still unanswered, and nothing was raised
     */
    boolean raise(Trigger trigger, Room room, Runnable whenDone);

    /**
     * Its firmware or its network is another one from now on. A unit that speaks of them says so when it is back.
     *
     * @return false where it has no way to say so
     */
    boolean becomes(Condition condition);

    /** A sign of life. Nothing happens while an earlier one is still unanswered. */
    void beat();

    /** Falls silent at once; what is unanswered stays unanswered. */
    void stop();
}
