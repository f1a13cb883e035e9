package org.tocsin.journey.night;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Plays the table line by line. Nothing goes on before what a line did stands in the platform's own log, at the moment at
 * which the table has it: whatever comes late, or not at all, stops the night.
 */
final class Play {

    private final Company company;
    private final Ledger ledger = new Ledger();
    private final Logs logs;
    private final Map<String, Deed> homes;
    private final Map<String, Deed> desks;
    private final Map<String, Deed> road;
    private final Map<String, Deed> platform;

    /** What a line of the table does; gives the case it wrote to, null for none. */
    interface Deed {
        Ledger.@Nullable Case done(Row row);
    }

    Play(Company company) {
        this.company = company;
        this.logs = new Logs(company.centre);
        this.homes = new AtHome(company, ledger, logs).deeds();
        this.desks = new DeskWork(company, ledger).deeds();
        this.road = new RoadWork(company, ledger).deeds();
        this.platform = new Expected(company, ledger, logs).deeds();
    }

    Ledger ledger() {
        return ledger;
    }

    Logs logs() {
        return logs;
    }

    void all(List<Row> rows) {
        Duration at = Duration.ZERO;
        for (Row row : rows) {
            try {
                if (!row.at().equals(at)) {
                    at = row.at();
                    company.isNow(at);
                }
                Ledger.Case written = deed(row).done(row);
                if (written != null) {
                    settled(written);
                }
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("at " + row + company.whatIsSeen(), e);
            }
        }
    }

    private Deed deed(Row row) {
        String who = row.who();
        Map<String, Deed> theirs;
        if (who.startsWith("home ") || who.startsWith("stranger ")) {
            theirs = homes;
        } else if (who.equals("platform")) {
            theirs = platform;
        } else if (who.equals("telephone")) {
            theirs = homes;
        } else if (who.equals("neighbour")) {
            theirs = road;
        } else {
            theirs = Company.Person.named(who).role().worksOnAlarms() ? desks : road;
        }
        Deed found = theirs.get(row.does());
        if (found == null) {
            throw new AssertionError("nobody knows how to do this");
        }
        return found;
    }

    /** Everything the table has done in this case stands in its log, and at its own moment. */
    private void settled(Ledger.Case one) {
        Patience.until(one + " is written", () -> missing(one).isEmpty());
    }

    private List<String> missing(Ledger.Case one) {
        List<String> missing = new ArrayList<>();
        one.lines.forEach(line -> missing.add(words(one, line.at(), line.kind().name())));
        logs.of(one).forEach(entry -> missing.remove(words(one, entry.at(), entry.kind())));
        return missing;
    }

    static String words(Ledger.Case one, Instant at, String kind) {
        return one.timesKnown ? at + " " + kind : kind;
    }
}
