package org.tocsin.visit;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an installer found out about speech between a home and the centre: each way for itself, with whom, from where. A
 * person's word, never a signal: it is printed beside the tests and is no proof of a trigger.
 *
 * @param none this unit carries no speech; then {@code note} says why that is so
 * @param heardThere the centre heard the resident
 * @param heardHere the resident heard the centre
 * @param with who spoke at the centre; null where the unit carries no speech
 * @param room from the furthest place somebody spoke
 * @param note needed where it is not good both ways
 */
public record Speech(
        boolean none,
        boolean heardThere,
        boolean heardHere,
        @Nullable String with,
        @Nullable String room,
        @Nullable String note) {

    private static final String HEARD = "HEARD";
    private static final String NOT_HEARD = "NOT_HEARD";

    /** What the act says; empty where it says too little: {@link #wrong} tells what. */
    public static Optional<Speech> of(VisitAct act) {
        return wrong(act) == null
                ? Optional.of(new Speech(
                        isNone(act),
                        HEARD.equals(act.text("there")),
                        HEARD.equals(act.text("here")),
                        act.text("with"),
                        act.text("room"),
                        act.text("note")))
                : Optional.empty();
    }

    /** What is missing, for the installer; null where nothing is. */
    static @Nullable String wrong(VisitAct act) {
        if (isNone(act)) {
            return act.text("note") == null ? "Write down why this unit carries no speech." : null;
        }
        if (!said(act, "there") || !said(act, "here")) {
            return "Say for each way whether it was heard.";
        }
        if (act.text("with") == null) {
            return "Name who spoke at the centre.";
        }
        boolean good = HEARD.equals(act.text("there")) && HEARD.equals(act.text("here"));
        return good || act.text("note") != null ? null : "Write down what was wrong with it.";
    }

    private static boolean isNone(VisitAct act) {
        return "NONE".equals(act.text("result"));
    }

    private static boolean said(VisitAct act, String way) {
        return HEARD.equals(act.text(way)) || NOT_HEARD.equals(act.text(way));
    }

    /** Both ways were heard. */
    public boolean good() {
        return !none && heardThere && heardHere;
    }

    /** "heard both ways, with Olive Porter, from the bathroom". */
    public String words() {
        if (none) {
            return "this unit carries no speech: " + note;
        }
        String ways = good()
                ? "heard both ways"
                : "the centre %s the resident, the resident %s the centre"
                        .formatted(heardThere ? "heard" : "did not hear", heardHere ? "heard" : "did not hear");
        return ways + ", with " + with + (room == null ? "" : ", from the " + room) + (note == null ? "" : ": " + note);
    }
}
