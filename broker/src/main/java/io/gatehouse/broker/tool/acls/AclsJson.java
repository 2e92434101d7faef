package io.gatehouse.broker.tool.acls;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.apache.kafka.common.acl.AccessControlEntry;

/** {@code --list --json}: one document with a flat list of rules, in the order of the list for people. */
final class AclsJson {
    private AclsJson() {}

    static String of(List<ResourceRules> listed) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        ArrayNode rules = document.putArray("acls");
        for (ResourceRules each : listed) {
            for (AccessControlEntry rule : each.rules()) {
                rules.addObject()
                        .put("resourceType", each.resource().resourceType().name())
                        .put("name", each.resource().name())
                        .put("patternType", each.resource().patternType().name())
                        .put("principal", rule.principal())
                        .put("host", rule.host())
                        .put("operation", rule.operation().name())
                        .put("permissionType", rule.permissionType().name());
            }
        }
        return document.toPrettyString();
    }
}
