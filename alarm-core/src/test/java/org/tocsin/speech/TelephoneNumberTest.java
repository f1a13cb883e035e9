package org.tocsin.speech;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TelephoneNumberTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "01632 960001, +441632960001",
                "(01632) 960001, +441632960001",
                "01632-960.001, +441632960001",
                "+44 1632 960001, +441632960001",
                "+44 (0)1632 960001, +441632960001",
                "00441632960001, +441632960001",
                "0044 (0) 1632 960001, +441632960001",
                "441632960001, +441632960001",
                "1632960001, +441632960001",
                "7700900123, +447700900123",
                "gsm:+447700900123, +447700900123",
                "tel:+44-7700-900123, +447700900123",
                "sip:+441632960001@trunk.example.net, +441632960001",
                "sip:01632960001@trunk;user=phone, +441632960001",
                "+37255501234, +37255501234",
                "204, -",
                "anonymous, -",
                "sip:anonymous@anonymous.invalid, -",
                "gsm:, -",
                "gsm:+, -",
                "'', -",
            })
    void what_people_and_telephone_systems_write_is_one_number(String written, @Nullable String normal) {
        assertThat(TelephoneNumber.normal(written)).isEqualTo(normal);
    }

    @Test
    void a_resident_s_telephone_has_spaces_in_it_and_a_unit_s_addresses_between_them() {
        assertThat(CallMatch.isOf("+441632960001", "01632 960001")).isTrue();
        assertThat(CallMatch.isOf("+447700900123", "sip:12345678@u gsm:+447700900123"))
                .isTrue();
        assertThat(CallMatch.isOf("+441632960001", "01632 960002")).isFalse();
    }

    @Test
    void a_token_is_found_wherever_the_service_has_put_it() {
        String token = "0123456789abcdef";
        assertThat(CallMatch.tokens("sip:speech-" + token + "@arc.example.net")).containsExactly(token);
        assertThat(CallMatch.tokens("SIP:Speech" + token.toUpperCase(java.util.Locale.ROOT) + "@arc"))
                .containsExactly(token);
        assertThat(CallMatch.tokens("speech." + token)).containsExactly(token);
        assertThat(CallMatch.tokens("tel:+441632960001")).isEmpty();
    }
}
