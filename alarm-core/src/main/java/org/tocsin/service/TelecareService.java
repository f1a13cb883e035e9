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
     * Who is called for speech. A number is one address or several, {@code sip:…}, {@code tel:…}, a space between.
     *
     * @param reply the unit's call-back instruction: 61 = its own pre-set receiver, 62 = {@code number}
     * @param number whom to call under 62, the word {@code TOKEN} in it standing for one of each signal's own; null
     *     under 61
     * @param overflowNumber the staffed number of a held alarm nobody has taken in time; null where there is none
     * @param queueNumber where a call goes that belongs to no alarm we know; null where there is none
     * @param callsReported whether the service's telephone system reports its calls
     */
    public record Speech(
            int reply,
            @Nullable String number,
            @Nullable String overflowNumber,
            @Nullable String queueNumber,
            boolean callsReported,
            SpeechWaits waits) {
        /** With everything else as a service begins. */
        public Speech(int reply, @Nullable String number) {
            this(reply, number, null, null, false, SpeechWaits.USUAL);
        }
    }

    /**
     * @param hold how long an alarm is held for somebody to take it
     * @param speech how long a unit may take, once told whom to call, until its call is connected
     */
    public record SpeechWaits(Duration hold, Duration speech) {
        public static final SpeechWaits USUAL = new SpeechWaits(Duration.ofSeconds(60), Duration.ofSeconds(60));
    }

    /**
     * @param answerWithin from an offer to its acceptance
     * @param arriveWithin from the acceptance to the arrival
     */
    public record Deadlines(Duration answerWithin, Duration arriveWithin) {}
}
