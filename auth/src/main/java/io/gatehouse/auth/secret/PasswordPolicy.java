package io.gatehouse.auth.secret;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which passwords may be set (NIST SP 800-63B section 5.1.1.2: length, and none that are tried first; no rules about kinds of
 * characters). Passwords that there are already stay good. Thread: any.
 */
public final class PasswordPolicy {
    public static final int CHARS_MIN = 8;

    public static final String TRIED_FIRST =
            "the password is one that is tried first (expected: one that nobody guesses)";

    /** Tried before all others; each costs a hash where passwords come hashed, so these are few. */
    private static final List<String> VERY_FIRST =
            List.of("password", "changeme", "changeit", "12345678", "admin", "secret", "kafka");

    private static final List<String> FIRST = List.of(
            "password1",
            "password123",
            "passw0rd",
            "letmein1",
            "welcome1",
            "qwerty123",
            "iloveyou",
            "123456789",
            "1234567890",
            "11111111",
            "admin123",
            "administrator",
            "test1234",
            "changeme1");

    private PasswordPolicy() {}

    /** What is wrong with it as a new password of {@code user}, empty if nothing is; never shows it. */
    public static Optional<String> mistake(String user, Secret password) {
        int length = length(password);
        if (length < 0) {
            return Optional.of("the password is no text in UTF-8");
        }
        if (length < CHARS_MIN) {
            return Optional.of("the password has " + length + " characters (expected: at least " + CHARS_MIN + ")");
        }
        return Stream.concat(triedVeryFirst(user), FIRST.stream().map(Secret::ofText))
                        .anyMatch(password::sameAs)
                ? Optional.of(TRIED_FIRST)
                : Optional.empty();
    }

    /** What somebody who guesses at {@code user} begins with: for who sees new passwords only hashed, and has to try. */
    public static Stream<Secret> triedVeryFirst(String user) {
        return Stream.concat(Stream.of(user), VERY_FIRST.stream()).map(Secret::ofText);
    }

    private static int length(Secret password) {
        byte[] revealed = password.reveal();
        CharBuffer text = null;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(revealed));
            return Character.codePointCount(text, 0, text.length());
        } catch (CharacterCodingException e) {
            return -1;
        } finally {
            Arrays.fill(revealed, (byte) 0);
            if (text != null) {
                Arrays.fill(text.array(), ' ');
            }
        }
    }
}
