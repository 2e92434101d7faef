package io.gatehouse.broker.controller;

import io.gatehouse.broker.cluster.LeaderAndIsr;
import io.gatehouse.broker.cluster.PartitionImage;
import io.gatehouse.broker.cluster.StopReplica;
import io.gatehouse.broker.cluster.UpdateMetadata;
import io.gatehouse.broker.controller.ClusterState.LiveBroker;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The orders of one event, collected and then built from the state as it is at the end (COMPAT D8.1 to D8.7): the last
 * state of a partition wins, {@code isNew} and {@code delete} stick. Thread: the controller loop.
 */
final class ControlBatch {
    /** What one broker is to be told, in the order of telling: to lead, the news, to stop (COMPAT D8.2). */
    record Orders(Optional<LeaderAndIsr> lead, Optional<UpdateMetadata> news, Optional<StopReplica> stop) {}

    private final Map<Integer, Map<TopicPartition, Boolean>> lead = new HashMap<>();
    private final Map<Integer, Set<TopicPartition>> news = new HashMap<>();
    private final Map<Integer, Map<TopicPartition, Boolean>> stop = new HashMap<>();
    private final Set<TopicPartition> newsForAll = new HashSet<>();
    private boolean tellAll;

    /** Orders the brokers to lead or follow a partition, and tells everyone of it (COMPAT D8.4). */
    void lead(Collection<Integer> brokers, TopicPartition partition, boolean isNew) {
        for (int broker : brokers) {
            lead.computeIfAbsent(broker, id -> new HashMap<>()).merge(partition, isNew, Boolean::logicalOr);
        }
        tellAll(Set.of(partition));
    }

    /** Tells every broker who is alive, and of these partitions. */
    void tellAll(Collection<TopicPartition> partitions) {
        tellAll = true;
        newsForAll.addAll(partitions);
    }

    void tell(int broker, Collection<TopicPartition> partitions) {
        news.computeIfAbsent(broker, id -> new HashSet<>()).addAll(partitions);
    }

    void stop(Replica replica, boolean delete) {
        stop.computeIfAbsent(replica.broker(), id -> new HashMap<>())
                .merge(replica.partition(), delete, Boolean::logicalOr);
    }

    /** The orders for each live broker that gets any; what is for brokers that are gone is dropped. */
    Map<Integer, Orders> build(ClusterState state, BrokerId controller) {
        Map<Integer, Orders> orders = new TreeMap<>();
        state.brokers().forEach((id, broker) -> {
            Orders own = new Orders(
                    leadOrder(state, controller, broker),
                    newsFor(state, controller, broker),
                    stopOrder(state, controller, broker));
            if (own.lead().isPresent() || own.news().isPresent() || own.stop().isPresent()) {
                orders.put(id, own);
            }
        });
        return orders;
    }

    private Optional<LeaderAndIsr> leadOrder(ClusterState state, BrokerId controller, LiveBroker broker) {
        List<LeaderAndIsr.Assignment> assignments = new ArrayList<>();
        lead.getOrDefault(broker.image().id().value(), Map.of())
                .forEach((partition, isNew) -> image(state, partition)
                        .ifPresent(image -> assignments.add(
                                new LeaderAndIsr.Assignment(state.id(partition.topic()), image, isNew))));
        return assignments.isEmpty()
                ? Optional.empty()
                : Optional.of(new LeaderAndIsr(controller, state.controllerEpoch, broker.epoch(), assignments));
    }

    private Optional<UpdateMetadata> newsFor(ClusterState state, BrokerId controller, LiveBroker broker) {
        Set<TopicPartition> own = news.get(broker.image().id().value());
        if (own == null && !tellAll) {
            return Optional.empty();
        }
        Set<TopicPartition> partitions = new HashSet<>(newsForAll);
        if (own != null) {
            partitions.addAll(own);
        }
        List<PartitionImage> images = new ArrayList<>();
        Map<TopicName, TopicId> ids = new HashMap<>();
        for (TopicPartition partition : partitions) {
            image(state, partition).ifPresent(image -> {
                images.add(forNews(state, image));
                ids.put(partition.topic(), state.id(partition.topic()));
            });
        }
        return Optional.of(
                new UpdateMetadata(controller, state.controllerEpoch, broker.epoch(), state.images(), images, ids));
    }

    private Optional<StopReplica> stopOrder(ClusterState state, BrokerId controller, LiveBroker broker) {
        List<StopReplica.Stop> stops = new ArrayList<>();
        stop.getOrDefault(broker.image().id().value(), Map.of())
                .forEach((partition, delete) ->
                        stops.add(new StopReplica.Stop(partition, epochOfStop(state, partition), delete)));
        return stops.isEmpty()
                ? Optional.empty()
                : Optional.of(new StopReplica(controller, state.controllerEpoch, broker.epoch(), stops));
    }

    /** COMPAT D8.11. */
    private static int epochOfStop(ClusterState state, TopicPartition partition) {
        if (state.deleting.contains(partition.topic())) {
            return StopReplica.EPOCH_DURING_DELETE;
        }
        return state.state(partition).map(known -> known.leader().leaderEpoch()).orElse(-1);
    }

    private static Optional<PartitionImage> image(ClusterState state, TopicPartition partition) {
        return state.state(partition)
                .map(known -> new PartitionImage(
                        partition,
                        known.leader().controllerEpoch(),
                        known.leader().leader(),
                        known.leader().leaderEpoch(),
                        known.leader().isr(),
                        known.partitionEpoch(),
                        state.assigned(partition),
                        state.offlineReplicas(partition)));
    }

    /** A topic that is being deleted is gone for everybody but the controller (COMPAT D10.3). */
    private static PartitionImage forNews(ClusterState state, PartitionImage image) {
        if (!state.deleting.contains(image.partition().topic())) {
            return image;
        }
        return new PartitionImage(
                image.partition(),
                image.controllerEpoch(),
                PartitionImage.LEADER_DURING_DELETE,
                image.leaderEpoch(),
                image.isr(),
                image.partitionEpoch(),
                image.replicas(),
                image.offlineReplicas());
    }
}
