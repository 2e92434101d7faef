package io.gatehouse.broker.group;

import io.gatehouse.acl.Operation;
import io.gatehouse.broker.group.record.Blob;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.replica.GrantedPermits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A client of a group, as the tests drive it: it remembers its id and generation as real clients do. */
final class Consumer {
    static final Duration SESSION = Duration.ofSeconds(10);
    static final Duration REBALANCE = Duration.ofSeconds(60);

    final World world;
    final String group;
    final Optional<String> instance;
    List<JoinCommand.Protocol> protocols = List.of(protocol("range", "orders"));
    String principal = "User:app";
    boolean takesIdFirst;
    boolean answersSkip = true;
    String memberId = "";
    int generation = -1;
    boolean leads;
    List<String> others = List.of();

    Consumer(World world, String group) {
        this(world, group, Optional.empty());
    }

    Consumer(World world, String group, Optional<String> instance) {
        this.world = world;
        this.group = group;
        this.instance = instance;
    }

    /** A subscription as consumers write it: version 1, topics, no user data, owns nothing. */
    static JoinCommand.Protocol protocol(String name, String topic) {
        byte[] text = topic.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[2 + 4 + 2 + text.length + 4 + 4];
        java.nio.ByteBuffer.wrap(bytes)
                .putShort((short) 1)
                .putInt(1)
                .putShort((short) text.length)
                .put(text)
                .putInt(-1)
                .putInt(0);
        return new JoinCommand.Protocol(name, Blob.of(bytes));
    }

    Answer<JoinAnswer> join() {
        JoinCommand command = new JoinCommand(
                principal,
                memberId,
                instance,
                "client",
                "/127.0.0.1",
                REBALANCE,
                SESSION,
                "consumer",
                protocols,
                takesIdFirst,
                answersSkip);
        Answer<JoinAnswer> answer = later(world.coordinator
                .join(World.group(Operation.READ, group), command)
                .thenApply(this::joined));
        world.run();
        return answer;
    }

    Answer<SyncAnswer> sync() {
        Map<String, Blob> assignments = new HashMap<>();
        if (leads) {
            others.forEach(member -> assignments.put(member, work(member, generation)));
        }
        SyncCommand command = new SyncCommand(identity(), Optional.of("consumer"), Optional.empty(), assignments);
        return later(world.coordinator.sync(World.group(Operation.READ, group), command));
    }

    /** What a leader gives a member in a generation: tells both apart from all others. */
    static Blob work(String member, int generation) {
        return Blob.of((member + "@" + generation).getBytes(StandardCharsets.UTF_8));
    }

    ErrorCode heartbeat() {
        return now(world.coordinator.heartbeat(World.group(Operation.READ, group), identity()));
    }

    ErrorCode leave() {
        LeaveAnswer answer =
                now(world.coordinator.leave(World.group(Operation.READ, group), principal, List.of(identity())));
        return answer.error() == ErrorCode.NONE ? answer.members().get(0) : answer.error();
    }

    Answer<List<ErrorCode>> commit(int partition, long offset) {
        return commit(partition, offset, "", Optional.empty());
    }

    Answer<List<ErrorCode>> commit(int partition, long offset, String metadata, Optional<Duration> retention) {
        OffsetToCommit one =
                new OffsetToCommit(GrantedPermits.topic(Operation.READ, World.ORDERS), partition, offset, 3, metadata);
        return later(world.coordinator.commit(
                World.group(Operation.READ, group), new CommitCommand(identity(), retention, List.of(one))));
    }

    /** The committed offset, -1 if there is none. */
    long committed(int partition) {
        return offset(World.ORDERS, partition, false).offset();
    }

    FetchAnswer.Offset offset(TopicName topic, int partition, boolean requireStable) {
        FetchAnswer answer = now(world.coordinator.fetch(
                World.group(Operation.DESCRIBE, group),
                List.of(new PartitionsOf(GrantedPermits.topic(Operation.DESCRIBE, topic), List.of(partition))),
                requireStable));
        return answer.offsets().get(0);
    }

    GroupDescription describe() {
        return now(world.coordinator.describe(World.group(Operation.DESCRIBE, group)));
    }

    ErrorCode deleteGroup() {
        return now(world.coordinator.delete(World.group(Operation.DELETE, group)));
    }

    MemberIdentity identity() {
        return new MemberIdentity(memberId, instance, generation);
    }

    /** Joins, waits as long as a group waits, and syncs: alone in its group. */
    void settleAlone() {
        Answer<JoinAnswer> joined = join();
        world.pass(world.settings.initialDelay());
        joined.now();
        SyncAnswer synced = sync().now();
        if (synced.error() != ErrorCode.NONE) {
            throw new AssertionError("not settled: " + synced);
        }
    }

    private JoinAnswer joined(JoinAnswer answer) {
        if (answer.error() == ErrorCode.NONE) {
            memberId = answer.memberId();
            generation = answer.generation();
            leads = answer.leader().equals(memberId);
            others = answer.members().stream()
                    .map(JoinAnswer.JoinedMember::memberId)
                    .toList();
        } else if (answer.error() == ErrorCode.MEMBER_ID_REQUIRED) {
            memberId = answer.memberId();
        }
        return answer;
    }

    private <T> Answer<T> later(CompletionStage<T> stage) {
        world.run();
        return new Answer<>(stage);
    }

    private <T> T now(CompletionStage<T> stage) {
        return later(stage).now();
    }
}
