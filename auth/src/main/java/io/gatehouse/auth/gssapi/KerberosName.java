package io.gatehouse.auth.gssapi;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code user@REALM} or {@code service/host@REALM} in its parts.
 *
 * @param components one or two, none empty
 */
record KerberosName(List<String> components, String realm) {
    /** Longer ones are nobody's: a KDC's database has no such names, and rules cost more the longer a name is. */
    static final int CHARS_MAX = 512;

    /**
     * No backslash: the JDK writes {@code \@} for an at sign inside a component, and a name that needs it is made to be
     * mistaken for another (attack 115).
     */
    private static final Pattern SHAPE = Pattern.compile("([^/@\\\\]+)(?:/([^/@\\\\]+))?@([^/@\\\\]+)");

    KerberosName {
        components = List.copyOf(components);
    }

    /** Empty for what is no such name. */
    static Optional<KerberosName> parse(String text) {
        if (text.length() > CHARS_MAX) {
            return Optional.empty();
        }
        Matcher parts = SHAPE.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String instance = parts.group(2);
        return Optional.of(new KerberosName(
                instance == null ? List.of(parts.group(1)) : List.of(parts.group(1), instance), parts.group(3)));
    }

    String first() {
        return components.get(0);
    }
}
