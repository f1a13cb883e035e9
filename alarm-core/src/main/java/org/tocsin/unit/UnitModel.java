package org.tocsin.unit;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A make of home unit, and what a service has learnt about how it behaves.
 *
 * @param id null for {@link #UNKNOWN}
 * @param make the maker, as the service writes it
 * @param name the model's name, unique per service and make
 */
public record UnitModel(@Nullable UUID id, String make, String name, Habits habits) {
    /** What holds for a unit whose model nobody has put on file. */
    public static final UnitModel UNKNOWN = new UnitModel(
            null, "", "", new Habits(false, Duration.ofHours(24), true, VolumeKeys.ONE_IS_DOWN, null, false, null));

    /**
     * @param holdUntilTaken answered "hold" (snu 4) until an operator has taken the alarm
     * @param repeatWindow how long one reference with one body counts as a retransmission, at least a minute
     * @param severalNumbers whether one reply may name several numbers to call
     * @param volumeKeys which key makes it louder during a call
     * @param heartbeat how often it is asked to send a heartbeat, where it lets itself be asked
     * @param senderMustMatch whether a sender's name other than the unit's id is refused, or only marked
     * @param topicProfile the topic-mapping profile that reads it; null for our own topics
     */
    public record Habits(
            boolean holdUntilTaken,
            Duration repeatWindow,
            boolean severalNumbers,
            VolumeKeys volumeKeys,
            @Nullable Duration heartbeat,
            boolean senderMustMatch,
            @Nullable String topicProfile) {}

    /** The same with another heartbeat: a unit's own setting comes before its model's. */
    UnitModel with(Duration heartbeat) {
        Habits own = new Habits(
                habits.holdUntilTaken,
                habits.repeatWindow,
                habits.severalNumbers,
                habits.volumeKeys,
                heartbeat,
                habits.senderMustMatch,
                habits.topicProfile);
        return new UnitModel(id, make, name, own);
    }

    /** Sources on real units differ. Stored by name. */
    public enum VolumeKeys {
        ONE_IS_DOWN,
        ONE_IS_UP
    }
}
