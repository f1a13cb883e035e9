package org.tocsin.console.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The catalogue as it is shipped, and what a phrase with places fits. */
class PhrasesTest {
    private static final Locale WELSH = Locale.forLanguageTag("cy");
    private final Phrases shipped = Phrases.load();

    @Test
    void the_shipped_catalogue_can_be_used_from_end_to_end() {
        assertThat(shipped.size()).isGreaterThan(1_500);
        assertThat(shipped.welsh("Board")).isEqualTo("Bwrdd");
        assertThat(shipped.welsh("Pendant, kitchen")).isEqualTo("Tlws gwddf, cegin");
        assertThat(shipped.welsh("Smoke detector, battery low, hall"))
                .isEqualTo("Synhwyrydd mwg, batri'n isel, cyntedd");
        assertThat(shipped.welsh("Close as accidental press, spoken to Mrs Shah"))
                .isEqualTo("Cau fel gwasgiad damweiniol, siaradwyd â Mrs Shah");
        assertThat(shipped.welsh("Sat 21 Nov, 03:10:07 · you have it"))
                .isEqualTo("Sad 21 Tach, 03:10:07 · gennych chi mae hwn");
    }

    @Test
    void days_and_months_are_those_of_the_language() {
        for (DayOfWeek day : DayOfWeek.values()) {
            assertThat(shipped.welsh(day.getDisplayName(TextStyle.FULL, Locale.UK)))
                    .isEqualTo(day.getDisplayName(TextStyle.FULL, WELSH));
        }
        for (Month month : Month.values()) {
            String english = "3 " + month.getDisplayName(TextStyle.FULL, Locale.UK) + " 2026";
            assertThat(shipped.day(english)).isEqualTo("3 " + month.getDisplayName(TextStyle.FULL, WELSH) + " 2026");
        }
        assertThat(shipped.day("Sat 21 Nov, 03:10")).isEqualTo("Sad 21 Tach, 03:10");
        assertThat(shipped.day("Sat")).isNull();
        assertThat(shipped.welsh("June")).as("may be a person").isNull();
    }

    @Test
    void what_is_no_phrase_of_ours_has_no_welsh() {
        assertThat(shipped.welsh("Mrs Iris Shah")).isNull();
        assertThat(shipped.welsh("she is up, has eaten")).isNull();
        assertThat(shipped.welsh("x".repeat(100_000))).isNull();
        assertThat(shipped.welsh("12:30 · 4 %")).isEqualTo("12:30 · 4 %");
    }

    @Test
    void a_place_takes_only_what_it_says() {
        Phrases phrases = new Phrases(Map.of(
                "{0:n} homes", "{0:n} cartref",
                "since {0:d}", "ers {0:d}",
                "Nov", "Tach",
                "{0:w} of {1}", "{0:w} o {1}",
                "Alarm", "Larwm",
                "asked by {1} at {0:d}: {2:t}", "gofynnwyd {0:d} gan {1}: {2:t}"));
        assertThat(phrases.welsh("12 homes")).isEqualTo("12 cartref");
        assertThat(phrases.welsh("many homes")).isNull();
        assertThat(phrases.welsh("since 3 Nov 2026")).isEqualTo("ers 3 Tach 2026");
        assertThat(phrases.welsh("since he rang")).isNull();
        assertThat(phrases.welsh("Alarm of Iris")).isEqualTo("Larwm o Iris");
        assertThat(phrases.welsh("3 of Iris")).isNull();
        assertThat(phrases.welsh("asked by Ann at home at 03:10: alarm"))
                .isEqualTo("gofynnwyd 03:10 gan Ann at home: larwm");
        assertThat(phrases.welsh("asked by Ann at 03:10: tea")).isEqualTo("gofynnwyd 03:10 gan Ann: tea");
    }

    @Test
    void a_paragraph_is_said_sentence_by_sentence_or_not_at_all() {
        assertThat(shipped.welsh("Shares are rounded down. The month is that of the alarm."))
                .isEqualTo("Talgrynnir cyfrannau i lawr. Mis y larwm yw'r mis.");
        assertThat(shipped.welsh("Shares are rounded down. He is up again.")).isNull();
        assertThat(shipped.welsh("Unit 12. Visit 3. Printed Sat 21 Nov, 03:10."))
                .isEqualTo("Uned 12. Ymweliad 3. Argraffwyd Sad 21 Tach, 03:10.");
    }

    @Test
    void many_likely_beginnings_do_not_make_it_slow() {
        Phrases phrases = new Phrases(Map.of("{0:n}, {1:n}, {2:n}, {3:n}, {4:n} stop", "{0:n}{1:n}{2:n}{3:n}{4:n}"));
        assertThat(phrases.welsh("1x, ".repeat(200) + "stop")).isNull();
    }

    @Test
    void a_text_that_may_be_cut_in_any_number_of_ways_is_given_up_in_time() {
        Phrases shipped = Phrases.load();
        for (String text : List.of("ab: ".repeat(200), "ab, ".repeat(200), "Alarm: ab, ".repeat(80))) {
            assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
                shipped.welsh(text);
            });
        }
    }

    @Test
    void a_catalogue_that_cannot_be_used_is_refused() {
        refused("{0} of {1}", "{0}");
        refused("{0}, {1}", "{1}, {0}");
        refused("see {0}{1}", "gweler {0}{1}");
        refused(" Board", "Bwrdd");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PoFile.read("msgid \"a\"\nmsgstr \"b\"\nmsgid \"a\"\nmsgstr \"c\"\n"))
                .withMessageContaining("twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PoFile.read("msgid \"a\"\nmsgstr b\n"))
                .withMessageContaining("line 2");
    }

    @Test
    void a_translators_file_is_read_as_their_programs_write_it() {
        assertThat(PoFile.read("""
                # head
                msgid ""
                msgstr ""
                "Language: cy\\n"

                #, fuzzy
                msgid "Not sure"
                msgstr "Ddim yn siŵr"

                msgid "Not yet"
                msgstr ""

                msgid "Two "
                "lines, \\"quoted\\""
                msgstr "Dwy "
                "linell, \\"dyfynnwyd\\""

                #~ msgid "Old"
                #~ msgstr "Hen"
                """)).containsExactly(Map.entry("Two lines, \"quoted\"", "Dwy linell, \"dyfynnwyd\""));
    }

    private static void refused(String english, String welsh) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Phrases(Map.of(english, welsh)));
    }
}
