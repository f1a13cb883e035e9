package org.tocsin.console.visit;

import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.visit.Visit;
import org.tocsin.visit.VisitFiles;

/**
 * The visits of a day.
 *
 * @param words what was looked for; empty for nothing
 * @param homes that fit it
 */
public record VisitListPage(
        String displayName,
        String csrf,
        LocalDate today,
        ZoneId zone,
        String words,
        List<VisitFiles.Line> visits,
        List<VisitFiles.HomeLine> homes) {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEE d MMM", Locale.UK);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.UK);

    public String day(LocalDate date) {
        return date.equals(today) ? "today" : DAY.format(date);
    }

    /** Where it stands, in words. */
    public String state(VisitFiles.Line visit) {
        return switch (visit.state()) {
            case PLANNED ->
                (visit.plannedOn().isBefore(today) ? "overdue since " : "planned for ") + day(visit.plannedOn());
            case OPEN -> "under way" + (visit.installer() == null ? "" : ", " + visit.installer());
            case COMPLETED -> "complete";
            case NO_ACCESS -> noAccess(visit.noAccess());
            case ABANDONED -> "left unfinished";
        };
    }

    /** "nobody opened on Sun 22 Nov at 10:02, next attempt on Tue 24 Nov". */
    private String noAccess(VisitFiles.@Nullable NoAccess no) {
        if (no == null) {
            return "nobody opened";
        }
        ZonedDateTime at = no.at().atZone(zone);
        LocalDate day = at.toLocalDate();
        LocalDate next = no.nextOn();
        return "nobody opened " + (day.equals(today) ? "today" : "on " + DAY.format(day)) + " at " + TIME.format(at)
                + (next == null
                        ? ", no next attempt planned"
                        : ", next attempt " + (next.equals(today) ? "today" : "on " + DAY.format(next)));
    }

    /** Of the door nobody opened. */
    public List<UUID> photos(VisitFiles.Line visit) {
        VisitFiles.NoAccess no = visit.noAccess();
        return no == null ? List.of() : no.photos();
    }

    public boolean isOver(VisitFiles.Line visit) {
        return visit.state().over();
    }

    public Visit.Kind[] kinds() {
        return Visit.Kind.values();
    }
}
