package org.tocsin.console.people;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the pages of people show, ready to be read. */
public final class PeoplePage {
    private PeoplePage() {}

    /**
     * Somebody of the service.
     *
     * @param stands where they stand, in words; empty for nowhere
     * @param concern their sign-in was ended, and they still stand somewhere
     * @param waiting the first password that was handed out was not changed yet: until when it lets them in; empty for no
     * @param mayChange whether the reader may change them, and end or give back their sign-in
     */
    public record Line(
            String username,
            String name,
            String role,
            boolean active,
            List<String> stands,
            boolean concern,
            String waiting,
            boolean mayChange) {}

    /** A role as it is chosen. */
    public record Choice(String name, String words, boolean chosen) {}

    /**
     * The fields about somebody, as they are on file or were typed.
     *
     * @param roles those that the reader may give
     */
    public record Fields(
            String username,
            String displayName,
            List<Choice> roles,
            String telephone,
            String place,
            boolean calledOut) {}

    /**
     * What is to be said above the page.
     *
     * @param done what was just done; empty for nothing
     * @param problem why nothing was done; empty where something was
     * @param handOut a first password, readable only now; null where none was made
     */
    public record Said(
            String done, String problem, @Nullable HandOut handOut) {
        static final Said NOTHING = new Said("", "", null);

        static Said problem(String why) {
            return new Said("", why, null);
        }
    }

    public record HandOut(String username, String password) {}
}
