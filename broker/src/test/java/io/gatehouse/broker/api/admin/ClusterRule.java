package io.gatehouse.broker.api.admin;

import io.gatehouse.acl.AccessRule;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permission;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;

/** The rules that make an administrator. */
final class ClusterRule {
    private ClusterRule() {}

    static AccessRule allow(String principal, Operation operation) {
        return new AccessRule(
                ResourcePattern.literal(ResourceType.CLUSTER, ResourcePattern.CLUSTER_NAME),
                principal,
                AccessRule.ANY_HOST,
                operation,
                Permission.ALLOW);
    }
}
