package org.tocsin.console.board;

import java.time.Instant;
import org.tocsin.alarm.Priority;

/**
 * The frame around the board; its strips come over the live link.
 *
 * @param nowMillis the platform's clock, so that ages do not depend on the browser's
 */
public record BoardPage(
        String username, String displayName, String csrf, long nowMillis, String zone, String time, String day) {

    /** @param clock of the reader's service */
    public static BoardPage at(Instant now, WallClock clock, String username, String displayName, String csrf) {
        String full = clock.full(now);
        return new BoardPage(
                username,
                displayName,
                csrf,
                now.toEpochMilli(),
                clock.zone().getId(),
                clock.time(now),
                full.substring(0, full.indexOf(',')));
    }

    /** A priority as staff say it. */
    public static String word(Priority priority) {
        return priority == Priority.INFORMATION ? "INFO" : priority.name();
    }
}
