package org.tocsin.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedAddressesTest {
    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 203.0.113.7, true",
        "203.0.113.7, 203.0.113.8, false",
        "203.0.113.0/24, 203.0.113.255, true",
        "203.0.113.0/24, 203.0.114.0, false",
        "203.0.113.128/25, 203.0.113.127, false",
        "203.0.113.77/24, 203.0.113.1, true",
        "0.0.0.0/0, 198.51.100.1, true",
        "2001:db8::/32, 2001:db8:1::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "2001:db8::1, 2001:0db8:0:0:0:0:0:1, true",
        "::ffff:203.0.113.7, 203.0.113.7, true",
        "203.0.113.0/24, 2001:db8::1, false",
        "203.0.113.0/24, nonsense, false",
        "fe80::/10, fe80::1%eth0, true",
    })
    void an_address_is_in_a_range_or_not(String range, String address, boolean allowed) {
        assertThat(AllowedAddresses.of(List.of("192.0.2.1", range)).allow(address))
                .isEqualTo(allowed);
    }

    @Test
    void none_at_all_allows_every_address() {
        assertThat(AllowedAddresses.ANY.allow("203.0.113.7")).isTrue();
        assertThat(AllowedAddresses.of(List.of())).isSameAs(AllowedAddresses.ANY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "example.com",
                "1.2.3",
                "1.2.3.400",
                "1.2.3.4/33",
                "1.2.3.4/-1",
                "1.2.3.4/",
                "::/129",
                ":::",
                "1.2.3.4/24/3",
                "0x7f.1.1.1"
            })
    void what_is_no_address_is_refused_without_asking_anybody(String text) {
        assertThat(AllowedAddresses.Range.of(text)).isEmpty();
        assertThatThrownBy(() -> AllowedAddresses.of(List.of(text))).isInstanceOf(IllegalArgumentException.class);
    }
}
