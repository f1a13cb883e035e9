package org.tocsin.response;

/** How far one request to one contact has come. Stored by name. */
public enum CalloutState {
    /** Asked, no answer yet. */
    OFFERED,
    ACCEPTED,
    DECLINED,
    /** Did not answer, or accepted and did not arrive, in time; the next contact was asked. */
    EXPIRED,
    EN_ROUTE,
    ARRIVED,
    /** Has been there and told what was done. */
    LEFT,
    /** No longer needed. */
    WITHDRAWN;

    /** True while something is still to come from this contact. */
    public boolean open() {
        return this == OFFERED || this == ACCEPTED || this == EN_ROUTE || this == ARRIVED;
    }

    /**
     * The state as a sentence about this contact, for a board.
     *
     * @param accepted whether the contact had accepted before
     */
    public String words(String contact, boolean accepted) {
        return switch (this) {
            case OFFERED -> contact + " has been asked";
            case ACCEPTED -> contact + " has accepted";
            case DECLINED -> contact + " declined";
            case EXPIRED -> contact + (accepted ? " did not arrive in time" : " did not answer in time");
            case EN_ROUTE -> contact + " is on the way";
            case ARRIVED -> contact + " has arrived";
            case LEFT -> contact + " has been and left";
            case WITHDRAWN -> contact + " is no longer needed";
        };
    }
}
