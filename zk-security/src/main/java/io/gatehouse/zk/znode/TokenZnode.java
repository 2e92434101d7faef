package io.gatehouse.zk.znode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.token.DelegationToken;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** A delegation token (COMPAT C8.1, CONFORMANCE DTK-17) and the news that it changed (COMPAT C8.2). */
public final class TokenZnode {
    public static final String FOLDER = "/delegation_token/tokens";
    public static final String CHANGES = "/delegation_token/token_changes";

    /** The begin of each name; ZooKeeper adds ten digits. */
    public static final String CHANGE = "token_change_";

    private static final String EXPECTED =
            "{\"version\":3,\"owner\":\"User%3Aalice\",\"tokenRequester\":\"User%3Aalice\","
                    + "\"renewers\":[\"User%3Abob\"],\"issueTimestamp\":\"MILLIS\",\"maxTimestamp\":\"MILLIS\","
                    + "\"expiryTimestamp\":\"MILLIS\",\"tokenId\":\"ID\"}";

    private static final Set<String> FIELDS = Set.of(
            "owner", "tokenRequester", "renewers", "issueTimestamp", "maxTimestamp", "expiryTimestamp", "tokenId");

    /** A random UUID in base64 for URLs (CONFORMANCE DTK-03). */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{22}");

    private TokenZnode() {}

    /** Whether this can be a token's; what a peer says and is not may be no path. */
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    public static String path(String id) {
        return FOLDER + "/" + id;
    }

    public static byte[] encode(DelegationToken token) {
        ObjectNode node = ZnodeJson.object().put("version", 3);
        node.put("owner", text(token.owner()));
        node.put("tokenRequester", text(token.requester()));
        ArrayNode renewers = node.putArray("renewers");
        token.renewers().forEach(renewer -> renewers.add(text(renewer)));
        node.put("issueTimestamp", text(token.issuedAt()));
        node.put("maxTimestamp", text(token.maxAt()));
        node.put("expiryTimestamp", text(token.expiresAt()));
        node.put("tokenId", token.id());
        return ZnodeJson.bytes(node);
    }

    /** @param id from the znode's name, which the value must repeat */
    public static DelegationToken decode(String id, byte[] data) {
        JsonNode node = ZnodeJson.parse(data, 3, FIELDS, EXPECTED);
        if (!ZnodeJson.text(node, "tokenId", EXPECTED).equals(id)
                || !node.path("renewers").isArray()) {
            throw new MalformedZnode(EXPECTED);
        }
        List<VerifiedPrincipal> renewers = new ArrayList<>();
        for (JsonNode renewer : node.path("renewers")) {
            renewers.add(principal(renewer.asText()));
        }
        return new DelegationToken(
                id,
                principal(ZnodeJson.text(node, "owner", EXPECTED)),
                principal(ZnodeJson.text(node, "tokenRequester", EXPECTED)),
                renewers,
                instant(node, "issueTimestamp"),
                instant(node, "maxTimestamp"),
                instant(node, "expiryTimestamp"));
    }

    public static byte[] encodeChange(String id) {
        return id.getBytes(StandardCharsets.UTF_8);
    }

    /** The id of a token. */
    public static String decodeChange(byte[] data) {
        String id = new String(data, StandardCharsets.UTF_8);
        if (!isId(id)) {
            throw new MalformedZnode("the id of a token");
        }
        return id;
    }

    private static String text(VerifiedPrincipal principal) {
        return EntityName.encode(principal.toString());
    }

    private static VerifiedPrincipal principal(String encoded) {
        String text = EntityName.decode(encoded).orElseThrow(() -> new MalformedZnode(EXPECTED));
        return VerifiedPrincipal.parse(text).orElseThrow(() -> new MalformedZnode(EXPECTED));
    }

    private static String text(Instant time) {
        return Long.toString(time.toEpochMilli());
    }

    private static Instant instant(JsonNode node, String field) {
        try {
            return Instant.ofEpochMilli(Long.parseLong(ZnodeJson.text(node, field, EXPECTED)));
        } catch (NumberFormatException e) {
            throw new MalformedZnode(EXPECTED);
        }
    }
}
