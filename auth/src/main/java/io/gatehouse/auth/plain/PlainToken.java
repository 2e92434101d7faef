package io.gatehouse.auth.plain;

import io.gatehouse.auth.secret.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the client sends: {@code [authorization id] NUL user NUL password} (CONFORMANCE PLN-01, RFC 4616 section 2). */
record PlainToken(String authorization, String user, Secret password) {
    /** RFC 4616 lets none of the three be longer than 255 characters. */
    static final int PART_BYTES_MAX = 4 * 255;

    private static final int PARTS = 3;

    /** @throws MalformedPlain with the reason for the audit log */
    static PlainToken parse(byte[] token) throws MalformedPlain {
        if (token.length > PARTS * PART_BYTES_MAX) {
            throw new MalformedPlain("", "message-too-long"); // Attack 74: nobody hashes half a megabyte.
        }
        List<byte[]> parts = parts(token);
        if (parts.size() != PARTS) {
            throw new MalformedPlain("", PlainExchange.MALFORMED);
        }
        String authorization = text(parts.get(0));
        String user = text(parts.get(1));
        byte[] password = parts.get(2);
        try {
            var unused = text(password);
            if (user.isEmpty()) {
                throw new MalformedPlain("", PlainExchange.NO_USER);
            }
            if (password.length == 0) {
                throw new MalformedPlain(user, PlainExchange.NO_PASSWORD);
            }
            return new PlainToken(authorization, user, Secret.of(password));
        } finally {
            Arrays.fill(password, (byte) 0);
        }
    }

    private static List<byte[]> parts(byte[] token) {
        List<byte[]> parts = new ArrayList<>();
        int from = 0;
        for (int at = 0; at <= token.length && parts.size() <= PARTS; at++) {
            if (at == token.length || token[at] == 0) {
                parts.add(Arrays.copyOfRange(token, from, at));
                from = at + 1;
            }
        }
        return parts;
    }

    /** Malformed UTF-8 is refused and not replaced: two different names must not become one (attack 73). */
    private static String text(byte[] part) throws MalformedPlain {
        if (part.length > PART_BYTES_MAX) {
            throw new MalformedPlain("", "message-too-long");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(part))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedPlain("", "malformed-utf8");
        }
    }
}
