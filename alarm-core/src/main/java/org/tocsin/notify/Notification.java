package org.tocsin.notify;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One message to one person by one channel, as it waits to be sent.
 *
 * @param recipient who, for the log
 * @param to telephone number, e-mail address, or the id of a {@link PushSubscriptions subscription}
 * @param alarmId the alarm in whose log it stands; null for a trial
 * @param calloutId what it asks; null for a trial, and for what tells that nobody takes an alarm
 * @param step who is told that nobody takes an alarm, MANAGER or PARTNER; null for any other message
 * @param expiresAt after this it would only mislead
 * @param attempt which try this is, from 1
 */
record Notification(
        UUID id,
        UUID serviceId,
        Channel channel,
        String recipient,
        String to,
        @Nullable UUID alarmId,
        @Nullable UUID calloutId,
        @Nullable String step,
        Instant expiresAt,
        int attempt) {

    /** How far it has come. Stored by name. */
    enum State {
        WAITING,
        /** The provider has taken it. */
        SENT,
        /** The provider says that it has arrived. */
        DELIVERED,
        FAILED,
        /** Nobody needed it any more. */
        DROPPED
    }
}
