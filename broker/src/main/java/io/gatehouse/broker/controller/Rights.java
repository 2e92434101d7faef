package io.gatehouse.broker.controller;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.broker.model.ClusterScope;
import io.gatehouse.broker.model.TopicName;

/** Whether a permit proves the right to change a topic. One that does not is a bug of the caller, never an answer. */
final class Rights {
    private Rights() {}

    /** CREATE on the cluster or on the topic (CONFORMANCE ACL-25); for the internal topics the broker's own right does. */
    static void toCreate(Permit<?> permit, TopicName topic) {
        boolean own = permit.operation() == Operation.CLUSTER_ACTION
                && permit.resource() == ClusterScope.CLUSTER
                && topic.internal();
        boolean asked = permit.operation() == Operation.CREATE
                && (permit.resource() == ClusterScope.CLUSTER
                        || permit.resource().equals(topic));
        require(own || asked, permit, topic);
    }

    private static void require(boolean proven, Permit<?> permit, TopicName topic) {
        if (!proven) {
            throw new IllegalStateException("a permit for " + permit.operation() + " used to create " + topic);
        }
    }
}
