package io.gatehouse.broker.api.security;

import java.util.Optional;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.message.CreateAclsRequestData.AclCreation;
import org.apache.kafka.common.message.DeleteAclsRequestData.DeleteAclsFilter;
import org.apache.kafka.common.message.DescribeAclsRequestData;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * Reads rules and filters for another authorizer, as strictly as Kafka does: what principals and hosts mean is for the
 * authorizer to say.
 */
final class BindingReader {
    private BindingReader() {}

    static Reading<AclBinding> read(AclCreation creation) {
        ResourceType type = ResourceType.fromCode(creation.resourceType());
        PatternType pattern = PatternType.fromCode(creation.resourcePatternType());
        AclOperation operation = AclOperation.fromCode(creation.operation());
        AclPermissionType permission = AclPermissionType.fromCode(creation.permissionType());
        return refusal(creation, type, pattern, operation, permission)
                .<Reading<AclBinding>>map(Reading::refused)
                .orElseGet(() -> Reading.of(new AclBinding(
                        new ResourcePattern(type, creation.resourceName(), pattern),
                        new AccessControlEntry(creation.principal(), creation.host(), operation, permission))));
    }

    private static Optional<String> refusal(
            AclCreation creation,
            ResourceType type,
            PatternType pattern,
            AclOperation operation,
            AclPermissionType permission) {
        if (type.isUnknown() || type == ResourceType.ANY) {
            return Optional.of("resource type " + creation.resourceType() + " is not one that a rule can have");
        }
        if (!pattern.isSpecific()) {
            return Optional.of("pattern type " + creation.resourcePatternType() + " is not one that a rule can have");
        }
        if (operation.isUnknown() || operation == AclOperation.ANY) {
            return Optional.of("operation " + creation.operation() + " is not one that a rule can have");
        }
        if (permission.isUnknown() || permission == AclPermissionType.ANY) {
            return Optional.of("permission type " + creation.permissionType() + " is not one that a rule can have");
        }
        if (creation.resourceName().isEmpty()) {
            return Optional.of("resource name is empty (expected: at least one character)");
        }
        return type == ResourceType.CLUSTER && !creation.resourceName().equals(Resource.CLUSTER_NAME)
                ? Optional.of("cluster resource (expected: the name " + Resource.CLUSTER_NAME + ")")
                : Optional.empty();
    }

    static Reading<AclBindingFilter> read(DescribeAclsRequestData request) {
        return filter(
                new ResourcePatternFilter(
                        ResourceType.fromCode(request.resourceTypeFilter()),
                        request.resourceNameFilter(),
                        PatternType.fromCode(request.patternTypeFilter())),
                entry(request.principalFilter(), request.hostFilter(), request.operation(), request.permissionType()));
    }

    static Reading<AclBindingFilter> read(DeleteAclsFilter filter) {
        return filter(
                new ResourcePatternFilter(
                        ResourceType.fromCode(filter.resourceTypeFilter()),
                        filter.resourceNameFilter(),
                        PatternType.fromCode(filter.patternTypeFilter())),
                entry(filter.principalFilter(), filter.hostFilter(), filter.operation(), filter.permissionType()));
    }

    private static AccessControlEntryFilter entry(
            @Nullable String principal, @Nullable String host, byte operation, byte permission) {
        return new AccessControlEntryFilter(
                principal, host, AclOperation.fromCode(operation), AclPermissionType.fromCode(permission));
    }

    private static Reading<AclBindingFilter> filter(ResourcePatternFilter pattern, AccessControlEntryFilter entry) {
        AclBindingFilter filter = new AclBindingFilter(pattern, entry);
        return filter.isUnknown()
                ? Reading.refused("a number in the filter is not one that a filter can have")
                : Reading.of(filter);
    }
}
