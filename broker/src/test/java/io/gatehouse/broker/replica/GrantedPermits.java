package io.gatehouse.broker.replica;

import io.gatehouse.acl.Access;
import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourcePattern;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.Subject;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.broker.model.ClusterScope;
import io.gatehouse.broker.model.TopicName;
import java.util.Set;

/** Real permits for tests, from a real engine with one super user. */
public final class GrantedPermits {
    private static final VerifiedPrincipal ROOT = VerifiedPrincipal.user("root");

    private GrantedPermits() {}

    public static Access everything() {
        return new AclEngine(Set.of(ROOT), false, check -> {}).access(new Subject(ROOT, "127.0.0.1"));
    }

    public static Permit<TopicName> topic(Operation operation, TopicName topic) {
        return everything()
                .check(operation, ResourceType.TOPIC, topic.value(), topic)
                .permit()
                .orElseThrow();
    }

    public static Permit<ClusterScope> cluster(Operation operation) {
        return everything()
                .check(operation, ResourceType.CLUSTER, ResourcePattern.CLUSTER_NAME, ClusterScope.CLUSTER)
                .permit()
                .orElseThrow();
    }
}
