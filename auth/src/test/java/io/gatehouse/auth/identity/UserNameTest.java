package io.gatehouse.auth.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UserNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"alice", "a,b=c", "CN=a,O=b", "svc/host.example.com@REALM", "x@y.z", "a_b-c+d"})
    void usualNamesAreTaken(String name) {
        assertThat(UserName.mistake(name)).isEmpty();
    }

    /** Attacks 76 and 87. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "User:x",
                ".",
                "..",
                "a\nb",
                "alice ",
                " alice",
                "al ice",
                "a\0",
                "\u0430lice",
                "e\u0301",
                "a\u00adb",
                "\u00aa",
                "a%2Fb",
                "<default>",
                "ANONYMOUS",
                "a\"b",
                "a;b",
                "\ud800"
            })
    void namesThatMeanSomethingElseAreRefused(String name) {
        assertThat(UserName.mistake(name)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {250, 100_000})
    void longNamesAreRefused(int length) {
        assertThat(UserName.mistake("x".repeat(length))).isPresent();
    }
}
