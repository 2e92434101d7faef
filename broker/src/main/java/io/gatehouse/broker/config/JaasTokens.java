package io.gatehouse.broker.config;

/**
 * The pieces of a text in the language of JAAS: words, texts in quotes, the signs {@code = ; { }}, and comments, which are
 * passed over. Messages say what was expected and never repeat what was found, which may be a password.
 */
final class JaasTokens {
    private static final String SIGNS = "=;{}";
    private static final String ESCAPES = "abfnrtv";
    private static final String ESCAPED = "\u0007\b\f\n\r\t\u000b";

    private final String text;
    private int at;
    private int line = 1;

    JaasTokens(String text) {
        this.text = text;
    }

    /** The line that is being read, the first being 1. */
    int line() {
        return line;
    }

    boolean atEnd() {
        skip();
        return at == text.length();
    }

    /** Whether the sign comes next; then it is taken. */
    boolean takes(char sign) {
        if (atEnd() || text.charAt(at) != sign) {
            return false;
        }
        at++;
        return true;
    }

    /** @throws IllegalArgumentException saying what was expected */
    String word(String expected) {
        if (atEnd() || !wordPart()) {
            throw new IllegalArgumentException(expected);
        }
        return bare();
    }

    /** A word or a text in quotes. */
    String value(String expected) {
        if (!atEnd() && quote(text.charAt(at))) {
            return quoted();
        }
        return word(expected);
    }

    private String bare() {
        int from = at;
        while (at < text.length() && wordPart()) {
            at++;
        }
        return text.substring(from, at);
    }

    private boolean wordPart() {
        char next = text.charAt(at);
        return next > ' ' && next < 0x7f && SIGNS.indexOf(next) < 0 && !quote(next);
    }

    private static boolean quote(char next) {
        return next == '"' || next == '\'';
    }

    private String quoted() {
        char end = text.charAt(at);
        at++;
        StringBuilder value = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '\n') {
            char next = text.charAt(at);
            at++;
            if (next == end) {
                return value.toString();
            }
            value.append(next == '\\' ? escaped() : next);
        }
        throw new IllegalArgumentException("the same quote at both ends of a value, on one line");
    }

    /** As Java writes them, with up to three octal digits; any other character stands for itself. */
    private char escaped() {
        if (at == text.length()) {
            throw new IllegalArgumentException("a character after a backslash");
        }
        int octal = octal();
        if (octal >= 0) {
            return (char) octal;
        }
        char next = text.charAt(at);
        at++;
        int known = ESCAPES.indexOf(next);
        return known < 0 ? next : ESCAPED.charAt(known);
    }

    private int octal() {
        int value = -1;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '7') {
            int more = Math.max(value, 0) * 8 + text.charAt(at) - '0';
            if (more > 0xff) {
                return value;
            }
            value = more;
            at++;
        }
        return value;
    }

    private void skip() {
        while (at < text.length()) {
            if (text.startsWith("//", at)) {
                to("\n", text.length());
            } else if (text.startsWith("/*", at)) {
                to("*/", -1);
            } else if (text.charAt(at) <= ' ') {
                step();
            } else {
                return;
            }
        }
    }

    private void to(String end, int otherwise) {
        int found = text.indexOf(end, at + 2);
        int next = found < 0 ? otherwise : found + end.length();
        if (next < 0) {
            throw new IllegalArgumentException("an end to the comment");
        }
        while (at < next) {
            step();
        }
    }

    private void step() {
        if (text.charAt(at) == '\n') {
            line++;
        }
        at++;
    }
}
