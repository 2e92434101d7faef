package io.gatehouse.certs;

import javax.security.auth.x500.X500Principal;

/** Text that came from somebody else, made fit for a terminal: no control characters, no changes of direction, no flood. */
public final class Printable {
    private static final int CHARACTERS_MAX = 300;

    private Printable() {}

    public static String of(String text) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length() && i < CHARACTERS_MAX; i++) {
            char c = text.charAt(i);
            if (hidden(c)) {
                shown.append(String.format("\\u%04x", (int) c));
            } else {
                shown.append(c);
            }
        }
        return text.length() > CHARACTERS_MAX ? shown + "... (" + text.length() + " characters)" : shown.toString();
    }

    /** A name of X.509 in the form of RFC 2253, which escapes less than a terminal needs. */
    public static String of(X500Principal name) {
        return of(name.getName());
    }

    private static boolean hidden(char c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.UNASSIGNED;
    }
}
