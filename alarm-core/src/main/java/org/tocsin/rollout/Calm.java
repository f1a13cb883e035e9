package org.tocsin.rollout;

import java.time.Duration;

/**
 * Whether units may be asked now: within the hours that were ordered, and while the centre is calm.
 *
 * @param open within the hours
 * @param lifeAlarm one waits, and has the centre's whole attention
 * @param incident one is open: what is off or silent now is so for another reason
 * @param held units of the present wave that are not asked, or not sent what they are asked, while an alarm of their home is open
 */
public record Calm(boolean open, boolean lifeAlarm, boolean incident, int held) {
    /** As with health tests. */
    static final Duration LIFE_ALARM_WAITS = Duration.ofSeconds(30);

    boolean mayAsk() {
        return open && !lifeAlarm && !incident;
    }
}
