package org.tocsin.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PasswordRulesTest {
    @Test
    void long_ones_are_taken_whatever_they_are_made_of() {
        for (String good : List.of(
                "correct horse battery",
                "three wet ponies",
                "839128371029",
                "ΑΒΓΔ εζηθ ικλμ",
                "my password is a long sentence about geese",
                FirstPassword.random())) {
            assertThat(PasswordRules.refused(good, "olive", "Olive Green"))
                    .as(good)
                    .isNull();
        }
    }

    @Test
    void short_ones_and_those_that_are_tried_first_are_refused_with_the_reason() {
        assertThat(PasswordRules.refused("elevenchars", "olive")).isEqualTo("At least 12 characters.");
        assertThat(PasswordRules.refused("x y".repeat(100), "olive")).isEqualTo("At most 256 characters.");
        assertThat(PasswordRules.refused("three wet\0ponies", "olive")).contains("cannot be typed");
        for (String bad : List.of(
                "aaaaaaaaaaaa",
                "121212121212",
                "123456789012",
                "abcdefghijkl",
                "Password1234!",
                "Telecare-2026",
                "qwertyuiop[]",
                "oliveolive12",
                "Olive.Green.7!")) {
            assertThat(PasswordRules.refused(bad, "olive", "Olive Green"))
                    .as(bad)
                    .contains("first that are tried");
        }
    }

    @Test
    void a_first_password_is_told_easily_and_never_the_same() {
        String one = FirstPassword.random();
        assertThat(one).matches("[a-km-np-z2-9]{4}(-[a-km-np-z2-9]{4}){3}").isNotEqualTo(FirstPassword.random());
    }
}
