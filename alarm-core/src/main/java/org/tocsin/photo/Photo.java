package org.tocsin.photo;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * That there is a photo, without its picture.
 *
 * @param who took it
 * @param saidAt by the phone's clock
 * @param removed true once its time was over: then there is no picture any more
 */
public record Photo(UUID id, Of of, String who, Instant saidAt, Instant receivedAt, boolean removed) {
    /** Of one visit to a scene or to a door. */
    public static final int MOST = 3;

    /**
     * What it belongs to: a call-out and its alarm, or an installer's visit.
     *
     * @param homeId null where the alarm has no home on file
     */
    public record Of(
            @Nullable UUID calloutId,
            @Nullable UUID alarmId,
            @Nullable UUID visitId,
            @Nullable UUID homeId) {}
}
