package io.gatehouse.auth.audit;

import java.security.SecureRandom;
import java.util.function.Supplier;

/**
 * Short random texts that connect what a peer is told with the line in the audit log. 60 bits in letters and digits that
 * cannot be mistaken for one another on the telephone. Thread: any.
 */
public final class DiagnosticIds implements Supplier<String> {
    private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int LENGTH = 12;

    private final SecureRandom random;

    public DiagnosticIds(SecureRandom random) {
        this.random = random;
    }

    /** Whether a text can be one of them. */
    public static boolean legal(String text) {
        return text.length() == LENGTH && text.chars().allMatch(c -> DIGITS.indexOf(c) >= 0);
    }

    @Override
    public String get() {
        StringBuilder id = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            id.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
        }
        return id.toString();
    }
}
