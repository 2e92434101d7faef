package io.gatehouse.certs;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/** A name of a client in the subject alternative name that is no host: a URI, as SPIFFE has them, or a mail address. */
public record OtherName(Kind kind, String value) {
    /** What the name is. */
    public enum Kind {
        URI,
        EMAIL
    }

    /** SPIFFE-ID 2.3: 2,048 bytes. */
    private static final int URI_CHARACTERS_MAX = 2048;
    /** RFC 5321 4.5.3.1.3. */
    private static final int EMAIL_CHARACTERS_MAX = 254;

    /** Local parts as mail providers hand them out; quoted ones can hide anything. */
    private static final Pattern EMAIL = Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([^@]+)");

    /** SPIFFE-ID 2.1 and 2.2: no port, no query, no fragment, no empty or dotted segment. */
    private static final Pattern SPIFFE =
            Pattern.compile("spiffe://[a-z0-9._-]{1,255}(/(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+)*");

    /** @throws CertsException when the text is no absolute URI in plain characters */
    public static OtherName uri(String text) {
        boolean plain = text.length() <= URI_CHARACTERS_MAX && text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
        boolean badSpiffe = text.startsWith("spiffe:") && !SPIFFE.matcher(text).matches();
        if (!plain || !absolute(text) || badSpiffe) {
            throw new CertsException("uri = \"" + Printable.of(text)
                    + "\" (expected: an absolute URI such as spiffe://example.org/payments/writer)");
        }
        return new OtherName(Kind.URI, text);
    }

    /** @throws CertsException when the text is no mail address */
    public static OtherName email(String text) {
        var parts = EMAIL.matcher(text);
        if (text.length() > EMAIL_CHARACTERS_MAX || !parts.matches() || !isHostName(parts.group(1))) {
            throw new CertsException(
                    "email = \"" + Printable.of(text) + "\" (expected: an address such as payments@example.org)");
        }
        return new OtherName(Kind.EMAIL, text);
    }

    private static boolean absolute(String text) {
        try {
            URI uri = new URI(text);
            return uri.isAbsolute() && uri.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isHostName(String text) {
        try {
            return !text.startsWith("*") && !Host.parse(text).address();
        } catch (CertsException e) {
            return false;
        }
    }
}
