package org.tocsin.journey.night;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    @DisplayName("nobody waits unseen, every alarm ends with an outcome, the figures are the ledger's")
    void a_night_of_twelve_hours(@TempDir Path directory) throws Exception {
        try (Company company = new Company(directory)) {
            Play play = new Play(company);
            play.all(Row.night());
            Verdict verdict = new Verdict(play.ledger(), play.logs());
            Audit audit = new Audit(company.centre, play.ledger());
            verdict.check();
            audit.check();
            // What cannot fail proves nothing: of a ledger that is wrong in one thing neither is content.
            for (Falsehood one : Falsehood.ofLogs()) {
                assertThatThrownBy(() -> one.told(play.ledger(), verdict::check))
                        .as(one.words())
                        .isInstanceOf(AssertionError.class);
            }
            for (Falsehood one : Falsehood.ofFigures()) {
                assertThatThrownBy(() -> one.told(play.ledger(), audit::check))
                        .as(one.words())
                        .isInstanceOf(AssertionError.class);
            }
        }
    }
}
