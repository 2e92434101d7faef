package io.gatehouse.broker.tool.acls;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.PatternType;
import io.gatehouse.acl.Permission;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.api.admin.RuleJson;
import io.gatehouse.broker.tool.ToolRefusal;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.resource.ResourcePatternFilter;

/**
 * {@code --list --json}: one document with all rules, in the order of the list for people. {@code gatehouse acls test} takes
 * it as {@code --rules}.
 */
final class AclsJson {
    private AclsJson() {}

    /** @throws ToolRefusal for a rule with an operation that only other brokers know */
    static String of(List<ResourceRules> listed) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        ArrayNode rules = document.putArray("rules");
        for (ResourceRules each : listed) {
            for (AccessControlEntry entry : each.rules()) {
                RuleJson.write(
                        rules.addObject(),
                        rule(each.resource(), entry)
                                .orElseThrow(() -> new ToolRefusal("a rule that is not known here: "
                                        + AclsText.printable(entry) + " (expected: an operation that has a name in"
                                        + " --help; without --json it is listed)")));
            }
        }
        return document.toPrettyString();
    }

    private static Optional<AccessRule> rule(ResourcePatternFilter resource, AccessControlEntry entry) {
        Optional<ResourceType> type =
                ResourceType.ofCode(resource.resourceType().code());
        Optional<PatternType> pattern =
                PatternType.ofCode(resource.patternType().code());
        Optional<Operation> operation = Operation.ofCode(entry.operation().code());
        Optional<Permission> permission =
                Permission.ofCode(entry.permissionType().code());
        if (type.isEmpty() || pattern.isEmpty() || operation.isEmpty() || permission.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new AccessRule(
                new ResourcePattern(type.get(), resource.name(), pattern.get()),
                entry.principal(),
                entry.host(),
                operation.get(),
                permission.get()));
    }
}
