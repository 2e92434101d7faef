package io.gatehouse.zk.znode;

import com.fasterxml.jackson.databind.JsonNode;
import io.gatehouse.acl.PatternType;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The news that the rules of a pattern changed (CONFORMANCE AZK-04, AZK-05): plain text {@code TOPIC:name} for a literal
 * pattern, JSON for a prefixed one. It names the pattern only; the rules are read from their own znode.
 */
public final class AclChangeZnode {
    /** The begin of each name; ZooKeeper adds ten digits. */
    public static final String NAME = "acl_changes_";

    private static final String TEXT = "TYPE:name";
    private static final String JSON =
            "{\"version\":1,\"resourceType\":\"TOPIC\",\"name\":\"prefix\",\"patternType\":\"PREFIXED\"}";

    private AclChangeZnode() {}

    public static String folder(PatternType type) {
        return switch (type) {
            case LITERAL -> "/kafka-acl-changes";
            case PREFIXED -> "/kafka-acl-extended-changes";
        };
    }

    public static byte[] encode(ResourcePattern pattern) {
        return switch (pattern.patternType()) {
            case LITERAL -> (pattern.type().name() + ":" + pattern.name()).getBytes(StandardCharsets.UTF_8);
            case PREFIXED ->
                ZnodeJson.bytes(ZnodeJson.object()
                        .put("version", 1)
                        .put("resourceType", pattern.type().name())
                        .put("name", pattern.name())
                        .put("patternType", pattern.patternType().name()));
        };
    }

    public static ResourcePattern decode(PatternType patternType, byte[] data) {
        return switch (patternType) {
            case LITERAL -> text(new String(data, StandardCharsets.UTF_8));
            case PREFIXED -> json(data);
        };
    }

    private static ResourcePattern text(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new MalformedZnode(TEXT);
        }
        return pattern(text.substring(0, colon), text.substring(colon + 1), PatternType.LITERAL, TEXT);
    }

    private static ResourcePattern json(byte[] data) {
        JsonNode node = ZnodeJson.parse(data, 1, Set.of("resourceType", "name", "patternType"), JSON);
        String type = ZnodeJson.text(node, "patternType", JSON);
        if (!type.equalsIgnoreCase(PatternType.PREFIXED.name())) {
            throw new MalformedZnode(JSON);
        }
        return pattern(
                ZnodeJson.text(node, "resourceType", JSON),
                ZnodeJson.text(node, "name", JSON),
                PatternType.PREFIXED,
                JSON);
    }

    private static ResourcePattern pattern(String type, String name, PatternType patternType, String expected) {
        try {
            return new ResourcePattern(type(type).orElseThrow(() -> new MalformedZnode(expected)), name, patternType);
        } catch (IllegalArgumentException e) {
            throw new MalformedZnode(expected);
        }
    }

    /** Upper case with underscores as Kafka writes it, or Pascal case. */
    private static Optional<ResourceType> type(String name) {
        return ResourceType.ofText(name.replace("_", "").toLowerCase(Locale.ROOT));
    }
}
