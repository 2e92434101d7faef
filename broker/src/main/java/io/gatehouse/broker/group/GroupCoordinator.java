package io.gatehouse.broker.group;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.GroupId;
import io.gatehouse.broker.model.TopicName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;

/**
 * The consumer groups whose partition of {@code __consumer_offsets} this broker leads.
 *
 * <p>Every command is answered exactly once; a stage fails only for a bug. Thread: any; answers come on the shard's lane.
 */
public final class GroupCoordinator implements AutoCloseable {
    public static final TopicName OFFSETS_TOPIC = new TopicName("__consumer_offsets");

    /** As UTF-8 at most 30,000 bytes, so that every name fits a record and an answer, whatever a peer's bytes decoded to. */
    static final int NAME_MAX = 10_000;

    private final GroupSettings settings;
    private final GroupEdges edges;
    private final IntFunction<Executor> lanes;
    private final IntSupplier partitions;
    private final Map<Integer, ShardLife> shards = new ConcurrentHashMap<>();

    private volatile int fixedPartitions;

    /**
     * @param lanes the serial executor of a partition's shard; several shards may share one
     * @param partitions how many partitions the offsets topic has, 0 while it does not exist; what it says first counts for
     *     the life of the process (COMPAT E2.2)
     */
    public GroupCoordinator(
            GroupSettings settings, GroupEdges edges, IntFunction<Executor> lanes, IntSupplier partitions) {
        this.settings = settings;
        this.edges = edges;
        this.lanes = lanes;
        this.partitions = partitions;
    }

    /** The partition of the offsets topic that a group belongs to (COMPAT E2.1). */
    public int partitionOf(GroupId group) {
        int hash = group.value().hashCode();
        return (hash == Integer.MIN_VALUE ? 0 : Math.abs(hash)) % partitionCount();
    }

    /** This broker leads the partition of the offsets topic: its groups are loaded (COMPAT E2.4). */
    public void becameLeader(int partition, int leaderEpoch) {
        shards.computeIfAbsent(partition, this::shard).lead(leaderEpoch);
    }

    /** This broker does not lead the partition any more: who waits is sent to find the new coordinator (COMPAT E2.5). */
    public void resigned(int partition) {
        ShardLife shard = shards.get(partition);
        if (shard != null) {
            shard.resign();
        }
    }

    /** Forgets the offsets of topics that were deleted (COMPAT E5.7). */
    public void topicsDeleted(Set<TopicName> topics) {
        Set<TopicName> gone = Set.copyOf(topics);
        shards.values().forEach(life -> life.run(shard -> shard.forgetTopics(gone), refused -> {}, failure -> {}));
    }

    /** @param group permit to READ it */
    public CompletionStage<JoinAnswer> join(Permit<GroupId> group, JoinCommand command) {
        GroupId id = group.resource(Operation.READ);
        return named(
                id,
                error -> JoinAnswer.refused(error, command.memberId()),
                (shard, answer) -> shard.join(id, command, answer));
    }

    /** @param group permit to READ it */
    public CompletionStage<SyncAnswer> sync(Permit<GroupId> group, SyncCommand command) {
        GroupId id = group.resource(Operation.READ);
        return named(
                id,
                error -> SyncAnswer.refused(
                        error == ErrorCode.COORDINATOR_LOAD_IN_PROGRESS ? ErrorCode.REBALANCE_IN_PROGRESS : error),
                (shard, answer) -> shard.sync(id, command, answer));
    }

    /** @param group permit to READ it */
    public CompletionStage<ErrorCode> heartbeat(Permit<GroupId> group, MemberIdentity member) {
        GroupId id = group.resource(Operation.READ);
        return named(
                id,
                error -> error == ErrorCode.COORDINATOR_LOAD_IN_PROGRESS ? ErrorCode.NONE : error,
                (shard, answer) -> answer.accept(shard.heartbeat(id, member)));
    }

    /**
     * @param group permit to READ it
     * @param principal who asks, as rules name principals
     * @param members generations do not matter
     */
    public CompletionStage<LeaveAnswer> leave(Permit<GroupId> group, String principal, List<MemberIdentity> members) {
        GroupId id = group.resource(Operation.READ);
        return named(
                id,
                error -> new LeaveAnswer(error, List.of()),
                (shard, answer) -> answer.accept(shard.leave(id, principal, members)));
    }

    /**
     * @param group permit to READ it
     * @return one error for each offset, in their order
     */
    public CompletionStage<List<ErrorCode>> commit(Permit<GroupId> group, CommitCommand command) {
        GroupId id = group.resource(Operation.READ);
        return route(
                id,
                error -> Collections.nCopies(command.offsets().size(), error),
                (shard, answer) -> shard.commit(id, command, answer));
    }

    /**
     * @param group permit to DESCRIBE it
     * @param requireStable offsets that an open transaction may change are an error
     */
    public CompletionStage<FetchAnswer> fetch(Permit<GroupId> group, List<PartitionsOf> wanted, boolean requireStable) {
        GroupId id = group.resource(Operation.DESCRIBE);
        return route(
                id,
                error -> new FetchAnswer(error, List.of()),
                (shard, answer) -> answer.accept(shard.fetch(id, wanted, requireStable)));
    }

    /** All offsets of a group; which topics the peer may see is for the caller to filter (CONFORMANCE ACL-18). */
    public CompletionStage<FetchAnswer> fetchAll(Permit<GroupId> group, boolean requireStable) {
        GroupId id = group.resource(Operation.DESCRIBE);
        return route(
                id,
                error -> new FetchAnswer(error, List.of()),
                (shard, answer) -> answer.accept(shard.fetchAll(id, requireStable)));
    }

    /** @param group permit to DESCRIBE it */
    public CompletionStage<GroupDescription> describe(Permit<GroupId> group) {
        GroupId id = group.resource(Operation.DESCRIBE);
        return route(id, GroupDescription::refused, (shard, answer) -> answer.accept(shard.describe(id)));
    }

    /** Every group here; whom the peer may see is for the caller to filter (CONFORMANCE ACL-23). */
    public CompletionStage<GroupListing> list() {
        CompletableFuture<GroupListing> all =
                CompletableFuture.completedFuture(new GroupListing(ErrorCode.NONE, List.of()));
        for (ShardLife life : shards.values()) {
            all = all.thenCombine(list(life), GroupCoordinator::merge);
        }
        return all;
    }

    /** @param group permit to DELETE it */
    public CompletionStage<ErrorCode> delete(Permit<GroupId> group) {
        GroupId id = group.resource(Operation.DELETE);
        return route(id, Function.identity(), (shard, answer) -> shard.delete(id, answer));
    }

    /**
     * @param group permit to DELETE it
     * @param topics with permits to READ them
     */
    public CompletionStage<OffsetDeleteAnswer> deleteOffsets(Permit<GroupId> group, List<PartitionsOf> topics) {
        GroupId id = group.resource(Operation.DELETE);
        return route(
                id,
                error -> new OffsetDeleteAnswer(error, List.of()),
                (shard, answer) -> shard.deleteOffsets(id, topics, answer));
    }

    /** Answers who waits; every command from now on is refused. */
    @Override
    public void close() {
        shards.values().forEach(ShardLife::resign);
    }

    private int partitionCount() {
        if (fixedPartitions == 0) {
            int existing = partitions.getAsInt();
            if (existing == 0) {
                return settings.offsetsPartitions();
            }
            fixedPartitions = existing;
        }
        return fixedPartitions;
    }

    private ShardLife shard(int partition) {
        return new ShardLife(partition, settings, edges, lanes.apply(partition));
    }

    /** As {@link #route} for those APIs that do not take the empty group (COMPAT E4). */
    private <T> CompletionStage<T> named(
            GroupId group, Function<ErrorCode, T> refusal, BiConsumer<GroupShard, Consumer<T>> command) {
        return group.value().isEmpty()
                ? CompletableFuture.completedFuture(refusal.apply(ErrorCode.INVALID_GROUP_ID))
                : route(group, refusal, command);
    }

    private <T> CompletionStage<T> route(
            GroupId group, Function<ErrorCode, T> refusal, BiConsumer<GroupShard, Consumer<T>> command) {
        if (group.value().length() > NAME_MAX) {
            return CompletableFuture.completedFuture(refusal.apply(ErrorCode.INVALID_GROUP_ID));
        }
        ShardLife life = shards.get(partitionOf(group));
        if (life == null) {
            return CompletableFuture.completedFuture(refusal.apply(ErrorCode.NOT_COORDINATOR));
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        life.run(
                shard -> command.accept(shard, answer::complete),
                error -> answer.complete(refusal.apply(error)),
                answer::completeExceptionally);
        return answer;
    }

    private static CompletableFuture<GroupListing> list(ShardLife life) {
        CompletableFuture<GroupListing> answer = new CompletableFuture<>();
        life.run(
                shard -> answer.complete(new GroupListing(ErrorCode.NONE, shard.list())),
                error -> answer.complete(
                        new GroupListing(error == ErrorCode.NOT_COORDINATOR ? ErrorCode.NONE : error, List.of())),
                answer::completeExceptionally);
        return answer;
    }

    private static GroupListing merge(GroupListing left, GroupListing right) {
        List<GroupListing.Entry> groups = new ArrayList<>(left.groups());
        groups.addAll(right.groups());
        return new GroupListing(left.error() == ErrorCode.NONE ? right.error() : left.error(), groups);
    }
}
