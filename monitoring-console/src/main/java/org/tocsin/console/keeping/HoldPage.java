package org.tocsin.console.keeping;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The holds of a service, the longest due for review first.
 *
 * @param sentence how many stand, and how many of them are due
 * @param full true where there are more than are shown
 * @param earliest the first day that may be named for another look
 */
public record HoldPage(String sentence, List<Line> standing, List<Line> lifted, boolean full, String earliest) {
    /**
     * One hold.
     *
     * @param kind "Alarm"
     * @param name whose or which, as the service wrote it; null for a home
     * @param href of the record; null where this reader has no page of it
     * @param placed "3 Nov 2026"
     * @param review "1 Feb 2027"
     * @param due true once it should be looked at
     * @param lifted when and by whom; null while it stands
     */
    public record Line(
            String id,
            String kind,
            @Nullable String name,
            @Nullable String place,
            @Nullable String href,
            String reason,
            @Nullable String reference,
            String placed,
            String by,
            String review,
            boolean due,
            @Nullable Lifted lifted) {}

    public record Lifted(String when, String by, String why) {}

    /** What may be held, on the page that asks. */
    public record Choice(
            String value,
            String kind,
            @Nullable String name,
            @Nullable String place,
            String covers,
            boolean chosen) {}

    /** What was typed before, where it was refused. */
    public record Typed(String reason, String reference, String reviewOn) {}
}
