package org.tocsin.journey.night;

import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Twelve hours of a night in an alarm receiving centre, through real sockets, a real database and real browsers, by a
 * clock that is put on line by line; then what the platform says of it is held against what the table did.
 */
class ScriptedNightTest {
    @Test
    @DisplayName("a night of twelve hours: nobody waits unseen, every alarm ends with an outcome, the figures are the ledger's")
    void a_night(@TempDir Path directory) throws Exception {
        PlaywrightAssertions.setDefaultAssertionTimeout(40_000);
        try (Company company = new Company(directory)) {
            Play play = new Play(company);
            play.all(Row.night());
            new Verdict(play.ledger(), play.logs()).check();
            new Audit(company.centre, play.ledger()).check();
        }
    }
}
