package org.tocsin.console.board;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands beside the open alarm, ready to be read: what repeats itself, clocks that run, calls, call-backs.
 *
 * @param raised when the first signal was received, in milliseconds
 * @param age how long ago that was, in words
 * @param pattern "4th fall in 7 days", the gravest first
 * @param clocks that run
 * @param start clocks that may be started now, in the order they are offered
 * @param calls newest first
 * @param callBacks of this home that nobody has done yet
 */
public record Beside(
        long raised,
        String age,
        List<String> pattern,
        List<Clock> clocks,
        List<Start> start,
        List<Call> calls,
        List<Due> callBacks) {
    /** Nothing. */
    public static final Beside NOTHING = new Beside(0, "", List.of(), List.of(), List.of(), List.of(), List.of());

    /**
     * A clock. The page counts from the moments on; without scripts the words stand as they were.
     *
     * @param kind as it stands in addresses, {@code floor}
     * @param title "On the floor"
     * @param since when it began, in milliseconds
     * @param due when somebody is to be reminded, in milliseconds; null for one that only runs
     * @param words "for 12 minutes", "speak with them in 3 minutes"
     * @param urgent red: over an hour on the floor, or a reminder that is due
     * @param again on the button that says it was done; null where there is nothing to do again
     * @param end on the button that ends it
     */
    public record Clock(
            String kind,
            String title,
            long since,
            @Nullable Long due,
            String words,
            boolean urgent,
            @Nullable String again,
            String end) {}

    /** @param words on the button, "On the floor" */
    public record Start(String kind, String words) {}

    /**
     * @param words "Rings Nadia Shah, daughter"
     * @param result what came of it, in words; null while nobody has said
     * @param rang the contact's id, or the number that was rung; null for a call that came in
     */
    public record Call(
            String id,
            String at,
            String words,
            @Nullable String result,
            boolean asks,
            @Nullable String rang) {}

    /** @param due "03:40:00", or the day with it */
    public record Due(String id, String whom, String reason, String due, boolean now) {}
}
