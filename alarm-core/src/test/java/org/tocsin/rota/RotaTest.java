package org.tocsin.rota;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RotaTest {
    private static final Instant EIGHT = Instant.parse("2026-11-22T08:00:00Z");
    private static final ZoneId LONDON = ZoneId.of("Europe/London");

    /** Shifts and absences as who:area:from-until in minutes from now; the gap in minutes, "-" for none. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            covered throughout          | a:North:-60-120                 | -          | -
            nobody at all               | -                               | -          | 0
            it ends within the time     | a:North:-60-20                  | -          | 20
            it ends as the time ends    | a:North:-60-30                  | -          | -
            one follows the other       | a:North:-60-20 b:North:20-90    | -          | -
            a minute between them       | a:North:-60-20 b:North:21-90    | -          | 20
            for every area              | a:*:-60-120                     | -          | -
            another area                | a:South:-60-120                 | -          | 0
            sick since now              | a:North:-60-120                 | a:0-60     | 0
            sick soon                   | a:North:-60-120                 | a:10-60    | 10
            the other one is there      | a:North:-60-120 b:North:-60-120 | a:10-60    | -
            back before the time        | a:North:-60-120                 | a:-30--10  | -
            """)
    void the_first_moment_with_nobody(String why, String shifts, String absences, String expected) {
        Rota rota = new Rota(shifts(shifts), absences(absences));
        assertThat(rota.firstGap("north", EIGHT, EIGHT.plus(Duration.ofMinutes(30)))
                        .orElse(null))
                .isEqualTo(expected.equals("-") ? null : at(Integer.parseInt(expected)));
    }

    @Test
    void it_says_when_somebody_is_on_again() {
        Rota rota = new Rota(shifts("a:North:-60-20 b:South:20-60 c:North:45-90"), List.of());
        assertThat(rota.nextCover("North", at(20))).contains(at(45));
        assertThat(rota.nextCover("North", at(45))).isEmpty();
    }

    @Test
    void a_table_is_read_as_offices_write_it(@TempDir Path directory) throws IOException {
        Responder rita = new Responder(id("a"), "rita", "Rita Road", "Night team", Set.of());
        Path file = Files.writeString(directory.resolve("rota.csv"), """
                Responder;From;Until;Area;Team
                rita;2026-11-22 20:00;08:00;Northgate;
                Rita Road;28/3/2026 22:00;2026-03-29 06:00;;Days
                """);
        RotaTable table = RotaTable.read(file, List.of(rita), LONDON);
        assertThat(table.faults()).isEmpty();
        assertThat(table.shifts()).hasSize(2);
        Shift night = table.shifts().get(0);
        assertThat(night.until()).isEqualTo(Instant.parse("2026-11-23T08:00:00Z"));
        assertThat(night.area()).isEqualTo("Northgate");
        assertThat(night.team()).isEqualTo("Night team");
        // The night in which the clocks go forward is an hour shorter.
        Shift spring = table.shifts().get(1);
        assertThat(Duration.between(spring.from(), spring.until())).isEqualTo(Duration.ofHours(7));
        assertThat(spring.area()).isNull();
    }

    @Test
    void every_row_that_cannot_be_read_is_named(@TempDir Path directory) throws IOException {
        Responder one = new Responder(id("a"), "rita", "Rita Road", null, Set.of());
        Responder other = new Responder(id("b"), "rita2", "Rita Road", null, Set.of());
        Path file = Files.writeString(directory.resolve("rota.csv"), """
                responder,from,until
                Rita Road,2026-11-22 20:00,08:00
                rita,tonight,08:00
                rita,2026-11-22 20:00,2026-11-25 08:00
                """);
        assertThat(RotaTable.read(file, List.of(one, other), LONDON).faults())
                .containsExactly(
                        "Row 2: no responder “Rita Road” is on file, or several have this name.",
                        "Row 3: “tonight” in from is no time like 2026-11-22 08:00.",
                        "Row 4: a shift ends after it begins, and lasts at most 36 hours.");
        Path none = Files.writeString(directory.resolve("none.csv"), "who,when\nx,y\n");
        assertThat(RotaTable.read(none, List.of(one), LONDON).faults())
                .singleElement()
                .asString()
                .startsWith("These columns are missing: responder, from, until");
    }

    private static List<Shift> shifts(String text) {
        List<Shift> shifts = new ArrayList<>();
        for (String one : text.equals("-") ? new String[0] : text.split(" ")) {
            String[] parts = one.split(":");
            Instant[] time = time(parts[2]);
            shifts.add(new Shift(UUID.randomUUID(), id(parts[0]), null, area(parts[1]), time[0], time[1]));
        }
        return shifts;
    }

    private static List<Absence> absences(String text) {
        List<Absence> absences = new ArrayList<>();
        for (String one : text.equals("-") ? new String[0] : text.split(" ")) {
            String[] parts = one.split(":");
            Instant[] time = time(parts[1]);
            absences.add(new Absence(UUID.randomUUID(), id(parts[0]), Absence.Kind.SICK, time[0], time[1]));
        }
        return absences;
    }

    private static Instant[] time(String text) {
        int dash = text.indexOf('-', 1);
        return new Instant[] {
            at(Integer.parseInt(text.substring(0, dash))), at(Integer.parseInt(text.substring(dash + 1)))
        };
    }

    private static @Nullable String area(String text) {
        return text.equals("*") ? null : text;
    }

    private static Instant at(int minutes) {
        return EIGHT.plus(Duration.ofMinutes(minutes));
    }

    private static UUID id(String name) {
        return new UUID(0, name.charAt(0));
    }
}
