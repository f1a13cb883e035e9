package org.tocsin.alarm;

/**
 * Why an alarm ended; needed to close it. Each service has its own list.
 *
 * @param code what is stored and sent by programs, {@code [a-z0-9-]}, at most 40 characters
 * @param label what a person chooses
 * @param helpSent false: closing under it without a callout asks who was spoken to
 * @param rule what closing under it says, and therefore needs
 */
public record OutcomeCode(String code, String label, boolean helpSent, Rule rule) {
    /** Stored by name; {@link #NONE} as null. */
    public enum Rule {
        NONE,
        /** The fault is over by itself: not enough for one that keeps coming back. */
        RESTORED,
        /** A door was released: only for a door, and only once it is known who stands there. */
        RELEASED,
        /** The resident's own test: only for a press, and only once somebody at the home was spoken to. */
        USER_TEST
    }

    /** One without a rule of its own. */
    public OutcomeCode(String code, String label, boolean helpSent) {
        this(code, label, helpSent, Rule.NONE);
    }
}
