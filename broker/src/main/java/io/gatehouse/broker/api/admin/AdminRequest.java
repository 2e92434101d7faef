package io.gatehouse.broker.api.admin;

import io.gatehouse.auth.audit.PeerText;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A request as it came through HTTP's rules: a method, a path without escapes, a query and a body. Immutable. */
public final class AdminRequest {
    private static final int HEXADECIMAL = 16;
    private static final int ESCAPE_CHARS = 3;

    private final String method;
    private final List<String> path;
    private final String query;
    private final byte[] body;

    /**
     * @param path begins with a slash, has no empty part
     * @param query what stands behind the question mark, as it came
     */
    public AdminRequest(String method, String path, String query, byte[] body) {
        this.method = method;
        this.path = List.of(path.substring(1).split("/", -1));
        this.query = query;
        this.body = body.clone();
    }

    String method() {
        return method;
    }

    List<String> path() {
        return path;
    }

    /** For the audit. */
    String what() {
        return method + " /" + String.join("/", path);
    }

    String last() {
        return path.get(path.size() - 1);
    }

    /** @throws AdminRefusal unless it is an object of texts with known names */
    Map<String, String> body(Set<String> known) {
        return AdminJson.texts(body, known);
    }

    /** @throws AdminRefusal unless it is one object */
    JsonMembers members() {
        return AdminJson.members(body);
    }

    /** @throws AdminRefusal for names that are not known or are there twice, and for bad escapes */
    Map<String, String> query(Set<String> known) {
        Map<String, String> values = new HashMap<>();
        for (String pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            if (equals < 0 || !known.contains(name)) {
                throw AdminRefusal.bad("the query has " + PeerText.escaped(name) + " (expected: NAME=VALUE of "
                        + known.stream().sorted().toList() + ")");
            }
            String value = decoded(pair.substring(equals + 1))
                    .orElseThrow(() -> AdminRefusal.bad(
                            "the query's " + name + " (expected: UTF-8, with %XX for what has a meaning in a query)"));
            if (values.put(name, value) != null) {
                throw AdminRefusal.bad("the query has " + name + " twice (expected: once)");
            }
        }
        return values;
    }

    /** What is no UTF-8 and what no terminal should see are no values. */
    private static Optional<String> decoded(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c != '%') {
                bytes.write(c);
                i++;
            } else if (i + ESCAPE_CHARS > text.length() || !hex(text.charAt(i + 1)) || !hex(text.charAt(i + 2))) {
                return Optional.empty();
            } else {
                bytes.write(Integer.parseInt(text.substring(i + 1, i + ESCAPE_CHARS), HEXADECIMAL));
                i += ESCAPE_CHARS;
            }
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .decode(ByteBuffer.wrap(bytes.toByteArray()))
                            .toString())
                    .filter(plain -> plain.chars().noneMatch(Character::isISOControl));
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static boolean hex(char c) {
        return Character.digit(c, HEXADECIMAL) >= 0 && c < 0x7f;
    }
}
