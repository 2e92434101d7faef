package io.gatehouse.auth.audit;

import java.util.Locale;

/** Text from a peer, made safe for one line of a log (attack 298). */
public final class PeerText {
    /** Longer text is cut: a peer must not choose how much is written. */
    static final int CHARS_MAX = 256;

    private PeerText() {}

    /**
     * Printable ASCII stays, except the quote and the backslash; every other UTF-16 unit becomes a {@code \}{@code uXXXX}
     * escape, so that no line break, terminal sequence or look-alike reaches the reader.
     */
    public static String escaped(String text) {
        int length = Math.min(text.length(), CHARS_MAX);
        StringBuilder safe = new StringBuilder(length + 16);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                safe.append('\\').append(c);
            } else if (c >= ' ' && c < 0x7f) {
                safe.append(c);
            } else {
                safe.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            }
        }
        if (text.length() > length) {
            safe.append("...(").append(text.length()).append(" characters)");
        }
        return safe.toString();
    }
}
