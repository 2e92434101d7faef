package io.gatehouse.broker.controller;

import io.gatehouse.broker.controller.FencedZnodes.NewZnode;
import io.gatehouse.broker.controller.PartitionMachine.Phase;
import io.gatehouse.broker.controller.znode.CorruptZnode;
import io.gatehouse.broker.controller.znode.LeaderState;
import io.gatehouse.broker.controller.znode.PartitionStateZnode;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import io.gatehouse.zk.ZnodeValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Elects leaders and shrinks in-sync sets: decides on the state in memory, writes it under the fence at the expected
 * partition epoch, and only then takes it over and gives the orders (COMPAT D3, D4.1). Thread: the controller loop.
 */
final class LeaderChanges {
    private static final Logger LOGGER = LoggerFactory.getLogger(LeaderChanges.class);

    private final ClusterState state;
    private final Znodes znodes;
    private final FencedZnodes fenced;
    private final Predicate<TopicName> uncleanAllowed;

    LeaderChanges(ClusterState state, Znodes znodes, FencedZnodes fenced, Predicate<TopicName> uncleanAllowed) {
        this.state = state;
        this.znodes = znodes;
        this.fenced = fenced;
        this.uncleanAllowed = uncleanAllowed;
    }

    /** Gives a leader to those of the partitions that have none and can have one. */
    CompletionStage<Void> elect(Collection<TopicPartition> partitions, ControlBatch batch) {
        Map<Phase, List<TopicPartition>> phases = partitions.stream()
                .filter(partition -> !state.deleting.contains(partition.topic()))
                .collect(Collectors.groupingBy(state.partitions::phase));
        return first(phases.getOrDefault(Phase.NEW, List.of()), batch)
                .thenCompose(nothing -> Stages.all(
                        phases.getOrDefault(Phase.OFFLINE, List.of()), partition -> afterLoss(partition, batch)))
                .thenAccept(all -> {});
    }

    // The first leader

    private CompletionStage<Void> first(List<TopicPartition> partitions, ControlBatch batch) {
        Map<TopicPartition, LeaderState> decided = new HashMap<>();
        for (TopicPartition partition : partitions) {
            Optional<LeaderState> leader =
                    Elections.first(state.assigned(partition), state.eligible(partition), state.controllerEpoch);
            leader.ifPresentOrElse(
                    chosen -> decided.put(partition, chosen),
                    () -> LOGGER.atError()
                            .addKeyValue("partition", partition)
                            .log("no replica of a new partition is alive, it waits"));
        }
        return Stages.all(byTopic(decided).entrySet(), topic -> create(topic.getKey(), topic.getValue(), batch))
                .thenAccept(all -> {});
    }

    private static Map<TopicName, Map<TopicPartition, LeaderState>> byTopic(Map<TopicPartition, LeaderState> decided) {
        Map<TopicName, Map<TopicPartition, LeaderState>> byTopic = new HashMap<>();
        decided.forEach((partition, leader) -> byTopic.computeIfAbsent(partition.topic(), name -> new HashMap<>())
                .put(partition, leader));
        return byTopic;
    }

    private CompletionStage<Void> create(
            TopicName topic, Map<TopicPartition, LeaderState> decided, ControlBatch batch) {
        List<NewZnode> parents = new ArrayList<>();
        List<NewZnode> states = new ArrayList<>();
        parents.add(new NewZnode(PartitionStateZnode.partitionsPath(topic), FencedZnodes.NO_BYTES));
        decided.forEach((partition, leader) -> {
            parents.add(new NewZnode(PartitionStateZnode.partitionPath(partition), FencedZnodes.NO_BYTES));
            states.add(new NewZnode(PartitionStateZnode.path(partition), PartitionStateZnode.encode(leader)));
        });
        return fenced.createAll(parents)
                .thenCompose(made -> fenced.createAll(states))
                .thenCompose(allCreated -> Stages.all(
                        decided.entrySet(),
                        entry -> allCreated
                                ? created(entry.getKey(), new PartitionState(entry.getValue(), 0), batch)
                                : adopt(entry.getKey(), entry.getValue(), batch)))
                .thenAccept(all -> {});
    }

    private CompletionStage<Void> created(TopicPartition partition, PartitionState written, ControlBatch batch) {
        state.state(partition, written);
        state.partitions.move(partition, Phase.ONLINE);
        batch.lead(written.leader().isr(), partition, true); // COMPAT D3.1: to the live replicas only.
        return Stages.done();
    }

    /** Some of the topic's states were there already: ours, whose answer was lost, or somebody else's. */
    private CompletionStage<Void> adopt(TopicPartition partition, LeaderState wanted, ControlBatch batch) {
        return reread(partition).thenCompose(found -> {
            if (found.isEmpty()) {
                return Stages.done(); // Deleted meanwhile: the topic's own event follows.
            }
            if (found.get().leader().equals(wanted)) {
                return created(partition, found.get(), batch);
            }
            state.partitions.move(partition, Phase.OFFLINE);
            return afterLoss(partition, batch);
        });
    }

    // A leader after another

    private CompletionStage<Void> afterLoss(TopicPartition partition, ControlBatch batch) {
        return change(
                        partition,
                        now -> Elections.offline(
                                now,
                                state.assigned(partition),
                                state.eligible(partition),
                                uncleanAllowed.test(partition.topic()),
                                state.controllerEpoch))
                .thenAccept(changed -> {
                    if (changed) {
                        state.partitions.move(partition, Phase.ONLINE);
                        batch.lead(state.onlineReplicas(partition), partition, false);
                    } else {
                        LOGGER.atWarn()
                                .addKeyValue("partition", partition)
                                .log("no in-sync replica is alive, the partition has no leader");
                    }
                });
    }

    /** Moves leadership away from brokers that are about to stop; false where it stays (COMPAT D5.11). */
    CompletionStage<Boolean> moveFromStopping(TopicPartition partition, ControlBatch batch) {
        return change(
                        partition,
                        now -> Elections.controlledShutdown(
                                now,
                                state.assigned(partition),
                                broker -> state.online(new Replica(partition, broker)) && !state.isStopping(broker),
                                state::isStopping,
                                state.controllerEpoch))
                .thenApply(changed -> {
                    if (changed) {
                        batch.lead(state.onlineReplicas(partition), partition, false);
                    }
                    return changed;
                });
    }

    /** Takes an offline replica out of the in-sync set, and tells the others (COMPAT D4.1). */
    CompletionStage<Void> shrink(Replica replica, ControlBatch batch) {
        TopicPartition partition = replica.partition();
        return change(partition, now -> Elections.without(replica.broker(), now, state.controllerEpoch))
                .thenAccept(changed -> {
                    if (changed && !state.deleting.contains(partition.topic())) {
                        List<Integer> others = state.onlineReplicas(partition).stream()
                                .filter(broker -> broker != replica.broker())
                                .toList();
                        batch.lead(others, partition, false);
                    }
                });
    }

    /** Writes what {@code decide} makes of the state, again after each conflict; false if there is nothing to write. */
    private CompletionStage<Boolean> change(
            TopicPartition partition, Function<LeaderState, Optional<LeaderState>> decide) {
        Optional<PartitionState> now = state.state(partition);
        Optional<LeaderState> next = now.flatMap(known -> decide.apply(known.leader()));
        if (now.isEmpty() || next.isEmpty()) {
            return Stages.of(false);
        }
        byte[] bytes = PartitionStateZnode.encode(next.get());
        return fenced.write(
                        PartitionStateZnode.path(partition), bytes, now.get().partitionEpoch())
                .thenCompose(version -> {
                    if (version.isPresent()) {
                        state.state(partition, new PartitionState(next.get(), version.get()));
                        return Stages.of(true);
                    }
                    return reread(partition)
                            .thenCompose(found -> found.isPresent() ? change(partition, decide) : Stages.of(false));
                });
    }

    /** Takes over what the znode holds; a state of a later controller means that we are none (COMPAT C10.5). */
    CompletionStage<Optional<PartitionState>> reread(TopicPartition partition) {
        return znodes.read(PartitionStateZnode.path(partition)).thenApply(node -> {
            Optional<PartitionState> found = node.flatMap(value -> decode(partition, value));
            found.ifPresent(known -> {
                int epoch = known.leader().controllerEpoch();
                if (epoch > state.controllerEpoch) {
                    throw new ControllerMoved("partition " + partition + " was written in controller epoch " + epoch);
                }
                state.state(partition, known);
            });
            return found;
        });
    }

    /** One unreadable state must not stop the whole cluster: that partition stays without a leader. */
    private static Optional<PartitionState> decode(TopicPartition partition, ZnodeValue node) {
        try {
            return Optional.of(new PartitionState(PartitionStateZnode.decode(node.data()), node.version()));
        } catch (CorruptZnode e) {
            LOGGER.atError()
                    .addKeyValue("partition", partition)
                    .addKeyValue("problem", e.getMessage())
                    .log("a partition's state cannot be read, it stays without a leader");
            return Optional.empty();
        }
    }
}
