package io.gatehouse.broker.api.control;

import io.gatehouse.broker.cluster.BrokerEndpoint;
import io.gatehouse.broker.cluster.BrokerImage;
import io.gatehouse.broker.cluster.PartitionImage;
import io.gatehouse.broker.cluster.UpdateMetadata;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import io.gatehouse.broker.wire.control.UpdateMetadataRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The controller's news between the wire's message and ours (COMPAT D7.8). */
final class NewsMessages {
    private static final byte INCREMENTAL_UNKNOWN = 0;

    private NewsMessages() {}

    static UpdateMetadataRequest encode(UpdateMetadata news) {
        Map<TopicName, List<UpdateMetadataRequest.Partition>> partitions = new LinkedHashMap<>();
        for (PartitionImage partition : news.partitions()) {
            partitions
                    .computeIfAbsent(partition.partition().topic(), name -> new ArrayList<>())
                    .add(encode(partition));
        }
        List<UpdateMetadataRequest.Topic> topics = partitions.entrySet().stream()
                .map(entry -> new UpdateMetadataRequest.Topic(
                        entry.getKey().value(),
                        news.topicIds().getOrDefault(entry.getKey(), TopicId.ZERO),
                        entry.getValue()))
                .toList();
        return new UpdateMetadataRequest(new UpdateMetadataRequest.Body(
                news.controller().value(),
                false,
                news.controllerEpoch(),
                news.brokerEpoch(),
                topics,
                news.liveBrokers().stream().map(NewsMessages::encode).toList(),
                INCREMENTAL_UNKNOWN));
    }

    private static UpdateMetadataRequest.Partition encode(PartitionImage partition) {
        return new UpdateMetadataRequest.Partition(
                partition.partition().partition(),
                partition.controllerEpoch(),
                partition.leader(),
                partition.leaderEpoch(),
                partition.isr(),
                partition.partitionEpoch(),
                partition.replicas(),
                partition.offlineReplicas());
    }

    private static UpdateMetadataRequest.Broker encode(BrokerImage broker) {
        return new UpdateMetadataRequest.Broker(
                broker.id().value(),
                broker.endpoints().stream()
                        .map(endpoint -> new UpdateMetadataRequest.Endpoint(
                                endpoint.port(), endpoint.host(), endpoint.listener(), endpoint.securityProtocol()))
                        .toList(),
                broker.rack());
    }

    /** @throws IllegalArgumentException if a name or a number in it is not legal */
    static UpdateMetadata decode(UpdateMetadataRequest.Body body) {
        List<PartitionImage> partitions = new ArrayList<>();
        Map<TopicName, TopicId> ids = new HashMap<>();
        for (UpdateMetadataRequest.Topic topic : body.topics()) {
            TopicName name = new TopicName(topic.name());
            if (!topic.id().equals(TopicId.ZERO)) {
                ids.put(name, topic.id());
            }
            topic.partitions().forEach(partition -> partitions.add(decode(name, partition)));
        }
        return new UpdateMetadata(
                new BrokerId(body.controllerId()),
                body.controllerEpoch(),
                body.brokerEpoch(),
                body.liveBrokers().stream().map(NewsMessages::decode).toList(),
                partitions,
                ids);
    }

    private static PartitionImage decode(TopicName topic, UpdateMetadataRequest.Partition partition) {
        return new PartitionImage(
                new TopicPartition(topic, partition.index()),
                partition.controllerEpoch(),
                partition.leader(),
                partition.leaderEpoch(),
                partition.isr(),
                partition.zkVersion(),
                partition.replicas(),
                partition.offlineReplicas());
    }

    private static BrokerImage decode(UpdateMetadataRequest.Broker broker) {
        return new BrokerImage(
                new BrokerId(broker.id()),
                broker.endpoints().stream()
                        .map(endpoint -> new BrokerEndpoint(
                                endpoint.listener(), endpoint.host(), endpoint.port(), endpoint.securityProtocol()))
                        .toList(),
                broker.rack());
    }
}
