package io.gatehouse.broker.replica;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.broker.cluster.LeaderAndIsr;
import io.gatehouse.broker.cluster.StopReplica;
import io.gatehouse.broker.log.AppendOrigin;
import io.gatehouse.broker.log.AppendResult;
import io.gatehouse.broker.log.ReadResult;
import io.gatehouse.broker.model.ClusterScope;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions of this broker: appends, reads, and the controller's orders. Whoever writes or reads brings the permit
 * for it.
 *
 * <p>Thread: any; work hops to each partition's log lane, and stages complete there.
 */
public final class Replicas implements CoordinatorLog, ControlledReplicas {
    /** A coordinator loads in steps of this size, so that one long load does not hold up its lane. */
    private static final int LOAD_STEP_BYTES = 1 << 20;

    /** How long a coordinator's append may wait for its commit ({@code offsets.commit.timeout.ms}). */
    private static final Duration COORDINATOR_PATIENCE = Duration.ofSeconds(5);

    /** The produce version that may bring every codec; for batches that we wrote ourselves. */
    private static final short NEWEST_PRODUCE = Short.MAX_VALUE;

    private static final Logger LOGGER = LoggerFactory.getLogger(Replicas.class);

    private final HostedPartitions hosted;
    private final ScheduledExecutorService timer;
    private final InstantSource clock;

    /** @param timer fires what waited too long; must not be blocked */
    public Replicas(HostedPartitions hosted, ScheduledExecutorService timer, InstantSource clock) {
        this.hosted = hosted;
        this.timer = timer;
        this.clock = clock;
    }

    /**
     * Appends one client batch (COMPAT A5.4, B5).
     *
     * @param batches changed in place; must stay valid until the stage completes
     * @param produceVersion of the request, which bounds the codecs
     * @param patience how long acks=all may wait for the commit
     */
    public CompletionStage<AppendResult> append(
            Permit<TopicName> permit,
            int partition,
            ByteBuffer batches,
            short produceVersion,
            Acks acks,
            Duration patience) {
        TopicPartition id = new TopicPartition(permit.resource(Operation.WRITE), partition);
        return onLane(
                id,
                error -> AppendResult.refused(error, "no such partition here"),
                found -> appendAndWait(found, batches, acks, AppendOrigin.CLIENT, -1, produceVersion, patience));
    }

    /** Reads several partitions, waiting for data as the limits say; answers stand in the order of the wishes. */
    public CompletionStage<List<FetchAnswer>> read(List<FetchWish> wishes, FetchLimits limits) {
        return new FetchOperation(wishes, wish -> hosted.find(wish.partition()), limits, timer).run();
    }

    /** Finds the offset that a time stands for (COMPAT A11.5). */
    public CompletionStage<OffsetAnswer> offset(OffsetWish wish) {
        return onLane(
                wish.partition(),
                OffsetAnswer::failed,
                partition -> CompletableFuture.completedStage(partition.offset(wish)));
    }

    /** Tells where a leader epoch ends (COMPAT B2.5). */
    public CompletionStage<EpochAnswer> epochEnd(EpochWish wish) {
        return onLane(
                wish.partition(),
                EpochAnswer::failed,
                partition -> CompletableFuture.completedStage(partition.epochEnd(wish)));
    }

    /** Moves the start of logs; complete when that is on the disk. Answers stand in the order of the wishes. */
    public CompletionStage<List<TrimAnswer>> trim(List<TrimWish> wishes) {
        List<CompletableFuture<TrimAnswer>> answers = wishes.stream()
                .map(wish -> onLane(
                                wish.partition(),
                                TrimAnswer::failed,
                                partition -> CompletableFuture.completedStage(partition.trim(wish)))
                        .toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                .thenCompose(moved -> hosted.checkpoint(
                        wishes.stream().map(TrimWish::partition).toList()))
                .thenApply(written -> answers.stream()
                        .map(answer -> answer.getNow(TrimAnswer.failed(ErrorCode.UNKNOWN_SERVER_ERROR)))
                        .toList())
                .exceptionally(failure -> {
                    LOGGER.atError().setCause(failure).log("log start offsets not written");
                    return wishes.stream()
                            .map(wish -> TrimAnswer.failed(ErrorCode.KAFKA_STORAGE_ERROR))
                            .toList();
                });
    }

    /**
     * The log directories of this broker. Reads the file system.
     *
     * @param permit DESCRIBE on the cluster
     */
    public List<DirectoryAnswer> directories(Permit<ClusterScope> permit) {
        permit.resource(Operation.DESCRIBE);
        return hosted.directories();
    }

    /**
     * Moves a log to another directory of this broker; the answer comes when that has begun (COMPAT B12.7).
     *
     * @param permit ALTER on the cluster
     * @param directory as it is configured
     */
    public CompletionStage<ErrorCode> move(Permit<ClusterScope> permit, TopicPartition partition, String directory) {
        permit.resource(Operation.ALTER);
        return hosted.move(partition, directory);
    }

    @Override
    public CompletionStage<ErrorCode> append(
            Permit<TopicName> permit, int partition, int leaderEpoch, ByteBuffer batches) {
        TopicPartition id = new TopicPartition(permit.resource(Operation.WRITE), partition);
        return onLane(
                        id,
                        error -> AppendResult.refused(error, "no such partition here"),
                        found -> appendAndWait(
                                found,
                                batches,
                                Acks.ALL,
                                AppendOrigin.COORDINATOR,
                                leaderEpoch,
                                NEWEST_PRODUCE,
                                COORDINATOR_PATIENCE))
                .thenApply(AppendResult::error);
    }

    @Override
    public CompletionStage<ErrorCode> load(
            Permit<TopicName> permit, int partition, int leaderEpoch, BatchReader reader) {
        TopicPartition id = new TopicPartition(permit.resource(Operation.WRITE), partition);
        return onLane(id, Function.identity(), found -> loadFrom(found, leaderEpoch, found.logStartOffset(), reader));
    }

    @Override
    public CompletionStage<Map<TopicPartition, ErrorCode>> apply(LeaderAndIsr order) {
        return hosted.apply(order);
    }

    @Override
    public CompletionStage<Map<TopicPartition, ErrorCode>> apply(StopReplica order) {
        return hosted.apply(order);
    }

    private CompletionStage<ErrorCode> loadFrom(Partition partition, int epoch, long offset, BatchReader reader) {
        ErrorCode refused = partition.role().serves(epoch);
        if (refused != ErrorCode.NONE || offset >= partition.logEndOffset()) {
            return CompletableFuture.completedStage(refused);
        }
        ReadResult step = partition.readUncommitted(offset, LOAD_STEP_BYTES);
        if (step.error() != ErrorCode.NONE) {
            return CompletableFuture.completedStage(step.error());
        }
        long next = step.nextOffset();
        reader.batches(step.batches());
        return onLane(partition.id(), Function.identity(), found -> loadFrom(found, epoch, next, reader));
    }

    private CompletionStage<AppendResult> appendAndWait(
            Partition partition,
            ByteBuffer batches,
            Acks acks,
            AppendOrigin origin,
            int epoch,
            short version,
            Duration patience) {
        AppendResult result = partition.append(batches, acks, origin, epoch, version, clock.instant());
        return acks == Acks.ALL
                ? CommitWaiter.await(partition, result, patience, timer)
                : CompletableFuture.completedStage(result);
    }

    /** Runs {@code work} on the partition's lane; a partition that is not here, or a broken disk, is an answer. */
    private <T> CompletionStage<T> onLane(
            TopicPartition id, Function<ErrorCode, T> onError, Function<Partition, CompletionStage<T>> work) {
        Optional<Partition> found = hosted.find(id);
        if (found.isEmpty()) {
            return CompletableFuture.completedStage(onError.apply(hosted.whyMissing(id)));
        }
        Partition partition = found.get();
        return partition
                .lane()
                .submit(() -> work.apply(partition))
                .thenCompose(Function.identity())
                .exceptionally(failure -> {
                    LOGGER.atError()
                            .addKeyValue("partition", id)
                            .setCause(failure)
                            .log("partition operation failed");
                    return onError.apply(ErrorCode.KAFKA_STORAGE_ERROR);
                });
    }
}
