package org.tocsin.response;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whom to ask, in order.
 *
 * @param contacts the home's own contacts by their position, then the service's responders by theirs
 */
public record ResponsePlan(List<Contact> contacts) {
    public ResponsePlan {
        contacts = List.copyOf(contacts);
    }

    /**
     * Somebody who was asked.
     *
     * @param round which time the plan was being gone through
     */
    public record Asked(
            UUID contactId,
            CalloutState state,
            int round,
            @Nullable Instant leftAt) {
        /**
         * Asking once more makes no sense: they are on it, or they did not come this time. Somebody who has been and left
         * may be asked again when the home has pressed since.
         */
        boolean spent(int currentRound, Instant pressedAt) {
            boolean visitOver = state == CalloutState.LEFT && leftAt != null && leftAt.isBefore(pressedAt);
            return state.open() || (round == currentRound && !visitOver);
        }
    }

    /**
     * The first contact who has not been asked.
     *
     * @param asked everybody who was asked for this alarm
     * @param round which time the plan is being gone through
     * @param pressedAt the home's last press
     */
    public Optional<Contact> next(List<Asked> asked, int round, Instant pressedAt) {
        return contacts.stream()
                .filter(contact -> asked.stream()
                        .noneMatch(one -> one.contactId().equals(contact.id()) && one.spent(round, pressedAt)))
                .findFirst();
    }
}
