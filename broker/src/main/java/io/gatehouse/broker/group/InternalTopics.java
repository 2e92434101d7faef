package io.gatehouse.broker.group;

import io.gatehouse.broker.model.TopicName;

/** Where coordinators get their topics from (COMPAT E2.3). Implemented by the controller. Thread: any. */
public interface InternalTopics {
    /**
     * Starts to create the topic with its configured partitions, replicas and settings, unless it exists or that is under
     * way. Returns at once; a creation that fails is logged by the implementation and tried again at the next call.
     */
    void ensure(TopicName topic);
}
