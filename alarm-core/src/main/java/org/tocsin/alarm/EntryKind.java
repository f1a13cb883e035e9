package org.tocsin.alarm;

/** What a line of an alarm's log is about, also what could not be done. Stored by name. */
public enum EntryKind {
    /** A signal opened it or joined it. */
    SIGNAL,
    /** Reset, cancel, restoral, presence or information from the home; closes nothing. */
    FROM_HOME,
    TAKEN,
    HANDED_BACK,
    CALLED_OUT,
    /** Nobody could be called out, or the plan is exhausted. */
    NOT_CALLED_OUT,
    ACCEPTED,
    DECLINED,
    EXPIRED,
    EN_ROUTE,
    /** A responder said when they will be there. */
    EXPECTED,
    ARRIVED,
    LEFT,
    WITHDRAWN,
    /** Came back to the top of the board, sounding. */
    RETURNED,
    /** Sounds again because nobody was connected with the home, or it gave up. Its wait to be taken goes on as it was. */
    NO_SPEECH,
    /** The time a scheme's manager had for it is over: from here on it waits at the centre. */
    MANAGER_OVER,
    VIEWED_SECRET,
    /** The telephone system reported a call. */
    CALL,
    NOTE,
    CLOSED,
    /** A message to somebody was sent, or has arrived. It has asked them; it is no help sent. */
    MESSAGE,
    /** Somebody who was asked sent a text that no answer was taken from: a person reads it. */
    TEXTED,
    /** A message to somebody could not be sent, or has not arrived. */
    NOT_SENT,
    PARKED,
    /** It came back by itself, or its taker went on with it. */
    PARK_ENDED,
    /** A colleague or the next shift was asked to take over. */
    OFFERED,
    /** Nobody took over. */
    OFFER_ENDED,
    HANDED_OVER,
    /** Its taker was gone: back on the board, sounding. */
    RELEASED,
    /** Nobody took a life alarm in time: somebody else is to be rung. */
    UNTAKEN,
    /** A step of the script was done. */
    STEP_DONE,
    /** A step of the script could not be done, and why. */
    STEP_NOT_POSSIBLE,
    /** Somebody was spoken to, by name. */
    SPOKEN,
    /** The home was called and nobody answered. */
    NOBODY_ANSWERED,
    /** A team leader lets it be closed without speech, and why. */
    CLOSE_ALLOWED,
    /** What remains to be done afterwards. */
    FOLLOW_UP,
    /** The home's own device was pressed where a responder said that they arrived, or left. */
    PROVEN_BY_PRESS,
    /** A responder alone in a home said that they are well, or did not. */
    CHECK_IN,
    /** What a responder found and did. */
    SCENE,
    /** A photo came from the home. */
    PHOTO;

    /**
     * The kind of this name. One that only a newer release knows, beside which this one still runs, is a note: its sentence
     * says what happened, and the alarm can be opened.
     */
    public static EntryKind read(String stored) {
        for (EntryKind kind : values()) {
            if (kind.name().equals(stored)) {
                return kind;
            }
        }
        return NOTE;
    }
}
