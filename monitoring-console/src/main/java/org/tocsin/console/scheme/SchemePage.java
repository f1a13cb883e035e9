package org.tocsin.console.scheme;

import java.util.List;
import java.util.Map;

/**
 * A scheme, ready to be read and changed.
 *
 * @param stands dwellings first, then doors and communal points
 * @param tooMany true: there are more of them than are shown
 * @param moreControllers true: there are more of those than are shown
 * @param rights what the reader may do
 * @param search homes that may be put into it
 */
public record SchemePage(
        Head head,
        List<Stand> stands,
        boolean tooMany,
        List<Controller> controllers,
        boolean moreControllers,
        Rules rules,
        Rights rights,
        Search search) {
    /**
     * @param duty what its units last said of its manager, as a sentence
     * @param forgotten why the duty switch must have been forgotten; empty while nothing speaks for it
     * @param counts "12 dwellings, 2 doors, 1 communal point"
     * @param changed who last changed it, and when; empty where nobody did
     */
    public record Head(String id, String name, String duty, String forgotten, String counts, String changed) {}

    /** @param homeId empty for a door or a communal point */
    public record Stand(
            String did, String kind, String name, String homeId, String place, String who, String address) {}

    /** @param model as it is on file, or words saying that it is not */
    public record Controller(String cid, String model, boolean suspended) {}

    /**
     * @param words each a sentence
     * @param typed what the form shows
     */
    public record Rules(List<String> words, Map<String, String> typed) {}

    /**
     * @param change puts places and controllers into it
     * @param rules sets its name and times
     */
    public record Rights(boolean change, boolean rules) {}

    /**
     * @param words what was looked for; empty for nothing
     * @param homes those that fit
     * @param more true: more than these fit
     */
    public record Search(String words, List<Found> homes, boolean more) {}

    public record Found(String id, String place, String who) {}

    /** A line of the list of schemes. */
    public record Line(String id, String name, String counts, String controllers, String duty, boolean concern) {}

    /**
     * One device id.
     *
     * @param schemes where it may stand
     */
    public record Point(
            String schemeId,
            String scheme,
            Stand stand,
            List<Choice> schemes,
            String problem,
            Map<String, String> typed) {}

    public record Choice(String value, String words, boolean chosen) {}

    /** What a form could not do, and what was typed into it. */
    public record Said(String problem, Map<String, String> typed) {
        static final Said NOTHING = new Said("", Map.of());

        /** What a field shows again. */
        public String of(String name) {
            return typed.getOrDefault(name, "");
        }
    }
}
