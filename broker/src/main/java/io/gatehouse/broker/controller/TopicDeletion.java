package io.gatehouse.broker.controller;

import io.gatehouse.broker.cluster.PartitionImage;
import io.gatehouse.broker.cluster.StopReplica;
import io.gatehouse.broker.cluster.UpdateMetadata;
import io.gatehouse.broker.controller.ControlRoad.Answer;
import io.gatehouse.broker.controller.ReplicaMachine.Phase;
import io.gatehouse.broker.controller.znode.DeletedTopicZnode;
import io.gatehouse.broker.controller.znode.TopicAssignment;
import io.gatehouse.broker.controller.znode.TopicConfigZnode;
import io.gatehouse.broker.controller.znode.TopicZnode;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes topics: out of everybody's picture first, then the replicas, and the znodes last, so that a controller that
 * follows in between begins again and ends the same (COMPAT D10). The znodes stay until every live broker has heard: a
 * later controller would not know of the topic any more, and who has not heard would show it for ever. Thread: the
 * controller loop.
 */
final class TopicDeletion {
    private static final Logger LOGGER = LoggerFactory.getLogger(TopicDeletion.class);

    private final ClusterState state;
    private final FencedZnodes fenced;
    private final Roads roads;
    private final Set<TopicName> begun = new HashSet<>();

    /** For each live broker the partitions whose end it has not confirmed to have heard of. */
    private final Map<Integer, Set<TopicPartition>> untold = new HashMap<>();

    TopicDeletion(ClusterState state, FencedZnodes fenced, Roads roads) {
        this.state = state;
        this.fenced = fenced;
        this.roads = roads;
    }

    void wanted(TopicName topic) {
        state.deleting.add(topic);
    }

    void left(int broker) {
        untold.remove(broker);
        retry(broker);
    }

    /** A broker came or went, or a disk: topics that waited may be deleted now, others have to wait. */
    void retry(int broker) {
        for (TopicName topic : state.deleting) {
            boolean concerned = state.replicasOf(state.partitionsOf(topic)).stream()
                    .anyMatch(replica -> replica.broker() == broker);
            if (concerned) {
                begun.remove(topic);
                state.ineligible.remove(topic);
                state.replicas
                        .in(topic, Phase.DELETION_STARTED)
                        .forEach(replica -> move(replica, Phase.DELETION_INELIGIBLE));
            }
        }
    }

    /** Begins or ends every deletion that can be (COMPAT D10.2). */
    CompletionStage<Void> resume() {
        Set<TopicName> ready = new HashSet<>();
        for (TopicName topic : state.deleting) {
            if (blocked(topic)) {
                state.ineligible.add(topic);
            }
            if (!state.ineligible.contains(topic)) {
                begin(topic);
                if (gone(topic)) {
                    ready.add(topic);
                }
            }
        }
        return Stages.all(ready, this::finish).thenAccept(all -> {});
    }

    private boolean blocked(TopicName topic) {
        boolean reassigning = state.topic(topic).stream()
                .flatMap(assignment -> assignment.partitions().values().stream())
                .anyMatch(TopicAssignment.Replicas::reassigning);
        return reassigning
                || state.replicasOf(state.partitionsOf(topic)).stream().anyMatch(replica -> !state.online(replica));
    }

    private void begin(TopicName topic) {
        if (!begun.add(topic)) {
            return;
        }
        LOGGER.atInfo().addKeyValue("topic", topic).log("topic deletion begins");
        Set<TopicPartition> partitions = state.partitionsOf(topic);
        partitions.forEach(this::retire);
        ControlBatch news = new ControlBatch();
        news.tellAll(partitions);
        awaitEars(partitions);
        roads.flush(news, state);

        ControlBatch stop = new ControlBatch();
        ControlBatch delete = new ControlBatch();
        for (Replica replica : state.replicasOf(partitions)) {
            if (state.replicas.phase(replica) != Phase.DELETION_SUCCESSFUL) {
                move(replica, Phase.OFFLINE);
                stop.stop(replica, false);
                move(replica, Phase.DELETION_STARTED);
                delete.stop(replica, true);
            }
        }
        roads.flush(stop, state);
        roads.flush(delete, state);
    }

    /** The news carry only what has a state; of a partition that never had a leader nobody knows anything. */
    private void awaitEars(Set<TopicPartition> partitions) {
        Set<TopicPartition> known = partitions.stream()
                .filter(partition -> state.state(partition).isPresent())
                .collect(Collectors.toSet());
        state.brokers()
                .keySet()
                .forEach(broker ->
                        untold.computeIfAbsent(broker, id -> new HashSet<>()).addAll(known));
    }

    private void retire(TopicPartition partition) {
        if (state.partitions.phase(partition) != PartitionMachine.Phase.NON_EXISTENT) {
            state.partitions.move(partition, PartitionMachine.Phase.OFFLINE);
            state.partitions.move(partition, PartitionMachine.Phase.NON_EXISTENT);
        }
    }

    /** A broker has the news that carry the end of partitions. */
    CompletionStage<Void> told(int broker, UpdateMetadata news) {
        Set<TopicPartition> waiting = untold.getOrDefault(broker, Set.of());
        if (!state.isCurrent(broker, news.brokerEpoch()) || waiting.isEmpty()) {
            return Stages.done();
        }
        news.partitions().stream()
                .filter(PartitionImage::beingDeleted)
                .map(PartitionImage::partition)
                .forEach(waiting::remove);
        return resume();
    }

    /**
     * A broker says what became of replicas that it was to delete (COMPAT D10.5). What it says to an order from before its
     * restart does not count: it has a newer order, whose answer follows.
     */
    CompletionStage<Void> answered(int broker, StopReplica order, Answer answer) {
        if (!state.isCurrent(broker, order.brokerEpoch())) {
            return Stages.done();
        }
        for (StopReplica.Stop stop : order.stops()) {
            Replica replica = new Replica(stop.partition(), broker);
            if (stop.delete() && state.replicas.phase(replica) == Phase.DELETION_STARTED) {
                settle(replica, answer);
            }
        }
        return resume();
    }

    private void settle(Replica replica, Answer answer) {
        ErrorCode error = answer.error() != ErrorCode.NONE
                ? answer.error()
                : answer.partitions().getOrDefault(replica.partition(), ErrorCode.UNKNOWN_SERVER_ERROR);
        if (error == ErrorCode.NONE) {
            move(replica, Phase.DELETION_SUCCESSFUL);
        } else {
            LOGGER.atWarn()
                    .addKeyValue("partition", replica.partition())
                    .addKeyValue("broker", replica.broker())
                    .addKeyValue("error", error)
                    .log("a replica could not be deleted, the topic's deletion waits");
            move(replica, Phase.DELETION_INELIGIBLE);
            state.ineligible.add(replica.partition().topic());
        }
    }

    private boolean gone(TopicName topic) {
        boolean everybodyHeard = untold.values().stream()
                .flatMap(Set::stream)
                .noneMatch(partition -> partition.topic().equals(topic));
        return everybodyHeard && deleted(topic);
    }

    private boolean deleted(TopicName topic) {
        return state.replicasOf(state.partitionsOf(topic)).stream()
                .allMatch(replica -> state.replicas.phase(replica) == Phase.DELETION_SUCCESSFUL);
    }

    /** The order matters: as long as the wish is there, the next controller goes on (COMPAT D10.6). */
    private CompletionStage<Void> finish(TopicName topic) {
        return fenced.deleteTree(TopicZnode.path(topic))
                .thenCompose(gone -> fenced.delete(TopicConfigZnode.path(topic)))
                .thenCompose(gone -> fenced.delete(DeletedTopicZnode.path(topic)))
                .thenAccept(gone -> {
                    forget(topic);
                    LOGGER.atInfo().addKeyValue("topic", topic).log("topic deleted");
                });
    }

    void forget(TopicName topic) {
        begun.remove(topic);
        untold.values()
                .forEach(waiting ->
                        waiting.removeIf(partition -> partition.topic().equals(topic)));
        state.forget(topic);
    }

    private void move(Replica replica, Phase target) {
        state.replicas.move(replica, target);
    }
}
