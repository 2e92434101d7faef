package io.gatehouse.broker.replica;

import io.gatehouse.broker.cluster.LeaderAndIsr;
import io.gatehouse.broker.cluster.PartitionImage;
import io.gatehouse.broker.cluster.StopReplica;
import io.gatehouse.broker.log.IoBudget;
import io.gatehouse.broker.log.LogDirectory;
import io.gatehouse.broker.log.LogLane;
import io.gatehouse.broker.log.PartitionLog;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which partitions are here, and how the controller's orders change that (COMPAT D7.4, D7.5, D7.10).
 *
 * <p>Orders are carried out one after the other: the next waits until every partition of the one before took its new role
 * (COMPAT D7.1). Thread: any for look-ups; orders queue behind {@code last}.
 */
public final class HostedPartitions {
    private static final Logger LOGGER = LoggerFactory.getLogger(HostedPartitions.class);

    private final ReplicaSettings settings;
    private final List<LogDirectory> directories;
    private final List<Path> unusable;
    private final TopicConfigs configs;
    private final List<LeadershipListener> listeners = new CopyOnWriteArrayList<>();
    private final Map<TopicPartition, Partition> partitions = new ConcurrentHashMap<>();
    private final DirectoryMoves moves;

    private CompletionStage<?> last = CompletableFuture.completedStage(null);

    /** @param unusable directories that are configured and could not be loaded */
    public HostedPartitions(
            ReplicaSettings settings, List<LogDirectory> directories, List<Path> unusable, TopicConfigs configs) {
        this.settings = settings;
        this.directories = List.copyOf(directories);
        this.unusable = List.copyOf(unusable);
        this.configs = configs;
        moves = new DirectoryMoves(
                this.directories, this.unusable, new IoBudget(settings.moveBytesPerSecond(), System::nanoTime));
    }

    /** Tells {@code listener} of every change of leadership from now on. */
    public void onLeadership(LeadershipListener listener) {
        listeners.add(listener);
    }

    /** Gives the partitions of a topic its changed settings. */
    public void configure(TopicName topic, Map<String, String> overrides) {
        partitions.values().stream()
                .filter(partition -> partition.id().topic().equals(topic))
                .forEach(partition -> partition
                        .lane()
                        .execute(() -> partition.config(settings.logConfig(overrides), settings.inSyncMin(overrides))));
    }

    Optional<Partition> find(TopicPartition id) {
        return Optional.ofNullable(partitions.get(id));
    }

    /** What a client is told of a partition that is not in {@link #find}. */
    ErrorCode whyMissing(TopicPartition id) {
        boolean onDisk =
                directories.stream().anyMatch(directory -> directory.log(id).isPresent());
        return onDisk ? ErrorCode.NOT_LEADER_OR_FOLLOWER : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
    }

    /** Writes the checkpoints of the directories that hold these partitions. */
    CompletionStage<Void> checkpoint(Collection<TopicPartition> ids) {
        return CompletableFuture.allOf(directories.stream()
                .filter(directory ->
                        ids.stream().anyMatch(id -> directory.log(id).isPresent()))
                .map(directory -> directory.checkpoint().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }

    synchronized CompletionStage<Map<TopicPartition, ErrorCode>> apply(LeaderAndIsr order) {
        return inTurn(
                () -> all(order.assignments(), assignment -> assignment.state().partition(), this::assign));
    }

    synchronized CompletionStage<Map<TopicPartition, ErrorCode>> apply(StopReplica order) {
        return inTurn(() -> all(order.stops(), StopReplica.Stop::partition, this::stop));
    }

    private <T> CompletionStage<T> inTurn(java.util.function.Supplier<CompletionStage<T>> order) {
        CompletionStage<T> done = last.handle((ignored, failure) -> order.get()).thenCompose(stage -> stage);
        last = done;
        return done;
    }

    private static <W> CompletionStage<Map<TopicPartition, ErrorCode>> all(
            List<W> work,
            java.util.function.Function<W, TopicPartition> partitionOf,
            java.util.function.Function<W, CompletionStage<ErrorCode>> step) {
        Map<TopicPartition, CompletableFuture<ErrorCode>> running = new HashMap<>();
        for (W one : work) {
            running.put(partitionOf.apply(one), step.apply(one).toCompletableFuture());
        }
        return CompletableFuture.allOf(running.values().toArray(CompletableFuture<?>[]::new))
                .thenApply(ignored -> {
                    Map<TopicPartition, ErrorCode> results = new HashMap<>();
                    running.forEach((id, stage) -> results.put(id, stage.getNow(ErrorCode.UNKNOWN_SERVER_ERROR)));
                    return results;
                });
    }

    private CompletionStage<ErrorCode> assign(LeaderAndIsr.Assignment assignment) {
        PartitionImage state = assignment.state();
        Optional<LogDirectory> place = moves.placeFor(state.partition(), assignment.isNew());
        if (place.isEmpty()) {
            return CompletableFuture.completedStage(ErrorCode.KAFKA_STORAGE_ERROR);
        }
        Partition known = partitions.get(state.partition());
        if (known != null && known.role().leaderEpoch() >= state.leaderEpoch()) {
            return CompletableFuture.completedStage(ErrorCode.STALE_CONTROLLER_EPOCH);
        }
        if (!state.replicas().contains(settings.self().value())) {
            return CompletableFuture.completedStage(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        }
        LogDirectory directory = place.get();
        LogLane lane = laneOf(state.partition(), directory);
        return configs.overridesOf(state.partition().topic())
                .thenCompose(overrides -> lane.submit(() -> takeRole(assignment, directory, overrides)))
                .exceptionally(failure -> {
                    LOGGER.atError()
                            .addKeyValue("partition", state.partition())
                            .setCause(failure)
                            .log("replica not started");
                    return ErrorCode.KAFKA_STORAGE_ERROR;
                });
    }

    /** Thread: the partition's lane. */
    private ErrorCode takeRole(LeaderAndIsr.Assignment assignment, LogDirectory place, Map<String, String> overrides) {
        PartitionImage state = assignment.state();
        LogDirectory directory = moves.holder(state.partition()).orElse(place); // A move may have ended meanwhile.
        PartitionLog log = directory.create(state.partition(), assignment.topicId(), settings.logConfig(overrides));
        if (!log.topicId().equals(assignment.topicId())) {
            LOGGER.atError()
                    .addKeyValue("partition", state.partition())
                    .addKeyValue("onDisk", log.topicId())
                    .addKeyValue("ordered", assignment.topicId())
                    .log("the log on disk belongs to an older topic of this name; move it away");
            return ErrorCode.INCONSISTENT_TOPIC_ID;
        }
        boolean leads = state.leader() == settings.self().value();
        Role role = leads ? new Role.Leader(state) : new Role.Follower(state);
        Partition partition = partitions.computeIfAbsent(
                state.partition(), id -> new Partition(settings.self(), log, settings.inSyncMin(overrides), role));
        boolean led = partition.role() instanceof Role.Leader;
        partition.become(role);
        moves.settled(partition);
        if (leads) {
            listeners.forEach(listener -> listener.leads(state.partition(), state.leaderEpoch()));
        } else if (led) {
            listeners.forEach(listener -> listener.resigned(state.partition()));
        }
        return ErrorCode.NONE;
    }

    private CompletionStage<ErrorCode> stop(StopReplica.Stop stop) {
        Partition known = partitions.get(stop.partition());
        if (known != null && stop.leaderEpoch() >= 0 && known.role().leaderEpoch() > stop.leaderEpoch()) {
            return CompletableFuture.completedStage(ErrorCode.FENCED_LEADER_EPOCH);
        }
        if (!stop.delete()) {
            return CompletableFuture.completedStage(ErrorCode.NONE); // Nothing fetches here: there is nothing to stop.
        }
        Optional<LogDirectory> place = moves.placeFor(stop.partition(), false);
        if (place.isEmpty()) {
            return CompletableFuture.completedStage(ErrorCode.KAFKA_STORAGE_ERROR);
        }
        LogDirectory directory = place.get();
        LogLane lane = laneOf(stop.partition(), directory);
        return lane.submit(() -> delete(stop.partition(), directory)).exceptionally(failure -> {
            LOGGER.atError()
                    .addKeyValue("partition", stop.partition())
                    .setCause(failure)
                    .log("replica not deleted");
            return ErrorCode.KAFKA_STORAGE_ERROR;
        });
    }

    /** Thread: the partition's lane. */
    private ErrorCode delete(TopicPartition id, LogDirectory directory) {
        Partition partition = partitions.remove(id);
        if (partition != null) {
            boolean led = partition.role() instanceof Role.Leader;
            partition.become(new Role.Gone(partition.role().state()));
            if (led) {
                listeners.forEach(listener -> listener.resigned(id));
            }
        }
        moves.drop(id);
        moves.holder(id).orElse(directory).delete(id);
        return ErrorCode.NONE;
    }

    /** A partition stays on its lane wherever its log is. */
    private LogLane laneOf(TopicPartition id, LogDirectory directory) {
        Partition known = partitions.get(id);
        return known == null ? directory.laneOf(id) : known.lane();
    }

    /**
     * Moves the log of a partition to another directory of this broker; complete when that has begun (COMPAT B12.7).
     *
     * @param directory as it is configured
     */
    CompletionStage<ErrorCode> move(TopicPartition id, String directory) {
        return moves.begin(id, directory, find(id));
    }

    /** Every configured directory with what it holds. */
    List<DirectoryAnswer> directories() {
        List<DirectoryAnswer> answers = new ArrayList<>();
        directories.forEach(directory -> answers.add(DirectoryAnswer.of(directory)));
        unusable.forEach(path -> answers.add(DirectoryAnswer.offline(path)));
        return answers;
    }
}
