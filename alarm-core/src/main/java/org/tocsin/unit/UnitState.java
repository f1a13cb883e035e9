package org.tocsin.unit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a unit says of itself and of its connection. For people to look at: no word of it raises or closes an alarm.
 *
 * @param since when it came to be so
 * @param report what it last said of itself; null when it never did
 */
public record UnitState(Word word, Instant since, @Nullable Report report) {
    /** Stored by name. */
    public enum Word {
        /** It came back after it was gone, and has said no more. */
        CONNECTED,
        INIT,
        READY,
        SLEEPING,
        /** It said goodbye. */
        DISCONNECTED,
        /** Its connection broke, and it did not come back in time. */
        LOST
    }

    /**
     * Each is null where the unit did not say it.
     *
     * @param boot counts its starts
     * @param settings the unit's own mark of how it is set up, as a checksum of its settings: another mark, other settings
     * @param bearer what carries its connection, "lte"
     * @param rssi received signal strength, dBm
     * @param mains false on battery
     * @param battery percent
     * @param at when this reached us
     */
    public record Report(
            @Nullable Long boot,
            @Nullable String firmware,
            @Nullable String settings,
            @Nullable String bearer,
            @Nullable Integer rssi,
            @Nullable Boolean mains,
            @Nullable Integer battery,
            Instant at) {}
}
