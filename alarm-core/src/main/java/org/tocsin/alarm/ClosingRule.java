package org.tocsin.alarm;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether an alarm may end without help sent. Pure. Somebody at the home must have been spoken to, by name, since its last
 * press; silence is no answer, whatever is written into the closing (a coroner's lesson: domain, feature 96).
 */
public final class ClosingRule {
    private ClosingRule() {}

    /**
     * What is on record of an alarm that is to be closed; everything since the home's last press.
     *
     * @param help somebody of ours, or a contact, has been at the home; or it is the card of an incident, whose homes are
     *     spoken with one by one
     * @param spokenTo who at the home was spoken to, as written down before
     * @param unheard it is known that nobody has spoken with the home
     * @param connected the telephone system reported a call with the home
     * @param callsReported it reports its calls at all
     * @param allowed a team leader lets it be closed all the same
     * @param settled a fault for which a task stands: somebody sees to it by a day
     */
    public record Record(
            boolean help,
            @Nullable String spokenTo,
            boolean unheard,
            boolean connected,
            boolean callsReported,
            boolean allowed,
            boolean settled) {

        /** Nothing needs to be asked: it may be closed as it stands. */
        public boolean sufficient() {
            return help || allowed || settled || spokenTo != null;
        }

        /** A name written into the closing is believed: nothing on record speaks against it. */
        public boolean takesName() {
            return !unheard && (connected || !callsReported);
        }
    }

    /**
     * Why it may not; empty when it may.
     *
     * @param helpSent what the outcome says
     * @param named whom the closing itself names
     */
    public static Optional<String> refusal(Record record, boolean helpSent, @Nullable String named) {
        if (helpSent || record.sufficient()) {
            return Optional.empty();
        }
        if (record.unheard()) {
            return Optional.of("Nobody has spoken with this home: it cannot be closed without help. Call back, send a"
                    + " keyholder or a responder, or ring 999.");
        }
        if (!record.takesName()) {
            return Optional.of(
                    "The telephone system reported no call with this home: write down first whom you spoke" + " with.");
        }
        boolean name = named != null && !named.isBlank();
        return name ? Optional.empty() : Optional.of("No help was sent: say who at the home was spoken to.");
    }
}
