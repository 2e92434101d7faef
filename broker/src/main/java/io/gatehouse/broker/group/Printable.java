package io.gatehouse.broker.group;

/** Names that peers made up, as a log may show them. */
final class Printable {
    private static final int SHOWN = 120;

    private Printable() {}

    /** At most {@value #SHOWN} characters; what is not printable ASCII becomes {@code \\uXXXX}. */
    static String of(String name) {
        StringBuilder text = new StringBuilder();
        for (int index = 0; index < Math.min(SHOWN, name.length()); index++) {
            char c = name.charAt(index);
            if (c >= ' ' && c < 0x7f && c != '\\') {
                text.append(c);
            } else {
                text.append(String.format("\\u%04x", (int) c));
            }
        }
        return name.length() > SHOWN ? text + "..." : text.toString();
    }
}
