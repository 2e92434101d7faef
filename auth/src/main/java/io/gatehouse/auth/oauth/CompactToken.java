package io.gatehouse.auth.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A token taken apart: {@code header.claims.signature}, each base64url without padding (RFC 7515 section 7.1). Nothing in it
 * is believed yet; the claims are not even read.
 */
final class CompactToken {
    /** Access tokens are 1 to 3 KiB; those with hundreds of groups reach 10 (attack 101). */
    static final int CHARS_MAX = 16 * 1024;

    /** A key's id is looked up in a table and nothing else is ever done with it (attack 92). */
    static final int KEY_ID_CHARS_MAX = 256;

    private static final int PARTS = 3;

    /** Types of access tokens (RFC 7519 section 5.1, RFC 9068 section 2.1), without the prefix that may be left out. */
    private static final Set<String> TYPES = Set.of("jwt", "at+jwt");

    private static final String TYPE_PREFIX = "application/";

    /** Headers that change what the parts mean: whoever does not act on them must not go on (attacks 94, 95). */
    private static final List<String> CHANGE_THE_MEANING = List.of("crit", "b64", "zip", "enc", "cty");

    private final ObjectNode header;
    private final byte[] claims;
    private final byte[] signed;
    private final byte[] signature;

    private CompactToken(ObjectNode header, byte[] claims, byte[] signed, byte[] signature) {
        this.header = header;
        this.claims = claims;
        this.signed = signed;
        this.signature = signature;
    }

    static CompactToken parse(String token) throws RefusedToken {
        if (token.length() > CHARS_MAX) {
            throw new RefusedToken(
                    TokenFault.TOO_LONG, token.length() + " characters (expected: at most " + CHARS_MAX + ")");
        }
        String[] parts = token.split("\\.", -1);
        if (parts.length != PARTS) {
            throw new RefusedToken(
                    TokenFault.NOT_COMPACT,
                    parts.length + " parts (expected: header.claims.signature; an opaque or encrypted token is none)");
        }
        ObjectNode header = StrictJson.object(decoded(parts[0])).orElseThrow(() -> malformed("the header is no JSON"));
        CompactToken compact = new CompactToken(
                header,
                decoded(parts[1]),
                token.substring(0, token.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII),
                decoded(parts[2]));
        compact.requireKnownMeaning();
        return compact;
    }

    private void requireKnownMeaning() throws RefusedToken {
        for (String name : CHANGE_THE_MEANING) {
            if (header.has(name)) {
                throw new RefusedToken(
                        TokenFault.HEADER,
                        name + " in the header (expected: none of " + String.join(", ", CHANGE_THE_MEANING) + ")");
            }
        }
        if (header.has("typ") && !accessToken(header.path("typ"))) {
            throw new RefusedToken(
                    TokenFault.TYPE, "typ " + Shown.text(header.path("typ").asText("")) + " (expected: JWT or at+jwt)");
        }
    }

    private static boolean accessToken(JsonNode type) {
        String name = type.isTextual() ? type.textValue().toLowerCase(Locale.ROOT) : "";
        return TYPES.contains(name.startsWith(TYPE_PREFIX) ? name.substring(TYPE_PREFIX.length()) : name);
    }

    /** RFC 9068: the provider says itself that this is no ID token. */
    boolean declaredAccessToken() {
        return header.path("typ").asText("").toLowerCase(Locale.ROOT).endsWith("at+jwt");
    }

    /** As the token has it; empty where it is no text. */
    Optional<String> algorithm() {
        return text("alg");
    }

    /** Empty where the token names no key. */
    Optional<String> keyId() throws RefusedToken {
        if (!header.has("kid")) {
            return Optional.empty();
        }
        Optional<String> id = text("kid").filter(KeySet::legalId);
        if (id.isEmpty()) {
            throw new RefusedToken(
                    TokenFault.KEY_ID, "kid (expected: a text of 1 to " + KEY_ID_CHARS_MAX + " characters)");
        }
        return id;
    }

    ObjectNode claims() throws RefusedToken {
        return StrictJson.object(claims).orElseThrow(() -> malformed("the claims are no JSON object"));
    }

    byte[] signed() {
        return signed;
    }

    byte[] signature() {
        return signature;
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(header.path(name).textValue());
    }

    /** One text for one sequence of bytes: other lengths, padding and bits that say nothing are refused. */
    private static byte[] decoded(String part) throws RefusedToken {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(part);
            byte[] again = Base64.getUrlEncoder().withoutPadding().encode(bytes);
            if (part.equals(new String(again, StandardCharsets.US_ASCII))) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw malformed("a part is no base64url without padding");
    }

    private static RefusedToken malformed(String detail) {
        return new RefusedToken(TokenFault.MALFORMED, detail);
    }

    @Override
    public String toString() {
        return "CompactToken[" + Arrays.hashCode(signed) + "]";
    }
}
