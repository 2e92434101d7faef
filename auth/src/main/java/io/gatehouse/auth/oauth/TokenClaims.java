package io.gatehouse.auth.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a token says, compared with what it must say. Its signature has been checked, or nobody checks it. */
record TokenClaims(JsonNode claims) {
    /**
     * Names that rules, quotas and logs can hold without being mistaken for something else: as for new users
     * ({@code UserName}), with the colon and the bar that providers put between parts, without the comma (attack 98).
     */
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._@+=/#$!~:|-]{1,249}");

    private static final String TYPE_PREFIX = VerifiedPrincipal.USER + ":";

    /** Only ID tokens have these (OpenID Connect core 2, 3.1.3.6, 3.3.2.11). */
    private static final List<String> OF_ID_TOKENS = List.of("at_hash", "c_hash", "nonce");

    /** What Keycloak calls tokens that are no access tokens, in a claim of its own. */
    private static final Set<String> OTHER_TYPES = Set.of("ID", "Refresh", "Offline", "Logout");

    private static final int FINGERPRINT_BYTES = 8;

    /** What a provider may put between the words of a group's name, besides. */
    private static final Pattern GROUP = Pattern.compile("[a-zA-Z0-9._@+=/#$!~:|-]+(?: [a-zA-Z0-9._@+=/#$!~:|-]+)*");

    private static final int GROUP_CHARS_MAX = 249;

    /** Each is looked up for each decision. */
    private static final int GROUPS_MAX = 200;

    /** OpenID Connect core 5.6.2: what did not fit into the token is somewhere else. */
    private static final String ELSEWHERE = "_claim_names";

    void requireIssuer(Optional<String> expected) throws RefusedToken {
        if (expected.isPresent() && !expected.equals(text("iss"))) {
            throw new RefusedToken(
                    TokenFault.ISSUER, "iss " + shown("iss") + " (expected: " + Shown.text(expected.get()) + ")");
        }
    }

    void requireAudience(Set<String> expected) throws RefusedToken {
        Set<String> found = new HashSet<>(texts("aud", TokenFault.AUDIENCE));
        found.retainAll(expected);
        if (!expected.isEmpty() && found.isEmpty()) {
            throw new RefusedToken(
                    TokenFault.AUDIENCE, "aud " + shown("aud") + " (expected: " + Shown.list(expected) + ")");
        }
    }

    /** An ID token says who somebody is to the program that asked, and gives no access (attack 97). */
    void requireAccessToken(boolean declared) throws RefusedToken {
        String type = claims.path("typ").asText("");
        if (OTHER_TYPES.contains(type)) {
            throw new RefusedToken(TokenFault.TYPE, "claim typ " + Shown.text(type) + " (expected: an access token)");
        }
        Optional<String> mark = OF_ID_TOKENS.stream().filter(claims::has).findFirst();
        if (!declared && mark.isPresent()) {
            throw new RefusedToken(
                    TokenFault.TYPE, "claim " + mark.get() + ", which ID tokens have (expected: an access token)");
        }
    }

    VerifiedPrincipal principal(String claim) throws RefusedToken {
        String name = text(claim).orElse("");
        if (!NAME.matcher(name).matches()
                || name.startsWith(TYPE_PREFIX)
                || name.equals(".")
                || name.equals("..")
                || name.equals(VerifiedPrincipal.ANONYMOUS.name())) {
            throw new RefusedToken(
                    TokenFault.SUBJECT,
                    "claim " + claim + " = " + shown(claim)
                            + " (expected: a text of 1 to 249 of a-z A-Z 0-9 . _ @ + = / # $ ! ~ : | -)");
        }
        return VerifiedPrincipal.user(name);
    }

    /** CONFORMANCE OAU-15: a text, whose parts are separated by blanks (RFC 6749 section 3.3), or a list of texts. */
    void requireScopes(String claim, Set<String> required) throws RefusedToken {
        List<String> given = texts(claim, TokenFault.SCOPE);
        if (given.stream().anyMatch(String::isBlank) || new HashSet<>(given).size() != given.size()) {
            throw new RefusedToken(TokenFault.SCOPE, "claim " + claim + " (expected: no scope empty, none twice)");
        }
        List<String> scopes = claims.path(claim).isTextual()
                ? Arrays.asList(given.get(0).trim().split(" +"))
                : given;
        Set<String> missing = new HashSet<>(required);
        scopes.forEach(missing::remove);
        if (!missing.isEmpty()) {
            throw new RefusedToken(
                    TokenFault.INSUFFICIENT_SCOPE,
                    "claim " + claim + " has " + Shown.list(scopes) + " (missing: " + Shown.list(missing) + ")");
        }
    }

    /**
     * The groups that the principal is in. A name that cannot stand in a rule, too many of them, or some that are not in the
     * token: then nobody knows which rules hold, and the token speaks for nobody.
     */
    Set<String> groups(String claim) throws RefusedToken {
        if (claims.path(ELSEWHERE).has(claim)) {
            throw new RefusedToken(
                    TokenFault.GROUPS, "claim " + claim + " is not in the token (expected: all groups in it)");
        }
        List<String> groups = texts(claim, TokenFault.GROUPS);
        if (groups.size() > GROUPS_MAX) {
            throw new RefusedToken(
                    TokenFault.GROUPS,
                    "claim " + claim + " has " + groups.size() + " groups (expected: at most " + GROUPS_MAX + ")");
        }
        for (String group : groups) {
            if (group.length() > GROUP_CHARS_MAX || !GROUP.matcher(group).matches()) {
                throw new RefusedToken(
                        TokenFault.GROUPS,
                        "claim " + claim + " has " + Shown.text(group)
                                + " (expected: names of 1 to 249 of a-z A-Z 0-9 . _ @ + = / # $ ! ~ : | - and blanks inside)");
            }
        }
        return Set.copyOf(groups);
    }

    void requireClaims(Map<String, String> required) throws RefusedToken {
        for (Map.Entry<String, String> one : required.entrySet()) {
            if (!texts(one.getKey(), TokenFault.CLAIM).contains(one.getValue())) {
                throw new RefusedToken(
                        TokenFault.CLAIM,
                        "claim " + one.getKey() + " " + shown(one.getKey()) + " (expected: "
                                + Shown.text(one.getValue()) + ")");
            }
        }
    }

    /** What tells this token from others: its id if it has one, and a few bits of its digest; never the token. */
    String fingerprint(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
            String hash = "token-sha256=" + HexFormat.of().formatHex(digest, 0, FINGERPRINT_BYTES);
            return text("jti").map(id -> hash + " jti=" + Shown.text(id)).orElse(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    private Optional<String> text(String claim) {
        return Optional.ofNullable(claims.path(claim).textValue());
    }

    /** One text or a list of texts, nothing if it is not there. */
    private List<String> texts(String claim, TokenFault otherwise) throws RefusedToken {
        JsonNode value = claims.path(claim);
        List<String> texts = new ArrayList<>();
        if (value.isTextual()) {
            return List.of(value.textValue());
        }
        boolean legal = value.isMissingNode() || value.isArray();
        for (JsonNode each : value) {
            legal &= each.isTextual();
            texts.add(each.asText(""));
        }
        if (!legal) {
            throw new RefusedToken(otherwise, "claim " + claim + " (expected: a text or a list of texts)");
        }
        return texts;
    }

    private String shown(String claim) {
        JsonNode value = claims.path(claim);
        if (value.isMissingNode()) {
            return "is missing";
        }
        if (value.isTextual()) {
            return Shown.text(value.textValue());
        }
        if (value.isArray()) {
            List<String> texts = new ArrayList<>();
            value.forEach(each -> texts.add(each.asText("")));
            return Shown.list(texts);
        }
        return "is no text";
    }
}
