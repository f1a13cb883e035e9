package org.tocsin.notify;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Hands messages of one kind of provider over. */
interface NotificationChannel {
    /** Tries once; never longer than {@link NotificationRules#WITHIN}. What goes wrong is an outcome, not a failure. */
    Future<Outcome> send(Provider provider, Notification notification, Words words);

    /** What became of one try. */
    sealed interface Outcome {
        /** @param reference by which the provider knows it; null where it names none */
        record Accepted(@Nullable String reference) implements Outcome {}

        /** @param why it may work another time */
        record Later(String why) implements Outcome {}

        /** @param why it will never work */
        record Never(String why) implements Outcome {}

        /** There is nobody behind the address any more. */
        record Gone() implements Outcome {}

        /**
         * What follows when there was no answer.
         *
         * @param who whose answer it would have been
         */
        static Outcome unanswered(String who, Throwable cause) {
            return cause instanceof ProviderReach.Inside
                    ? new Never(who + " is not asked: " + cause.getMessage())
                    : new Later(who + " did not answer");
        }
    }
}
