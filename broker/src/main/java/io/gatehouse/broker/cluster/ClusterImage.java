package io.gatehouse.broker.cluster;

import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What this broker knows of the cluster at one moment. Immutable.
 *
 * @param controller empty until the first UpdateMetadata
 */
public record ClusterImage(
        Optional<BrokerId> controller,
        int controllerEpoch,
        Map<BrokerId, BrokerImage> brokers,
        Map<TopicName, TopicImage> topics,
        Map<TopicId, TopicName> namesById) {
    public static final ClusterImage EMPTY = new ClusterImage(Optional.empty(), -1, Map.of(), Map.of(), Map.of());

    public ClusterImage {
        brokers = Map.copyOf(brokers);
        topics = Map.copyOf(topics);
        namesById = Map.copyOf(namesById);
    }

    public Optional<TopicImage> topic(TopicName name) {
        return Optional.ofNullable(topics.get(name));
    }

    public Optional<TopicName> nameOf(TopicId id) {
        return Optional.ofNullable(namesById.get(id));
    }

    public Optional<PartitionImage> partition(TopicPartition partition) {
        return topic(partition.topic()).map(topic -> topic.partitions().get(partition.partition()));
    }

    /** The topics of this picture that are not in {@code later}, or are others there under the same name. */
    Set<TopicName> goneIn(ClusterImage later) {
        return topics.values().stream()
                .filter(topic -> later.topic(topic.name())
                        .filter(now -> now.id().equals(topic.id()))
                        .isEmpty())
                .map(TopicImage::name)
                .collect(Collectors.toSet());
    }

    /** This picture with the controller's news in it (COMPAT D7.8). */
    public ClusterImage with(UpdateMetadata update) {
        Map<TopicName, TopicImage> merged = new HashMap<>(topics);
        for (PartitionImage partition : update.partitions()) {
            merge(merged, partition, update.topicIds());
        }
        return new ClusterImage(
                Optional.of(update.controller()),
                update.controllerEpoch(),
                update.liveBrokers().stream().collect(Collectors.toMap(BrokerImage::id, Function.identity())),
                merged,
                namesById(merged));
    }

    private static void merge(
            Map<TopicName, TopicImage> topics, PartitionImage partition, Map<TopicName, TopicId> ids) {
        TopicName name = partition.partition().topic();
        TopicImage before = topics.get(name);
        TopicId id = ids.getOrDefault(name, before == null ? TopicId.ZERO : before.id());
        Map<Integer, PartitionImage> partitions =
                before == null || !before.id().equals(id) ? new HashMap<>() : new HashMap<>(before.partitions());
        if (partition.beingDeleted()) {
            partitions.remove(partition.partition().partition());
        } else {
            partitions.put(partition.partition().partition(), partition);
        }
        if (partitions.isEmpty()) {
            topics.remove(name);
        } else {
            topics.put(name, new TopicImage(name, id, partitions));
        }
    }

    private static Map<TopicId, TopicName> namesById(Map<TopicName, TopicImage> topics) {
        return topics.values().stream()
                .filter(topic -> !topic.id().equals(TopicId.ZERO))
                .collect(Collectors.toMap(TopicImage::id, TopicImage::name));
    }
}
