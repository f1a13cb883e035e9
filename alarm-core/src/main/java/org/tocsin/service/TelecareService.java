package org.tocsin.service;

import java.time.Duration;
import java.time.ZoneId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An organisation's telecare service under one set of rules; our tenant.
 *
 * @param code short name in topics and addresses, {@code [a-z0-9][a-z0-9-]*}, unique over the platform
 * @param zone in which its people read times
 * @param speech whom a voice-capable alarm is told to call
 * @param deadlines how long a responder may take
 */
public record TelecareService(UUID id, String code, String name, ZoneId zone, Speech speech, Deadlines deadlines) {

    /**
     * @param reply the unit's call-back instruction: 61 = its own pre-set receiver, 62 = {@code number}
     * @param number whom to call under 62; null under 61
     */
    public record Speech(int reply, @Nullable String number) {}

    /**
     * @param answerWithin from an offer to its acceptance
     * @param arriveWithin from the acceptance to the arrival
     */
    public record Deadlines(Duration answerWithin, Duration arriveWithin) {}
}
