package io.gatehouse.broker.controller;

import io.gatehouse.broker.cluster.BrokerImage;
import io.gatehouse.broker.controller.znode.LeaderState;
import io.gatehouse.broker.controller.znode.TopicAssignment;
import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * All that the active controller knows: brokers, topics, partition states, and which topics are to go. Belongs to one term
 * of office. Thread: the controller loop.
 */
final class ClusterState {
    /** @param epoch the creation transaction of its registration (COMPAT C3.10) */
    record LiveBroker(BrokerImage image, long epoch) {}

    final int controllerEpoch;
    final PartitionMachine partitions = new PartitionMachine();
    final ReplicaMachine replicas = new ReplicaMachine();
    final Set<TopicName> deleting = new HashSet<>();

    /** Topics to delete that have to wait for a broker. */
    final Set<TopicName> ineligible = new HashSet<>();

    private final Map<Integer, LiveBroker> brokers = new TreeMap<>();
    private final Set<Integer> stopping = new HashSet<>();
    private final Set<Replica> failed = new HashSet<>();
    private final Map<TopicName, TopicAssignment> topics = new HashMap<>();
    private final Map<TopicPartition, PartitionState> states = new HashMap<>();

    ClusterState(int controllerEpoch) {
        this.controllerEpoch = controllerEpoch;
    }

    // Brokers

    void join(LiveBroker broker) {
        int id = broker.image().id().value();
        brokers.put(id, broker);
        stopping.remove(id);
        failed.removeIf(replica -> replica.broker() == id);
    }

    /** The same broker at new addresses. */
    void update(LiveBroker broker) {
        brokers.put(broker.image().id().value(), broker);
    }

    void leave(int broker) {
        brokers.remove(broker);
        stopping.remove(broker);
    }

    void stopping(int broker) {
        stopping.add(broker);
    }

    boolean isStopping(int broker) {
        return stopping.contains(broker);
    }

    Optional<LiveBroker> broker(int id) {
        return Optional.ofNullable(brokers.get(id));
    }

    /** Whether the broker that was known by this epoch is there still, and not one that was started after it. */
    boolean isCurrent(int broker, long epoch) {
        LiveBroker known = brokers.get(broker);
        return known != null && known.epoch() == epoch;
    }

    /** Every registered broker, those that are about to stop included. */
    Map<Integer, LiveBroker> brokers() {
        return Map.copyOf(brokers);
    }

    List<BrokerImage> images() {
        return brokers.values().stream().map(LiveBroker::image).toList();
    }

    // Topics

    void topic(TopicName name, TopicAssignment assignment) {
        topics.put(name, assignment);
    }

    Optional<TopicAssignment> topic(TopicName name) {
        return Optional.ofNullable(topics.get(name));
    }

    Set<TopicName> topics() {
        return Set.copyOf(topics.keySet());
    }

    TopicId id(TopicName name) {
        return topic(name).flatMap(TopicAssignment::id).orElse(TopicId.ZERO);
    }

    void forget(TopicName name) {
        topics.remove(name);
        states.keySet().removeIf(partition -> partition.topic().equals(name));
        failed.removeIf(replica -> replica.partition().topic().equals(name));
        partitions.forget(name);
        replicas.forget(name);
        deleting.remove(name);
        ineligible.remove(name);
    }

    Set<TopicPartition> partitionsOf(TopicName name) {
        return topic(name)
                .map(topic -> topic.partitions().keySet().stream()
                        .map(number -> new TopicPartition(name, number))
                        .collect(Collectors.toSet()))
                .orElse(Set.of());
    }

    Set<TopicPartition> allPartitions() {
        return topics.keySet().stream()
                .flatMap(name -> partitionsOf(name).stream())
                .collect(Collectors.toSet());
    }

    // Replicas

    List<Integer> assigned(TopicPartition partition) {
        return topic(partition.topic())
                .map(topic -> topic.partitions().get(partition.partition()))
                .map(TopicAssignment.Replicas::all)
                .orElse(List.of());
    }

    Set<Replica> replicasOf(Collection<TopicPartition> partitions) {
        return partitions.stream()
                .flatMap(partition -> assigned(partition).stream().map(broker -> new Replica(partition, broker)))
                .collect(Collectors.toSet());
    }

    Set<Replica> replicasOn(int broker) {
        return replicasOf(allPartitions()).stream()
                .filter(replica -> replica.broker() == broker)
                .collect(Collectors.toSet());
    }

    /** The broker says that its disk failed under this replica. */
    void failed(Replica replica) {
        failed.add(replica);
    }

    boolean online(Replica replica) {
        return brokers.containsKey(replica.broker()) && !failed.contains(replica);
    }

    /** Who of a partition's replicas may lead: live, disk in order, not about to stop. */
    IntPredicate eligible(TopicPartition partition) {
        return broker -> online(new Replica(partition, broker)) && !stopping.contains(broker);
    }

    List<Integer> onlineReplicas(TopicPartition partition) {
        return assigned(partition).stream()
                .filter(broker -> online(new Replica(partition, broker)))
                .toList();
    }

    List<Integer> offlineReplicas(TopicPartition partition) {
        return assigned(partition).stream()
                .filter(broker -> !online(new Replica(partition, broker)))
                .toList();
    }

    // Partition states

    void state(TopicPartition partition, PartitionState state) {
        states.put(partition, state);
    }

    Optional<PartitionState> state(TopicPartition partition) {
        return Optional.ofNullable(states.get(partition));
    }

    boolean ledBy(TopicPartition partition, int broker) {
        return state(partition).map(state -> state.leader().leader() == broker).orElse(false);
    }

    boolean hasLiveLeader(TopicPartition partition) {
        return state(partition)
                .map(state -> state.leader().leader())
                .filter(leader -> leader != LeaderState.NO_LEADER && online(new Replica(partition, leader)))
                .isPresent();
    }
}
