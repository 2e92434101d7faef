package io.gatehouse.certs;

import java.util.Locale;
import java.util.regex.Pattern;
import org.bouncycastle.util.IPAddress;

/** One entry of a subject alternative name: a DNS name in lower case, or an IP address. */
public record Host(String value, boolean address) {
    private static final Pattern DNS_NAME =
            Pattern.compile("(\\*\\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");
    /** RFC 1035 2.3.4. */
    private static final int DNS_NAME_CHARACTERS_MAX = 253;

    /** @throws CertsException when the text is neither; nothing is looked up */
    public static Host parse(String text) {
        if (IPAddress.isValid(text)) {
            return new Host(text, true);
        }
        String name = text.toLowerCase(Locale.ROOT);
        boolean numeric = name.chars().allMatch(c -> c == '.' || Character.isDigit(c));
        if (numeric
                || name.length() > DNS_NAME_CHARACTERS_MAX
                || !DNS_NAME.matcher(name).matches()) {
            throw new CertsException("host = \"" + Printable.of(text) + "\" (expected: a DNS name or an IP address)");
        }
        return new Host(name, false);
    }
}
