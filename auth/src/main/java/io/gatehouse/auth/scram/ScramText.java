package io.gatehouse.auth.scram;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The pieces that SCRAM messages are made of (RFC 5802 section 7), read to the letter. */
final class ScramText {
    /**
     * Room for a name of 1,000 characters that are all escaped, and some extensions. Work before authentication grows
     * with the message, so a message is not as long as the SASL layer lets it be (attack 82).
     */
    static final int MESSAGE_BYTES_MAX = 4096;

    private ScramText() {}

    /** Malformed UTF-8 is refused and not replaced: two different names must not become one (attack 73). */
    static String decode(byte[] token) throws MalformedScram {
        if (token.length > MESSAGE_BYTES_MAX) {
            throw new MalformedScram("message-too-long");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(token))
                    .toString();
            if (text.indexOf('\0') >= 0) {
                throw new MalformedScram("nul-character");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new MalformedScram("malformed-utf8");
        }
    }

    /** Splits {@code a=1,b=2} into its attributes; a name that comes twice is refused (attack 82). */
    static List<Attribute> attributes(String text) throws MalformedScram {
        List<Attribute> attributes = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String part : text.split(",", -1)) {
            Attribute attribute = Attribute.parse(part);
            if (!names.add(attribute.name())) {
                throw new MalformedScram("duplicate-attribute");
            }
            attributes.add(attribute);
        }
        return attributes;
    }

    /** {@code =2C} is a comma, {@code =3D} an equals sign, in capitals; any other {@code =} is refused (attack 81). */
    static String name(String escaped) throws MalformedScram {
        StringBuilder name = new StringBuilder(escaped.length());
        int at = 0;
        while (at < escaped.length()) {
            if (escaped.charAt(at) != '=') {
                name.append(escaped.charAt(at));
                at++;
            } else if (escaped.startsWith("=2C", at)) {
                name.append(',');
                at += 3;
            } else if (escaped.startsWith("=3D", at)) {
                name.append('=');
                at += 3;
            } else {
                throw new MalformedScram("bad-name-escape");
            }
        }
        if (name.length() == 0) {
            throw new MalformedScram("empty-name");
        }
        return name.toString();
    }

    /** Printable ASCII without the comma. */
    static String nonce(String text) throws MalformedScram {
        boolean printable = text.chars().allMatch(c -> c > ' ' && c < 0x7f);
        if (text.isEmpty() || !printable) {
            throw new MalformedScram("bad-nonce");
        }
        return text;
    }

    /** Standard base64 with padding, and only the one way of writing it (attack 83). */
    static byte[] base64(String text) throws MalformedScram {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (!Base64.getEncoder().encodeToString(bytes).equals(text)) {
                throw new MalformedScram("non-canonical-base64");
            }
            return bytes;
        } catch (IllegalArgumentException e) {
            throw new MalformedScram("bad-base64");
        }
    }

    /** One {@code name=value}. RFC 5802 has one letter for a name; Kafka's {@code tokenauth} has more. */
    record Attribute(String name, String value) {
        static Attribute parse(String part) throws MalformedScram {
            int equals = part.indexOf('=');
            if (equals < 1 || !part.chars().limit(equals).allMatch(Attribute::letter)) {
                throw new MalformedScram("bad-attribute");
            }
            return new Attribute(part.substring(0, equals), part.substring(equals + 1));
        }

        private static boolean letter(int c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        }

        boolean is(String expected) {
            return name.equals(expected);
        }
    }
}
