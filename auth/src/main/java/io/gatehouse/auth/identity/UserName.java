package io.gatehouse.auth.identity;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which names a new user may have. Log-in compares names byte by byte and normalises nothing, so two names that look alike
 * are two users; the way to keep them apart is not to create one of them (attacks 76, 87). Users who are in ZooKeeper
 * already may log in under any name.
 */
public final class UserName {
    public static final int CHARS_MAX = 249;

    // No blank, quote, colon, asterisk, percent sign, angle bracket, semicolon, pipe or backslash: each has a meaning
    // in
    // rules, quotas, znode names, super.users or a shell. Comma and equals sign are in certificate names.
    private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9._@+=,/#$!~-]{1," + CHARS_MAX + "}");

    private UserName() {}

    /** What is wrong with the name, empty if nothing is. */
    public static Optional<String> mistake(String name) {
        if (name.isEmpty()) {
            return Optional.of("Username must not be empty");
        }
        if (!LEGAL.matcher(name).matches() || name.equals(".") || name.equals("..")) {
            return Optional.of("Username has characters that a new user may not have (expected: 1.." + CHARS_MAX
                    + " of a-z A-Z 0-9 . _ @ + = , / # $ ! ~ - and neither . nor ..)");
        }
        if (name.equals(VerifiedPrincipal.ANONYMOUS.name())) {
            return Optional.of("Username ANONYMOUS is the name of peers that prove nothing (expected: another name)");
        }
        return Optional.empty();
    }
}
