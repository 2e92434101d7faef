package io.gatehouse.zk.znode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.PatternType;
import io.gatehouse.acl.Permission;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The rules of one resource pattern (CONFORMANCE AZK-01, AZK-02): {@code /kafka-acl/Topic/name} or {@code
 * /kafka-acl-extended/prefixed/Topic/name}, with the name as it is.
 */
public final class AccessRulesZnode {
    private static final String LITERAL = "/kafka-acl";
    private static final String PREFIXED = "/kafka-acl-extended/prefixed";
    private static final String EXPECTED = "{\"version\":1,\"acls\":[{\"principal\":\"Type:name\",\"permissionType\":"
            + "\"Allow\",\"operation\":\"Read\",\"host\":\"*\"}]}";
    private static final Set<String> FIELDS = Set.of("principal", "permissionType", "operation", "host");

    private AccessRulesZnode() {}

    /** The folder that has one child for each resource type. */
    public static String root(PatternType type) {
        return switch (type) {
            case LITERAL -> LITERAL;
            case PREFIXED -> PREFIXED;
        };
    }

    /** The folder that has one child for each pattern. */
    public static String folder(PatternType pattern, ResourceType type) {
        return root(pattern) + "/" + type.text();
    }

    public static String path(ResourcePattern pattern) {
        return folder(pattern.patternType(), pattern.type()) + "/" + pattern.name();
    }

    /** The type that a child of {@link #root} stands for; empty for a folder of somebody else's (AZK-12). */
    public static Optional<ResourceType> type(String folderName) {
        return ResourceType.ofText(folderName).filter(type -> type.text().equals(folderName));
    }

    /** In a fixed order, so that equal rules make equal bytes. */
    public static byte[] encode(Collection<AccessRule> rules) {
        List<AccessRule> sorted = new ArrayList<>(rules);
        sorted.sort(Comparator.comparing(AccessRule::principal)
                .thenComparing(AccessRule::permission)
                .thenComparing(AccessRule::operation)
                .thenComparing(AccessRule::host));
        ObjectNode node = ZnodeJson.object().put("version", 1);
        ArrayNode acls = node.putArray("acls");
        for (AccessRule rule : sorted) {
            acls.addObject()
                    .put("principal", rule.principal())
                    .put("permissionType", rule.permission().text())
                    .put("operation", rule.operation().text())
                    .put("host", rule.host());
        }
        return ZnodeJson.bytes(node);
    }

    public static Set<AccessRule> decode(ResourcePattern pattern, byte[] data) {
        JsonNode acls = ZnodeJson.parse(data, 1, Set.of("acls"), EXPECTED).path("acls");
        if (!acls.isArray()) {
            throw new MalformedZnode(EXPECTED);
        }
        Set<AccessRule> rules = new LinkedHashSet<>();
        for (JsonNode acl : acls) {
            ZnodeJson.exactly(acl, FIELDS, EXPECTED);
            rules.add(rule(pattern, acl));
        }
        return rules;
    }

    private static AccessRule rule(ResourcePattern pattern, JsonNode acl) {
        Optional<Permission> permission = Permission.ofText(ZnodeJson.text(acl, "permissionType", EXPECTED));
        Optional<Operation> operation = Operation.ofText(ZnodeJson.text(acl, "operation", EXPECTED));
        if (permission.isEmpty() || operation.isEmpty()) {
            throw new MalformedZnode(EXPECTED);
        }
        try {
            return new AccessRule(
                    pattern,
                    ZnodeJson.text(acl, "principal", EXPECTED),
                    ZnodeJson.text(acl, "host", EXPECTED),
                    operation.get(),
                    permission.get());
        } catch (IllegalArgumentException e) {
            throw new MalformedZnode(EXPECTED);
        }
    }
}
