package io.gatehouse.broker.api.data;

import io.gatehouse.acl.Permit;
import io.gatehouse.auth.identity.Session;
import io.gatehouse.broker.model.TopicName;

/** Creates topics that a client asked for and may create, without making the client wait (COMPAT F4.2). Thread: any. */
@FunctionalInterface
public interface TopicsOnDemand {
    /**
     * @param permit for CREATE, on the topic or on the cluster
     * @param by whose question was the wish
     */
    void create(Permit<?> permit, TopicName topic, Session by);
}
