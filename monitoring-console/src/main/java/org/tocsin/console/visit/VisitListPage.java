package org.tocsin.console.visit;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
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
        String words,
        List<VisitFiles.Line> visits,
        List<VisitFiles.HomeLine> homes) {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEE d MMM", Locale.UK);

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
            case NO_ACCESS -> "nobody opened";
            case ABANDONED -> "left unfinished";
        };
    }

    public boolean isOver(VisitFiles.Line visit) {
        return visit.state().over();
    }

    public Visit.Kind[] kinds() {
        return Visit.Kind.values();
    }
}
