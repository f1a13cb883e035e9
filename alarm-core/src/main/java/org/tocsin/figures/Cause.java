package org.tocsin.figures;

/** Why an answer took too long, as whoever looked into it found. Stored by name. */
public enum Cause {
    TOO_FEW_PEOPLE("too few people for what came in"),
    MANY_AT_ONCE("many calls at once: a power cut, an outage, a storm"),
    BUSY_ELSEWHERE("whoever had it was busy with another emergency"),
    NOT_NOTICED("not noticed at the desk"),
    OUR_SYSTEMS("our platform or computers"),
    TELEPHONE_SYSTEM("the telephone system"),
    HOME_UNIT("the home's unit, or its line"),
    RANG_OFF("the caller rang off or cancelled at once"),
    WRONG_TIME("answered in time: a report came wrong or is missing"),
    OTHER("something else, as written");

    private final String words;

    Cause(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }

    /** The cause of this name; one that only a newer release knows is read as {@link #OTHER}. */
    static Cause read(String stored) {
        for (Cause cause : values()) {
            if (cause.name().equals(stored)) {
                return cause;
            }
        }
        return OTHER;
    }
}
