package org.tocsin.console.incident;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.incident.ContactResult;
import org.tocsin.incident.IncidentStore;

/**
 * An incident, ready to be read.
 *
 * @param lines the homes of this part of the list
 * @param next the address of the following part; null when this was the end
 */
public record IncidentPage(
        Head head,
        IncidentStore.Which which,
        List<Line> lines,
        @Nullable String next) {

    /**
     * @param sentences what stands with it, each figure with its rule
     * @param open false once its card is closed
     */
    public record Head(
            String id, String cardId, String title, String since, List<String> sentences, Tally tally, boolean open) {}

    /** For the links to the parts of the list. */
    public record Tally(int toRing, int off, int all) {}

    /**
     * @param why why somebody has to ring, and the home's tier
     * @param standing "off since 12:01:10", "back since 13:40:02"
     * @param state as in {@code HomeInIncident.State}
     * @param telephone as a person reads it; null where none is on file
     * @param life the open life alarm of the same home; null where there is none
     */
    public record Line(
            String alarmId,
            String who,
            String place,
            String why,
            String standing,
            String state,
            @Nullable String telephone,
            @Nullable String life) {
        /** True while there is something to write down for it. */
        public boolean open() {
            return !state.equals("LEFT");
        }
    }

    /** Which part of the list it is, in words. */
    public String part() {
        return switch (which) {
            case TO_RING -> "Homes to ring, the highest risk first";
            case OFF -> "Homes neither back nor spoken with, the highest risk first";
            case ALL -> "All its homes, the highest risk first";
        };
    }

    /** What can come of ringing a home. */
    public static List<ContactResult> results() {
        return List.of(ContactResult.values());
    }
}
