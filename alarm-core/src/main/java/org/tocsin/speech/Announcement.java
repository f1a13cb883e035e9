package org.tocsin.speech;

import java.time.Duration;
import java.util.Optional;
import org.tocsin.alarm.AlarmState;

/**
 * What a home whose call rings at the centre is told while nobody has taken its alarm: that it was received, and that
 * somebody will speak to them. Said by the telephone system, for speech is its own; never a place in a queue, because the
 * next alarm may be the more urgent one.
 *
 * @param english what is said
 * @param welsh the same
 * @param again after which the telephone system asks anew whether it is still so
 */
public record Announcement(String english, String welsh, Duration again) {
    private static final Announcement RECEIVED = new Announcement(
            "Your alarm has been received. Somebody will speak to you as soon as possible. Please stay on the line.",
            "Mae eich larwm wedi cyrraedd. Bydd rhywun yn siarad â chi cyn gynted â phosibl. Arhoswch ar y llinell.",
            Duration.ofSeconds(20));

    /** Empty once speech is connected or ended, and where somebody has the alarm: they are about to speak. */
    public static Optional<Announcement> of(PhoneCall.State call, AlarmState alarm) {
        return call == PhoneCall.State.RINGING && alarm == AlarmState.WAITING
                ? Optional.of(RECEIVED)
                : Optional.empty();
    }
}
