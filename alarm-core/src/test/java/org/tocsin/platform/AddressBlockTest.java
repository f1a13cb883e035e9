package org.tocsin.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressBlockTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "2001:db8:1:2:aaaa::1, 20010db800010002/64",
        "2001:db8:1:2:ffff:ffff:ffff:ffff, 20010db800010002/64",
        "2001:db8:1:3::1, 20010db800010003/64",
        "fe80::1%eth0, fe80000000000000/64",
        "::1, 0000000000000000/64",
        "::ffff:192.0.2.7, 192.0.2.7",
        "not:an:address, not:an:address",
        "somewhere, somewhere",
    })
    void a_subnet_counts_as_one(String address, String block) {
        assertThat(AddressBlock.of(address)).isEqualTo(block);
    }
}
