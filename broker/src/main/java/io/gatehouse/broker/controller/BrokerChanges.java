package io.gatehouse.broker.controller;

import io.gatehouse.broker.controller.ClusterState.LiveBroker;
import io.gatehouse.broker.controller.PartitionMachine.Phase;
import io.gatehouse.broker.controller.znode.BrokerZnode;
import io.gatehouse.broker.controller.znode.CorruptZnode;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicPartition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brokers that come, go, come back, stop in order or lose a disk (COMPAT D5.1 to D5.6, D5.10, D5.11). Thread: the controller loop. */
final class BrokerChanges {
    private static final Logger LOGGER = LoggerFactory.getLogger(BrokerChanges.class);

    private final ClusterState state;
    private final Znodes znodes;
    private final LeaderChanges leaders;
    private final Roads roads;
    private final TopicDeletion deletion;
    private final Runnable onRegistrationChange;

    BrokerChanges(
            ClusterState state,
            Znodes znodes,
            LeaderChanges leaders,
            Roads roads,
            TopicDeletion deletion,
            Runnable onRegistrationChange) {
        this.state = state;
        this.znodes = znodes;
        this.leaders = leaders;
        this.roads = roads;
        this.deletion = deletion;
        this.onRegistrationChange = onRegistrationChange;
    }

    // The beginning of a term

    CompletionStage<Void> load(CompletionStage<List<String>> ids) {
        return readAll(ids)
                .thenAccept(found -> found.values().forEach(broker -> {
                    state.join(broker);
                    roads.open(broker.image());
                }));
    }

    /** Everybody learns of the controller and of each other before the first order (COMPAT D2.7). */
    CompletionStage<Void> introduce() {
        ControlBatch batch = new ControlBatch();
        batch.tellAll(Set.of());
        roads.flush(batch, state);
        return Stages.done();
    }

    /** Finds what is online and what is not, elects, and tells everybody everything (COMPAT D2.8, D2.9). */
    CompletionStage<Void> takeOver() {
        Set<TopicPartition> partitions = state.allPartitions();
        Set<Replica> offline = new HashSet<>();
        for (Replica replica : state.replicasOf(partitions)) {
            boolean online = state.online(replica);
            state.replicas.start(replica, online ? ReplicaMachine.Phase.ONLINE : ReplicaMachine.Phase.OFFLINE);
            if (!online) {
                offline.add(replica);
            }
        }
        ControlBatch batch = new ControlBatch();
        for (TopicPartition partition : partitions) {
            state.partitions.start(partition, found(partition));
            if (state.state(partition).isPresent() && !state.deleting.contains(partition.topic())) {
                batch.lead(state.onlineReplicas(partition), partition, false);
            }
        }
        return settle(offline, batch);
    }

    private Phase found(TopicPartition partition) {
        if (state.state(partition).isEmpty()) {
            return Phase.NEW;
        }
        return state.hasLiveLeader(partition) ? Phase.ONLINE : Phase.OFFLINE;
    }

    // Changes of the registrations

    CompletionStage<Void> changed(CompletionStage<List<String>> ids) {
        return readAll(ids).thenCompose(found -> {
            Set<Integer> left = new HashSet<>();
            Set<Integer> joined = new HashSet<>();
            state.brokers().forEach((id, known) -> {
                if (epochOf(found.get(id)) != known.epoch()) {
                    left.add(id);
                }
            });
            found.forEach((id, broker) -> {
                if (epochOf(state.broker(id)) != broker.epoch()) {
                    joined.add(id);
                }
            });
            boolean moved = found.values().stream().anyMatch(this::endpointsChanged);
            return leave(left)
                    .thenCompose(gone -> join(joined, found))
                    .thenAccept(arrived -> tellEndpoints(moved, found));
        });
    }

    private static long epochOf(@Nullable LiveBroker broker) {
        return broker == null ? -1 : broker.epoch();
    }

    private static long epochOf(Optional<LiveBroker> broker) {
        return broker.map(LiveBroker::epoch).orElse(-1L);
    }

    private boolean endpointsChanged(LiveBroker now) {
        return state.broker(now.image().id().value())
                .filter(known -> known.epoch() == now.epoch() && !known.image().equals(now.image()))
                .isPresent();
    }

    private void tellEndpoints(boolean moved, Map<Integer, LiveBroker> found) {
        if (moved) { // COMPAT D5.6.
            found.forEach((id, broker) -> state.update(broker));
            introduce();
        }
    }

    /** COMPAT D5.4. */
    private CompletionStage<Void> leave(Set<Integer> ids) {
        if (ids.isEmpty()) {
            return Stages.done();
        }
        LOGGER.atInfo().addKeyValue("brokers", ids).log("brokers left");
        Set<Replica> gone = new HashSet<>();
        for (int id : ids) {
            gone.addAll(state.replicasOn(id));
            roads.close(id);
            state.leave(id);
            deletion.left(id);
        }
        return offline(gone).thenCompose(settled -> deletion.resume());
    }

    /** Orders all replicas of these brokers once more; the answers say which of them are lost (COMPAT B12.5). */
    void askAboutDisks(Set<BrokerId> lost) {
        ControlBatch batch = new ControlBatch();
        for (BrokerId broker : lost) {
            LOGGER.atWarn().addKeyValue("broker", broker).log("a broker lost a log directory");
            state.replicasOn(broker.value()).stream()
                    .map(Replica::partition)
                    .filter(partition -> !state.deleting.contains(partition.topic()))
                    .forEach(partition -> batch.lead(List.of(broker.value()), partition, false));
        }
        roads.flush(batch, state);
    }

    /** The disk under these replicas failed, their broker lives (COMPAT D5.10); one that was started anew has its own say. */
    CompletionStage<Void> disksFailed(long brokerEpoch, Set<Replica> replicas) {
        Set<Replica> failed = replicas.stream()
                .filter(replica -> state.isCurrent(replica.broker(), brokerEpoch))
                .collect(Collectors.toSet());
        failed.forEach(state::failed);
        return offline(failed).thenCompose(settled -> deletion.resume());
    }

    private CompletionStage<Void> offline(Set<Replica> gone) {
        for (Replica replica : gone) {
            if (ReplicaMachine.Phase.OFFLINE.reachableFrom(state.replicas.phase(replica))) {
                state.replicas.move(replica, ReplicaMachine.Phase.OFFLINE);
            }
            if (state.ledBy(replica.partition(), replica.broker())
                    && state.partitions.phase(replica.partition()) == Phase.ONLINE) {
                state.partitions.move(replica.partition(), Phase.OFFLINE);
            }
        }
        return settle(gone, new ControlBatch());
    }

    /** Elects for those without a leader, then takes what is offline out of the in-sync sets. */
    private CompletionStage<Void> settle(Set<Replica> offline, ControlBatch batch) {
        return leaders.elect(state.partitions.leaderless(), batch)
                .thenCompose(elected -> Stages.all(offline, replica -> leaders.shrink(replica, batch)))
                .thenAccept(shrunk -> {
                    batch.tellAll(offline.stream().map(Replica::partition).collect(Collectors.toSet()));
                    roads.flush(batch, state);
                });
    }

    /** COMPAT D5.2; the news go first, so that a broker knows the others before its first order (D5.3). */
    private CompletionStage<Void> join(Set<Integer> ids, Map<Integer, LiveBroker> found) {
        if (ids.isEmpty()) {
            return Stages.done();
        }
        LOGGER.atInfo().addKeyValue("brokers", ids).log("brokers joined");
        ControlBatch news = new ControlBatch();
        news.tellAll(Set.of());
        for (int id : ids) {
            LiveBroker broker = found.get(id);
            if (broker != null) {
                state.join(broker);
                roads.open(broker.image());
                news.tell(id, state.allPartitions());
                deletion.retry(id);
            }
        }
        roads.flush(news, state);
        ControlBatch orders = new ControlBatch();
        ids.forEach(id -> state.replicasOn(id).forEach(replica -> online(replica, orders)));
        return leaders.elect(state.partitions.leaderless(), orders).thenCompose(elected -> {
            roads.flush(orders, state);
            return deletion.resume();
        });
    }

    private void online(Replica replica, ControlBatch orders) {
        boolean deleting = state.deleting.contains(replica.partition().topic());
        if (deleting || !ReplicaMachine.Phase.ONLINE.reachableFrom(state.replicas.phase(replica))) {
            return;
        }
        state.replicas.move(replica, ReplicaMachine.Phase.ONLINE);
        if (state.hasLiveLeader(replica.partition())) {
            orders.lead(List.of(replica.broker()), replica.partition(), false);
        }
    }

    // A stop in order

    CompletionStage<ShutdownAnswer> controlledShutdown(BrokerId broker, long epoch) {
        Optional<LiveBroker> known = state.broker(broker.value());
        if (known.isEmpty()) {
            return Stages.of(new ShutdownAnswer(ErrorCode.BROKER_NOT_AVAILABLE, Set.of()));
        }
        if (epoch != -1 && epoch < known.get().epoch()) {
            return Stages.of(new ShutdownAnswer(ErrorCode.STALE_BROKER_EPOCH, Set.of()));
        }
        int id = broker.value();
        state.stopping(id);
        ControlBatch batch = new ControlBatch();
        Set<TopicPartition> shared = state.replicasOn(id).stream()
                .map(Replica::partition)
                .filter(partition -> state.assigned(partition).size() > 1
                        && !state.deleting.contains(partition.topic())
                        && state.state(partition).isPresent())
                .collect(Collectors.toSet());
        return Stages.all(shared, partition -> retreat(id, partition, batch)).thenApply(all -> {
            roads.flush(batch, state);
            return new ShutdownAnswer(
                    ErrorCode.NONE,
                    shared.stream()
                            .filter(partition -> state.ledBy(partition, id))
                            .collect(Collectors.toSet()));
        });
    }

    private CompletionStage<Void> retreat(int broker, TopicPartition partition, ControlBatch batch) {
        if (state.ledBy(partition, broker)) {
            return leaders.moveFromStopping(partition, batch).thenAccept(moved -> {});
        }
        Replica replica = new Replica(partition, broker);
        batch.stop(replica, false);
        return leaders.shrink(replica, batch);
    }

    // Reading

    private CompletionStage<Map<Integer, LiveBroker>> readAll(CompletionStage<List<String>> ids) {
        return ids.thenCompose(names -> Stages.all(BrokerZnode.ids(names), this::read))
                .thenApply(found -> {
                    Map<Integer, LiveBroker> live = new HashMap<>();
                    found.forEach(broker -> broker.ifPresent(
                            present -> live.put(present.image().id().value(), present)));
                    return live;
                });
    }

    private CompletionStage<Optional<LiveBroker>> read(BrokerId id) {
        return znodes.readAndWatch(BrokerZnode.path(id), onRegistrationChange)
                .thenApply(node -> node.flatMap(value -> {
                    try {
                        return Optional.of(new LiveBroker(
                                BrokerZnode.decode(id, value.data()).broker(), value.czxid()));
                    } catch (CorruptZnode e) {
                        LOGGER.atError()
                                .addKeyValue("broker", id)
                                .addKeyValue("problem", e.getMessage())
                                .log("a registration cannot be read, the broker is left out");
                        return Optional.empty();
                    }
                }));
    }
}
