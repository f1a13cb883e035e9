package org.tocsin.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tocsin.platform.Settings;

/** Whose request it is behind proxies, and that nobody else can say so. */
class TrustedProxiesTest {
    private static final TrustedProxies PLAIN = proxies("10.0.0.0/8 fd00::/8", "X-Forwarded-For");
    private static final TrustedProxies STANDARD = proxies("10.0.0.1,10.0.0.2", "forwarded");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // whose connection | what was said | whose request it is
                "10.0.0.1 | 203.0.113.7 | 203.0.113.7",
                "10.0.0.1 | 203.0.113.7:4711 | 203.0.113.7",
                "10.0.0.1 | 1.2.3.4, 203.0.113.7, 10.9.9.9 | 203.0.113.7",
                "10.0.0.1 | 2001:db8::7 | 2001:db8:0:0:0:0:0:7",
                "10.0.0.1 | [2001:db8::7]:4711, fd00::1 | 2001:db8:0:0:0:0:0:7",
                "10.0.0.1 | ::ffff:203.0.113.7 | 203.0.113.7",
                "10.0.0.1 | 10.0.0.2, 10.0.0.3 | 10.0.0.2",
                "10.0.0.1 | unknown | 10.0.0.1",
                "10.0.0.1 | 203.0.113.7, localhost | 10.0.0.1",
                "10.0.0.1 | 203.0.113.7, , | 10.0.0.1",
                "10.0.0.1 | 999.1.1.1 | 10.0.0.1",
                "203.0.113.9 | 198.51.100.1 | 203.0.113.9",
            })
    void the_first_from_the_right_that_is_no_proxy_of_ours(String remote, String said, String client) {
        assertThat(PLAIN.client(remote, List.of(said))).isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.0.0.1 | for=203.0.113.7;proto=https | 203.0.113.7",
                "10.0.0.1 | proto=https; For=\"[2001:db8::7]:4711\";by=10.0.0.1 | 2001:db8:0:0:0:0:0:7",
                "10.0.0.1 | for=1.2.3.4, for=203.0.113.7, for=10.0.0.2 | 203.0.113.7",
                "10.0.0.1 | for=_hidden | 10.0.0.1",
                "10.0.0.1 | 203.0.113.7 | 10.0.0.1",
            })
    void the_same_as_the_standard_writes_it(String remote, String said, String client) {
        assertThat(STANDARD.client(remote, List.of(said))).isEqualTo(client);
    }

    @Test
    void several_lines_are_one_and_of_what_is_too_long_the_end_counts() {
        assertThat(PLAIN.client("10.0.0.1", List.of("1.2.3.4", "203.0.113.7"))).isEqualTo("203.0.113.7");
        assertThat(PLAIN.client("10.0.0.1", List.of("1.2.3.4,".repeat(300) + "203.0.113.7")))
                .isEqualTo("203.0.113.7");
        for (String nonsense : List.of("999.1.1.1", "[face.cafe]", ".::", ":".repeat(2_000) + "g")) {
            assertThat(PLAIN.client("10.0.0.1", List.of(nonsense))).isEqualTo("10.0.0.1");
        }
        assertThat(PLAIN.client("10.0.0.1", List.of("203.0.113.7" + ",10.0.0.9".repeat(30))))
                .isEqualTo("10.0.0.9");
        assertThat(PLAIN.client("10.0.0.1", List.of())).isEqualTo("10.0.0.1");
    }

    @Test
    void without_the_setting_nobody_is_believed_and_a_wrong_one_is_said() {
        assertThat(TrustedProxies.from(new Settings(Map.of())).client("10.0.0.1", List.of("203.0.113.7")))
                .isEqualTo("10.0.0.1");
        Settings wrong =
                new Settings(Map.of("TOCSIN_TRUSTED_PROXIES", "10.0.0.1 proxy.example", "TOCSIN_PROXY_HEADER", "Via"));
        TrustedProxies.from(wrong);
        assertThatThrownBy(wrong::check).hasMessageContainingAll("proxy.example", "TOCSIN_PROXY_HEADER");
    }

    private static TrustedProxies proxies(String from, String header) {
        return TrustedProxies.from(new Settings(Map.of("TOCSIN_TRUSTED_PROXIES", from, "TOCSIN_PROXY_HEADER", header)));
    }
}
