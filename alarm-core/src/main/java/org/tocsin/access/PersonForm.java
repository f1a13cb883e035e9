package org.tocsin.access;

import org.jspecify.annotations.Nullable;

/**
 * What a manager writes down of somebody who signs in.
 *
 * @param telephone where a responder is rung; null for none on file
 * @param place in the list of the service's responders, 1 is asked first; null for the last
 * @param calledOut whether a responder stands in that list; of other roles nobody does
 */
public record PersonForm(
        String displayName,
        Role role,
        @Nullable String telephone,
        @Nullable Integer place,
        boolean calledOut) {
    public static final int LONGEST_NAME = 100;
    public static final int LAST_PLACE = 200;

    static final String USERNAME = "[a-z0-9][a-z0-9._-]{0,63}";
    private static final String TELEPHONE = "[+0-9 ()/.-]{3,40}";

    /** Why this cannot be kept, and which field it is; null where it can. */
    PeopleDesk.Result.@Nullable Refused unfit() {
        if (displayName.isBlank()
                || displayName.length() > LONGEST_NAME
                || displayName.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
            return new PeopleDesk.Result.Refused("displayName", "A name has 1 to 100 characters.");
        }
        if (telephone != null && !telephone.matches(TELEPHONE)) {
            return new PeopleDesk.Result.Refused(
                    "telephone", "A telephone number has digits, spaces and +, at most 40.");
        }
        if (place != null && (place < 1 || place > LAST_PLACE)) {
            return new PeopleDesk.Result.Refused("place", "A place in the list is a number from 1 to 200.");
        }
        return null;
    }

    boolean inTheList() {
        return role == Role.RESPONDER && calledOut;
    }
}
