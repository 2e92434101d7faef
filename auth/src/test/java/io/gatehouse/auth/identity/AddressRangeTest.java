package io.gatehouse.auth.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressRangeTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.7, 10.0.0.7, true",
        "10.0.0.7, 10.0.0.8, false",
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "10.1.2.128/25, 10.1.2.129, true",
        "10.1.2.128/25, 10.1.2.127, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "::ffff:10.0.0.7, 10.0.0.7, true",
        "10.0.0.7, ::ffff:10.0.0.7, true",
        "10.0.0.0/8, broker.example, false"
    })
    void anAddressIsInARangeOrNot(String range, String address, boolean in) {
        assertThat(AddressRange.parse(range).orElseThrow().contains(address)).isEqualTo(in);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "10.0.0",
                "010.0.0.1",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/08",
                "10.0.0.0/",
                "10.0.0.1/8",
                "10.0.0.0/8/8",
                "2001:db8::/129",
                "2001:db8::1/32",
                "*"
            })
    void whatIsNoAddressAndNoNetworkIsNone(String text) {
        assertThat(AddressRange.parse(text)).isEmpty();
    }

    @Test
    void oneRangeHasOneSpelling() {
        assertThat(AddressRange.parse("::ffff:10.0.0.7")).isEqualTo(AddressRange.parse("10.0.0.7"));
        assertThat(AddressRange.parse("10.0.0.0/8")).hasToString("Optional[10.0.0.0/8]");
        assertThat(AddressRange.parse("10.0.0.7/32")).hasToString("Optional[10.0.0.7]");
    }
}
