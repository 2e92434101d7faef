package io.gatehouse.auth.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PasswordPolicyTest {
    private static final String USER = "payments-service";

    @ParameterizedTest
    @ValueSource(strings = {"correct horse battery staple", "alice-secret", "\u00fcnic\u00f6de words", "        "})
    void longPasswordsThatNobodyTriesAreGood(String password) {
        assertThat(PasswordPolicy.mistake(USER, Secret.ofText(password))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "1234567", "\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00"})
    void shortOnesAreNot(String password) {
        assertThat(PasswordPolicy.mistake(USER, Secret.ofText(password)).orElseThrow())
                .contains("(expected: at least 8)");
    }

    @ParameterizedTest
    @ValueSource(strings = {USER, "password", "password123", "changeme", "1234567890"})
    void thoseThatAreTriedFirstAreNot(String password) {
        assertThat(PasswordPolicy.mistake(USER, Secret.ofText(password)).orElseThrow())
                .contains("tried first")
                .doesNotContain(USER, "123");
    }

    @Test
    void bytesThatAreNoTextAreNot() {
        assertThat(PasswordPolicy.mistake(USER, Secret.of("abcdefgh\u00ff".getBytes(StandardCharsets.ISO_8859_1))))
                .contains("the password is no text in UTF-8");
    }
}
