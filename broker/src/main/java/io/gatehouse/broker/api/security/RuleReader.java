package io.gatehouse.broker.api.security;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.PatternType;
import io.gatehouse.acl.Permission;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import java.util.Optional;
import org.apache.kafka.common.message.CreateAclsRequestData.AclCreation;

/** Reads the rules that a peer wants to create, strictly: what could not be stored or could never match is refused. */
final class RuleReader {
    private RuleReader() {}

    static Reading<AccessRule> read(AclCreation creation) {
        Optional<ResourceType> type = ResourceType.ofCode(creation.resourceType());
        if (type.isEmpty()) {
            return unknown("resource type", creation.resourceType());
        }
        Optional<PatternType> patternType = PatternType.ofCode(creation.resourcePatternType());
        if (patternType.isEmpty()) {
            return unknown("pattern type", creation.resourcePatternType());
        }
        Optional<Operation> operation = Operation.ofCode(creation.operation());
        if (operation.isEmpty()) {
            return unknown("operation", creation.operation());
        }
        Optional<Permission> permission = Permission.ofCode(creation.permissionType());
        if (permission.isEmpty()) {
            return unknown("permission type", creation.permissionType());
        }
        return RuleNames.refusal(
                        type.get(), patternType.get(), creation.resourceName(), creation.principal(), creation.host())
                .<Reading<AccessRule>>map(Reading::refused)
                .orElseGet(() -> Reading.of(new AccessRule(
                        new ResourcePattern(type.get(), creation.resourceName(), patternType.get()),
                        creation.principal(),
                        creation.host(),
                        operation.get(),
                        permission.get())));
    }

    private static Reading<AccessRule> unknown(String what, byte code) {
        return Reading.refused(what + " " + code + " is not one that a rule can have");
    }
}
