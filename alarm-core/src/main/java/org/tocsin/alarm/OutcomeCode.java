package org.tocsin.alarm;

import org.jspecify.annotations.Nullable;

/**
 * Why an alarm ended; needed to close it. Each service has its own list.
 *
 * @param code what is stored and sent by programs, {@code [a-z0-9-]}, at most 40 characters
 * @param label what a person chooses
 * @param helpSent false: closing under it without a callout asks who was spoken to
 * @param rule what closing under it says, and therefore needs
 * @param attended it says that somebody of ours came: asking them, were it by a text, is not enough
 * @param letter the key that chooses it; null: the first letter of its words that is free, see {@link OutcomeLetters}
 * @param retired offered no more; read where it was used
 * @param emergency it says that an emergency service was sent: nothing but a call to 999 is behind that
 */
public record OutcomeCode(
        String code,
        String label,
        boolean helpSent,
        Rule rule,
        boolean attended,
        @Nullable String letter,
        boolean retired,
        boolean emergency) {
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

    /** One in use, chosen by a letter of its words. */
    public OutcomeCode(String code, String label, boolean helpSent, Rule rule) {
        this(code, label, helpSent, rule, false, null, false, false);
    }

    /** One that says that somebody of ours came. */
    public static OutcomeCode attended(String code, String label) {
        return new OutcomeCode(code, label, true, Rule.NONE, true, null, false, false);
    }

    /** One that says that an emergency service was sent. */
    public static OutcomeCode emergency(String code, String label) {
        return new OutcomeCode(code, label, true, Rule.NONE, false, null, false, true);
    }
}
