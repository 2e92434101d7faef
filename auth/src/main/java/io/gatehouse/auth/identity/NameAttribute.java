package io.gatehouse.auth.identity;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * One kind of attribute of distinguished names, such as {@code OU}. A name is read part by part (RFC 2253), so that a comma
 * that somebody has put into another attribute's value begins no new one. Immutable.
 */
final class NameAttribute {
    private static final int HEXADECIMAL = 16;

    private final String type;

    NameAttribute(String type) {
        this.type = type.toUpperCase(Locale.ROOT);
    }

    /**
     * Its values in a name, in order; without those that are empty, or no text, or no text of a line.
     *
     * @param distinguishedName as RFC 2253 writes it
     */
    Set<String> values(String distinguishedName) {
        Set<String> values = new LinkedHashSet<>();
        int start = 0;
        for (int i = 0; i <= distinguishedName.length(); i++) {
            if (i < distinguishedName.length() && distinguishedName.charAt(i) == '\\') {
                i++; // What follows is part of the value, whatever it is.
            } else if (i == distinguishedName.length() || ",+;".indexOf(distinguishedName.charAt(i)) >= 0) {
                add(distinguishedName.substring(start, Math.min(i, distinguishedName.length())), values);
                start = i + 1;
            }
        }
        return values;
    }

    private void add(String part, Set<String> values) {
        int equals = part.indexOf('=');
        if (equals < 0
                || !part.substring(0, equals).strip().toUpperCase(Locale.ROOT).equals(type)) {
            return;
        }
        String value = plain(part.substring(equals + 1));
        if (!value.isEmpty() && value.chars().noneMatch(Character::isISOControl)) {
            values.add(value);
        }
    }

    /** Without escapes; empty for bytes that are no text. */
    private static String plain(String written) {
        if (written.startsWith("#") || written.startsWith("\"")) {
            return "";
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int[] points = written.codePoints().toArray();
        for (int i = 0; i < points.length; i++) {
            if (points[i] != '\\') {
                bytes.writeBytes(Character.toString(points[i]).getBytes(StandardCharsets.UTF_8));
            } else if (i + 2 < points.length && hex(points[i + 1]) && hex(points[i + 2])) {
                bytes.write(Character.digit(points[i + 1], HEXADECIMAL) * HEXADECIMAL
                        + Character.digit(points[i + 2], HEXADECIMAL));
                i += 2;
            } else if (++i < points.length) {
                bytes.writeBytes(Character.toString(points[i]).getBytes(StandardCharsets.UTF_8));
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            return "";
        }
    }

    private static boolean hex(int c) {
        return Character.digit(c, HEXADECIMAL) >= 0 && c < 0x7f;
    }
}
