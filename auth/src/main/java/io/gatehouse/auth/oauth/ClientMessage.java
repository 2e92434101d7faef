package io.gatehouse.auth.oauth;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the client sends first: {@code n,[a=authzid],^Aauth=Bearer TOKEN^A[key=value^A]*^A} with ^A for the byte 1
 * (RFC 7628 section 3.1, CONFORMANCE OAU-01). Anything else is refused as a whole: no part of a message that has something
 * wrong in it is believed (attack 108).
 *
 * @param authorization whom the client wants to act for; empty if it does not say
 * @param token secret
 * @param extensions everything but {@code auth}; nobody here uses them
 */
record ClientMessage(String authorization, String token, Map<String, String> extensions) {
    static final String MALFORMED = "malformed-oauth-message";

    static final String TOO_LONG = "message-too-long";

    /** The longest token that we look at, twice; a message is read before its token's length is known. */
    static final int BYTES_MAX = 2 * CompactToken.CHARS_MAX;

    /** The six of RFC 7628, and as many as anybody has been seen to add. */
    static final int EXTENSIONS_MAX = 32;

    private static final char SEPARATOR = 1;
    private static final String AUTH = "auth";

    // The quantifiers are possessive: a regular expression must not be a way to make us work (attack 108).
    private static final Pattern HEADER = Pattern.compile("n,(?:a=((?:[^,=\\x01]|=2C|=3D)++))?+,\\x01");
    private static final Pattern BEARER = Pattern.compile("[bB][eE][aA][rR][eE][rR] ++([A-Za-z0-9._~+/-]++=*+)");

    ClientMessage {
        extensions = Collections.unmodifiableMap(new LinkedHashMap<>(extensions));
    }

    /** @throws MalformedOauth with the reason for the audit log */
    static ClientMessage parse(byte[] message) throws MalformedOauth {
        if (message.length > BYTES_MAX) {
            throw new MalformedOauth(TOO_LONG);
        }
        requireLegalBytes(message);
        String text = new String(message, StandardCharsets.US_ASCII);
        Matcher header = HEADER.matcher(text);
        if (!header.lookingAt()) {
            throw new MalformedOauth(MALFORMED);
        }
        String authorization = header.group(1) == null ? "" : unescaped(header.group(1));
        Map<String, String> pairs = pairs(text, header.end());
        Matcher bearer = BEARER.matcher(required(pairs.remove(AUTH)));
        if (!bearer.matches()) {
            throw new MalformedOauth(MALFORMED);
        }
        return new ClientMessage(authorization, bearer.group(1), pairs);
    }

    /** Printable ASCII, blank, tab, CR, LF, and the separator. */
    private static void requireLegalBytes(byte[] message) throws MalformedOauth {
        for (byte each : message) {
            boolean printable = each >= ' ' && each < 0x7f;
            if (!printable && each != SEPARATOR && each != '\t' && each != '\r' && each != '\n') {
                throw new MalformedOauth(MALFORMED);
            }
        }
    }

    private static String required(@org.jspecify.annotations.Nullable String value) throws MalformedOauth {
        if (value == null) {
            throw new MalformedOauth(MALFORMED);
        }
        return value;
    }

    /** Only these two escapes got past the pattern (RFC 5801 section 4). */
    private static String unescaped(String name) {
        return name.replace("=2C", ",").replace("=3D", "=");
    }

    /** Each ends with a separator, and one more separator ends the message. */
    private static Map<String, String> pairs(String text, int from) throws MalformedOauth {
        Map<String, String> pairs = new LinkedHashMap<>();
        int at = from;
        while (true) {
            int end = text.indexOf(SEPARATOR, at);
            if (end < 0 || pairs.size() > EXTENSIONS_MAX + 1) {
                throw new MalformedOauth(MALFORMED);
            }
            if (end == at) {
                if (end != text.length() - 1) {
                    throw new MalformedOauth(MALFORMED);
                }
                return pairs;
            }
            add(pairs, text.substring(at, end));
            at = end + 1;
        }
    }

    private static void add(Map<String, String> pairs, String pair) throws MalformedOauth {
        int equals = pair.indexOf('=');
        String key = equals < 0 ? "" : pair.substring(0, equals);
        if (key.isEmpty()
                || !key.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
                || pairs.put(key, pair.substring(equals + 1)) != null) {
            throw new MalformedOauth(MALFORMED);
        }
    }

    @Override
    public String toString() {
        return "ClientMessage[token of " + token.length() + " characters, " + extensions.size() + " extensions]";
    }
}
