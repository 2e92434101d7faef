package io.gatehouse.broker.cluster;

import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicName;
import java.util.List;
import java.util.Map;

/**
 * The controller's news: the live brokers, which replace those known, and changed partitions, which are merged into
 * those known (COMPAT D7.8).
 */
public record UpdateMetadata(
        BrokerId controller,
        int controllerEpoch,
        long brokerEpoch,
        List<BrokerImage> liveBrokers,
        List<PartitionImage> partitions,
        Map<TopicName, TopicId> topicIds) {
    public UpdateMetadata {
        liveBrokers = List.copyOf(liveBrokers);
        partitions = List.copyOf(partitions);
        topicIds = Map.copyOf(topicIds);
    }
}
