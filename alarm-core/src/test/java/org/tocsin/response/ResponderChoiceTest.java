package org.tocsin.response;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.response.ResponderChoice.Candidate;
import org.tocsin.response.ResponderChoice.Choice;
import org.tocsin.response.ResponderChoice.Need;
import org.tocsin.response.ResponderChoice.Spot;
import org.tocsin.rota.Skill;

class ResponderChoiceTest {
    private static final Spot HOME = new Spot(53.8000, -1.5500);
    private static final Spot NEAR = new Spot(53.8100, -1.5500);
    private static final Spot FAR = new Spot(53.9000, -1.5500);

    /** Who is asked, in order; each candidate as name:area:spot:skill:busy, "-" for none. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            area before distance             | North | -    | a:South:near:-:free b:North:far:-:free     | b a
            the nearest of one area          | North | -    | a:North:far:-:free b:North:near:-:free     | b a
            an unknown place comes last      | North | -    | a:North:-:-:free b:North:far:-:free        | b a
            every area before another one    | North | -    | a:South:-:-:free b:*:-:-:free              | b a
            areas however they are written   | North | -    | a:South:-:-:free b:north:-:-:free          | b a
            without an area the distance     | -     | -    | a:South:far:-:free b:North:near:-:free     | b a
            off duty is nobody               | North | -    | a:-:near:-:free b:North:far:-:free         | b
            on another job is nobody         | North | -    | a:North:near:-:busy b:North:far:-:free     | b
            what is needed before the area   | North | LIFT | a:North:near:-:free b:South:far:LIFT:free  | b a
            nobody can: the nearest all same | North | LIFT | a:South:far:-:free b:North:near:-:free     | b a
            everybody is busy                | North | -    | a:North:near:-:busy                        | ''
            otherwise by the list            | North | -    | a:North:-:-:free b:North:-:-:free          | a b
            """)
    void who_is_asked_first(String why, String area, String skill, String candidates, String expected) {
        List<Candidate> all = new ArrayList<>();
        for (String one : candidates.split(" ")) {
            all.add(candidate(one.split(":"), all.size()));
        }
        Need need = new Need(
                area.equals("-") ? null : area, HOME, skill.equals("-") ? Set.of() : EnumSet.of(Skill.TWO_PERSON_LIFT));
        List<Choice> choices = ResponderChoice.of(need, all);
        assertThat(choices)
                .extracting(Choice::contactId)
                .containsExactlyElementsOf(
                        expected.isBlank()
                                ? List.<UUID>of()
                                : List.of(expected.trim().split(" ")).stream()
                                        .map(ResponderChoiceTest::id)
                                        .toList());
    }

    @Test
    void it_says_why() {
        Need need = new Need("North", HOME, Set.of(Skill.TWO_PERSON_LIFT));
        assertThat(ResponderChoice.of(
                        need,
                        List.of(
                                candidate("a:North:near:LIFT:free".split(":"), 0),
                                candidate("b:South:-:-:free".split(":"), 1),
                                new Candidate(id("c"), 9, false, Set.of(), false, Set.of(), null))))
                .extracting(Choice::because)
                .containsExactly(
                        "on duty in North, 1.1 km away, two-person lift",
                        "on duty in another area, without two-person lift",
                        "on no rota, when nobody on duty is left");
    }

    @Test
    void a_degree_of_latitude_is_111_km() {
        assertThat(new Spot(53, 0).kmTo(new Spot(54, 0))).isBetween(111.0, 111.4);
        assertThat(HOME.kmTo(HOME)).isZero();
    }

    private static Candidate candidate(String[] parts, int position) {
        return new Candidate(
                id(parts[0]),
                position,
                true,
                parts[1].equals("-") ? Set.of() : Set.of(parts[1]),
                parts[4].equals("busy"),
                parts[3].equals("-") ? Set.of() : Set.of(Skill.TWO_PERSON_LIFT),
                spot(parts[2]));
    }

    private static @Nullable Spot spot(String name) {
        return switch (name) {
            case "near" -> NEAR;
            case "far" -> FAR;
            default -> null;
        };
    }

    private static UUID id(String name) {
        return new UUID(0, name.charAt(0));
    }
}
