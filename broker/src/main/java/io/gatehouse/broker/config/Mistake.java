package io.gatehouse.broker.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One thing that is wrong with the settings.
 *
 * @param found what stands there; never a secret
 * @param expected what should stand there, or what to do
 */
public record Mistake(String key, String found, String expected) {
    private static final Pattern LINE = Pattern.compile("(\\S+) (=|is|and) (.*) \\(expected: (.*)\\)", Pattern.DOTALL);

    /** From the line that another module made of it. */
    static Mistake ofLine(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return new Mistake("ssl", line, "other TLS settings");
        }
        String found = switch (matcher.group(2)) {
            case "=" -> matcher.group(3);
            case "is" -> "a value that is " + matcher.group(3);
            default -> "a value; this and " + matcher.group(3);
        };
        return new Mistake(matcher.group(1), found, matcher.group(4));
    }

    @Override
    public String toString() {
        return key + " = " + found + " (expected: " + expected + ")";
    }
}
