package io.gatehouse.broker.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acl.Operation;
import io.gatehouse.broker.group.record.Fact;
import io.gatehouse.broker.group.record.GroupRecords;
import io.gatehouse.broker.group.record.OffsetKey;
import io.gatehouse.broker.group.record.OffsetValue;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.GroupId;
import io.gatehouse.broker.model.TopicPartition;
import io.gatehouse.broker.replica.GrantedPermits;
import io.gatehouse.broker.wire.KeyValue;
import io.gatehouse.broker.wire.RecordBatches;
import io.gatehouse.broker.wire.TransactionBatches;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Leadership comes and goes (COMPAT E2, attacks 244 and 247). */
final class LoadTest {
    private final World world = new World();
    private final Consumer member = new Consumer(world, "g");

    private static Fact offset(int partition, long offset) {
        return new Fact.OffsetCommitted(
                new OffsetKey(new GroupId("g"), new TopicPartition(World.ORDERS, partition)),
                new OffsetValue(offset, -1, "", Instant.parse("2026-01-01T00:00:00Z"), Optional.empty()));
    }

    private static ByteBuffer plain(Fact fact) {
        return RecordBatches.batch(List.of(GroupRecords.encode(fact)), Instant.EPOCH);
    }

    private static ByteBuffer transactional(long producer, Fact fact) {
        return TransactionBatches.data(producer, GroupRecords.encode(fact));
    }

    @Test
    void withoutLeadershipEverybodyIsSentElsewhere() {
        assertThat(member.heartbeat()).isEqualTo(ErrorCode.NOT_COORDINATOR);
        assertThat(member.join().now().error()).isEqualTo(ErrorCode.NOT_COORDINATOR);
        assertThat(member.describe().error()).isEqualTo(ErrorCode.NOT_COORDINATOR);
    }

    @Test
    void whileLoadingMembersAreKeptCalm() {
        world.coordinator.becameLeader(0, 1); // Its load has not run: the lane stands still.
        Answer<ErrorCode> beat =
                new Answer<>(world.coordinator.heartbeat(World.group(Operation.READ, "g"), member.identity()));
        world.run();

        assertThat(beat.now()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aStableGroupIsStableAfterTheMoveAndItsMembersSessionsBeginAnew() {
        world.leading();
        member.settleAlone();
        world.pass(Consumer.SESSION.minusSeconds(1));

        world.restart();

        assertThat(member.describe().state()).isEqualTo("Stable");
        world.pass(Consumer.SESSION.minusSeconds(1));
        assertThat(member.heartbeat()).isEqualTo(ErrorCode.NONE);
        assertThat(member.sync().now().assignment()).isEqualTo(Consumer.work(member.memberId, 1));
        world.pass(Consumer.SESSION);
        assertThat(member.heartbeat()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void whoWaitsWhenLeadershipGoesIsToldSo() {
        world.leading();
        Answer<JoinAnswer> join = member.join();
        world.log.hold();
        Answer<List<ErrorCode>> commit = new Consumer(world, "other").commit(0, 1);

        world.coordinator.resigned(0);
        world.run();

        assertThat(join.now().error()).isEqualTo(ErrorCode.NOT_COORDINATOR);
        assertThat(commit.now()).containsExactly(ErrorCode.NOT_COORDINATOR);
        world.log.release();
        world.pass(Duration.ofHours(1));
        assertThat(member.heartbeat()).isEqualTo(ErrorCode.NOT_COORDINATOR);
    }

    @Test
    void aWaitingSyncIsToldToo() {
        world.leading();
        member.join();
        world.pass(Duration.ofSeconds(3));
        world.log.hold();
        Answer<SyncAnswer> sync = member.sync();

        world.coordinator.resigned(0);
        world.run();

        assertThat(sync.now().error()).isEqualTo(ErrorCode.NOT_COORDINATOR);
    }

    @Test
    void anOlderEpochIsIgnored() {
        world.leading();
        member.settleAlone();
        world.coordinator.becameLeader(0, 0);
        world.run();

        assertThat(member.heartbeat()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aLogThatCannotBeReadYetIsTriedAgain() {
        world.log.refuseLoads(ErrorCode.KAFKA_STORAGE_ERROR);
        world.leading();
        assertThat(member.describe().error()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        world.log.refuseLoads(ErrorCode.NONE);

        world.pass(Duration.ofSeconds(10));

        assertThat(member.describe().error()).isEqualTo(ErrorCode.NONE);
    }

    /** Attack 247: never "no offset", which would make consumers start over. */
    @Test
    void aCorruptRecordClosesThePartition() {
        byte[] key = GroupRecords.encode(offset(0, 1)).key();
        world.log.seed(0, plain(offset(0, 1)));
        world.log.seed(
                0,
                RecordBatches.batch(
                        List.of(KeyValue.of(key, "rubbish".getBytes(StandardCharsets.UTF_8))), Instant.EPOCH));
        world.leading();

        assertThat(member.describe().error()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        world.pass(Duration.ofHours(1));
        assertThat(member.describe().error()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    }

    /** COMPAT E2.7. */
    @Test
    void offsetsOfTransactionsCountFromTheirCommitOn() {
        world.log.seed(0, transactional(1, offset(0, 10)));
        world.log.seed(0, transactional(2, offset(1, 20)));
        world.log.seed(0, transactional(3, offset(2, 30)));
        world.log.seed(0, transactional(4, offset(3, 40)));
        world.log.seed(0, plain(offset(3, 44)));
        world.log.seed(0, TransactionBatches.marker(1, true));
        world.log.seed(0, TransactionBatches.marker(2, false));
        world.log.seed(0, TransactionBatches.marker(4, true));
        world.leading();

        assertThat(member.committed(0)).as("committed").isEqualTo(10);
        assertThat(member.committed(1)).as("aborted").isEqualTo(-1);
        assertThat(member.committed(3)).as("a later plain commit wins").isEqualTo(44);
        assertThat(member.committed(2)).as("open").isEqualTo(-1);
        assertThat(member.offset(World.ORDERS, 2, true).error()).isEqualTo(ErrorCode.UNSTABLE_OFFSET_COMMIT);
        assertThat(member.offset(World.ORDERS, 0, true).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void groupsKnowTheirPartitionAsKafkaCounts() {
        GroupCoordinator fifty = new GroupCoordinator(
                GroupSettings.DEFAULTS,
                new GroupEdges(
                        world.log,
                        GrantedPermits.topic(Operation.WRITE, GroupCoordinator.OFFSETS_TOPIC),
                        world,
                        world,
                        deed -> {},
                        () -> ""),
                partition -> world,
                () -> 0);

        assertThat(fifty.partitionOf(new GroupId("readers"))).isEqualTo(28);
        assertThat("polygenelubricants".hashCode()).isEqualTo(Integer.MIN_VALUE);
        assertThat(fifty.partitionOf(new GroupId("polygenelubricants"))).isZero();
    }
}
