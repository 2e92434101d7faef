package io.gatehouse.broker.controller;

import io.gatehouse.broker.controller.znode.CorruptZnode;
import io.gatehouse.broker.controller.znode.TopicAssignment;
import io.gatehouse.broker.controller.znode.TopicZnode;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import io.gatehouse.zk.ZnodeValue;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Topics that are created, grow or vanish (COMPAT D5.7, D5.8). Thread: the controller loop. */
final class TopicChanges {
    private static final Logger LOGGER = LoggerFactory.getLogger(TopicChanges.class);
    private static final int ANY_VERSION = -1;

    private final ClusterState state;
    private final Znodes znodes;
    private final FencedZnodes fenced;
    private final LeaderChanges leaders;
    private final Roads roads;
    private final RandomGenerator random;
    private final Consumer<TopicName> onDataChange;

    TopicChanges(
            ClusterState state,
            Znodes znodes,
            FencedZnodes fenced,
            LeaderChanges leaders,
            Roads roads,
            RandomGenerator random,
            Consumer<TopicName> onDataChange) {
        this.state = state;
        this.znodes = znodes;
        this.fenced = fenced;
        this.leaders = leaders;
        this.roads = roads;
        this.random = random;
        this.onDataChange = onDataChange;
    }

    /** All topics and their partitions' states, without orders: the term begins (COMPAT D2.4). */
    CompletionStage<Void> load(CompletionStage<List<String>> names) {
        return names.thenCompose(found -> Stages.all(legal(found), this::read))
                .thenCompose(read -> Stages.all(state.allPartitions(), leaders::reread))
                .thenAccept(read -> {});
    }

    /** The topics that are gone, for the caller to forget. */
    CompletionStage<Set<TopicName>> changed(CompletionStage<List<String>> names) {
        return names.thenCompose(found -> {
            Set<TopicName> present = legal(found);
            Set<TopicName> gone = new HashSet<>(state.topics());
            gone.removeAll(present);
            Set<TopicName> added = new HashSet<>(present);
            added.removeAll(state.topics());
            return Stages.all(added, this::read)
                    .thenCompose(read -> begin(added.stream()
                            .flatMap(topic -> state.partitionsOf(topic).stream())
                            .collect(Collectors.toSet())))
                    .thenApply(begun -> gone);
        });
    }

    CompletionStage<Void> dataChanged(TopicName topic) {
        Optional<TopicAssignment> before = state.topic(topic);
        Set<TopicPartition> known = state.partitionsOf(topic);
        if (before.isEmpty()) {
            return Stages.done();
        }
        return read(topic).thenCompose(read -> {
            Set<TopicPartition> added = new HashSet<>(state.partitionsOf(topic));
            added.removeAll(known);
            if (added.isEmpty()) {
                return Stages.done();
            }
            return state.deleting.contains(topic) ? undo(topic, before.get()) : begin(added);
        });
    }

    /** A topic that is being deleted does not grow (COMPAT D5.8). */
    private CompletionStage<Void> undo(TopicName topic, TopicAssignment before) {
        state.topic(topic, before);
        return fenced.write(TopicZnode.path(topic), TopicZnode.encode(before), ANY_VERSION)
                .thenAccept(written -> {});
    }

    private CompletionStage<Void> begin(Set<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            state.partitions.move(partition, PartitionMachine.Phase.NEW);
        }
        for (Replica replica : state.replicasOf(partitions)) {
            state.replicas.move(replica, ReplicaMachine.Phase.NEW);
        }
        ControlBatch batch = new ControlBatch();
        return leaders.elect(partitions, batch).thenAccept(elected -> {
            for (Replica replica : state.replicasOf(partitions)) {
                state.replicas.move(
                        replica, state.online(replica) ? ReplicaMachine.Phase.ONLINE : ReplicaMachine.Phase.OFFLINE);
            }
            roads.flush(batch, state);
        });
    }

    private CompletionStage<Void> read(TopicName topic) {
        return znodes.readAndWatch(TopicZnode.path(topic), () -> onDataChange.accept(topic))
                .thenCompose(node -> node.isEmpty() ? Stages.done() : take(topic, node.get()));
    }

    private CompletionStage<Void> take(TopicName topic, ZnodeValue node) {
        TopicAssignment assignment;
        try {
            assignment = TopicZnode.decode(node.data());
        } catch (CorruptZnode e) {
            LOGGER.atError()
                    .addKeyValue("topic", topic)
                    .addKeyValue("problem", e.getMessage())
                    .log("a topic's assignment cannot be read, the topic is left out");
            return Stages.done();
        }
        if (assignment.id().isPresent()) {
            state.topic(topic, assignment);
            return Stages.done();
        }
        return identify(topic, assignment, node.version());
    }

    /** An old broker or tool made the topic without an id (COMPAT C5.12). */
    private CompletionStage<Void> identify(TopicName topic, TopicAssignment assignment, int version) {
        TopicAssignment identified =
                new TopicAssignment(Optional.of(NewTopic.freshId(random)), assignment.partitions());
        return fenced.write(TopicZnode.path(topic), TopicZnode.encode(identified), version)
                .thenCompose(written -> {
                    if (written.isEmpty()) {
                        return read(topic);
                    }
                    state.topic(topic, identified);
                    return Stages.done();
                });
    }

    private static Set<TopicName> legal(List<String> names) {
        return names.stream().flatMap(name -> TopicName.parse(name).stream()).collect(Collectors.toSet());
    }
}
