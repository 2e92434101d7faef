package io.gatehouse.broker.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acl.Operation;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How far groups have read, and for how long that is kept (COMPAT E4.5, E4.7, E4.9, E4.10, E5). */
final class OffsetsTest {
    private final World world = new World().leading();
    private final Consumer member = new Consumer(world, "g");
    private final Consumer nobody = new Consumer(world, "g");

    @Test
    void whatIsCommittedIsFetchedAlsoAfterARestart() {
        member.settleAlone();

        assertThat(member.commit(0, 42, "note", Optional.empty()).now()).containsExactly(ErrorCode.NONE);
        world.restart();

        FetchAnswer.Offset offset = member.offset(World.ORDERS, 0, false);
        assertThat(offset.offset()).isEqualTo(42);
        assertThat(offset.leaderEpoch()).isEqualTo(3);
        assertThat(offset.metadata()).isEqualTo("note");
        assertThat(member.committed(1)).isEqualTo(-1);
    }

    @Test
    void anOffsetCountsOnceTheLogHasCommittedIt() {
        world.log.hold();
        Answer<List<ErrorCode>> commit = nobody.commit(0, 42);

        assertThat(commit.came()).isFalse();
        assertThat(nobody.committed(0)).isEqualTo(-1);
        world.log.release();
        world.run();

        assertThat(commit.now()).containsExactly(ErrorCode.NONE);
        assertThat(nobody.committed(0)).isEqualTo(42);
    }

    @Test
    void theLaterCommitWinsHoweverTheAnswersArrive() {
        world.log.hold();
        nobody.commit(0, 1);
        nobody.commit(0, 2);

        world.log.releaseBackwards();
        world.run();

        assertThat(nobody.committed(0)).isEqualTo(2);
        world.restart();
        assertThat(nobody.committed(0)).isEqualTo(2);
    }

    @Test
    void aCommitThatFailsIsToldAndChangesNothing() {
        nobody.commit(0, 1);
        world.log.refuse(ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND);

        assertThat(nobody.commit(0, 2).now()).containsExactly(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        world.log.refuse(ErrorCode.MESSAGE_TOO_LARGE);
        assertThat(nobody.commit(0, 2).now()).containsExactly(ErrorCode.INVALID_COMMIT_OFFSET_SIZE);
        assertThat(nobody.committed(0)).isEqualTo(1);
    }

    /** Attack 245: a paused consumer whose partitions moved must not overwrite. */
    @Test
    void whoIsNoMemberOfThisGenerationCommitsNothing() {
        member.settleAlone();
        member.commit(0, 10);

        assertThat(nobody.commit(0, 5).now()).containsExactly(ErrorCode.UNKNOWN_MEMBER_ID);
        member.generation = 0;
        assertThat(member.commit(0, 5).now()).containsExactly(ErrorCode.ILLEGAL_GENERATION);
        Consumer stranger = new Consumer(world, "nosuch");
        stranger.generation = 3;
        assertThat(stranger.commit(0, 5).now()).containsExactly(ErrorCode.ILLEGAL_GENERATION);

        assertThat(member.committed(0)).isEqualTo(10);
    }

    @Test
    void duringARebalanceMembersCommitUntilTheNextGenerationBegins() {
        member.settleAlone();
        Consumer other = new Consumer(world, "g");
        other.join();
        assertThat(member.commit(0, 7).now()).containsExactly(ErrorCode.NONE);

        member.join();

        assertThat(member.commit(0, 8).now()).containsExactly(ErrorCode.REBALANCE_IN_PROGRESS);
    }

    /** Attack 29. */
    @Test
    void metadataIsLimited() {
        assertThat(nobody.commit(0, 1, "m".repeat(4097), Optional.empty()).now())
                .containsExactly(ErrorCode.OFFSET_METADATA_TOO_LARGE);
        assertThat(nobody.committed(0)).isEqualTo(-1);
    }

    @Test
    void offsetsOfAnEmptyGroupAreForgottenAfterTheRetentionAndThenTheGroup() {
        member.settleAlone();
        member.commit(0, 42);
        member.leave();
        world.pass(Duration.ofDays(6));
        assertThat(member.committed(0)).isEqualTo(42);

        world.pass(Duration.ofDays(2));

        assertThat(member.committed(0)).isEqualTo(-1);
        assertThat(member.describe().exists()).isFalse();
        world.restart();
        assertThat(member.describe().exists()).isFalse();
    }

    @Test
    void offsetsOfConsumersInUseAreKept() {
        member.settleAlone();
        member.commit(0, 42);
        for (int hours = 0; hours < 24 * 9; hours++) {
            beatForAnHour();
        }

        assertThat(member.committed(0)).isEqualTo(42);
    }

    @Test
    void offsetsOfTopicsThatNobodySubscribesToAnyMoreAreForgotten() {
        member.settleAlone();
        member.commit(0, 42);
        member.protocols = List.of(Consumer.protocol("range", "others"));
        member.join();
        member.sync();
        for (int hours = 0; hours < 24 * 8; hours++) {
            beatForAnHour();
        }

        assertThat(member.committed(0)).isEqualTo(-1);
        assertThat(member.heartbeat()).isEqualTo(ErrorCode.NONE);
    }

    private void beatForAnHour() {
        for (int beat = 0; beat < 400; beat++) {
            world.pass(Duration.ofSeconds(9));
            member.heartbeat();
        }
    }

    @Test
    void standaloneOffsetsLastAsLongAsTheClientSaid() {
        nobody.commit(0, 42, "", Optional.of(Duration.ofHours(1)));
        nobody.commit(1, 43, "", Optional.empty());

        world.pass(Duration.ofHours(2));

        assertThat(nobody.committed(0)).isEqualTo(-1);
        assertThat(nobody.committed(1)).isEqualTo(43);
        world.pass(Duration.ofDays(8));
        assertThat(nobody.committed(1)).isEqualTo(-1);
        assertThat(nobody.describe().exists()).isFalse();
    }

    @Test
    void aCommitOnItsWayKeepsItsGroup() {
        nobody.commit(0, 1);
        world.pass(Duration.ofDays(7).minus(Duration.ofMinutes(1)));
        world.log.hold();
        Answer<List<ErrorCode>> late = nobody.commit(0, 2);
        world.pass(Duration.ofMinutes(30));
        world.log.release();
        world.run();

        assertThat(late.now()).containsExactly(ErrorCode.NONE);
        assertThat(nobody.committed(0)).isEqualTo(2);
    }

    @Test
    void offsetsOfDeletedTopicsAreForgotten() {
        nobody.commit(0, 1);

        world.coordinator.topicsDeleted(Set.of(new TopicName("others")));
        world.run();
        assertThat(nobody.committed(0)).isEqualTo(1);
        world.coordinator.topicsDeleted(Set.of(World.ORDERS));
        world.run();

        assertThat(nobody.committed(0)).isEqualTo(-1);
        world.restart();
        assertThat(nobody.committed(0)).isEqualTo(-1);
    }

    @Test
    void onlyEmptyGroupsAreDeleted() {
        assertThat(member.deleteGroup()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
        member.settleAlone();
        member.commit(0, 42);
        assertThat(member.deleteGroup()).isEqualTo(ErrorCode.NON_EMPTY_GROUP);
        member.leave();

        assertThat(member.deleteGroup()).isEqualTo(ErrorCode.NONE);

        assertThat(member.committed(0)).isEqualTo(-1);
        assertThat(member.describe().exists()).isFalse();
        world.restart();
        assertThat(member.committed(0)).isEqualTo(-1);
    }

    @Test
    void aGroupThatIsJoinedWhileItIsDeletedLives() {
        nobody.commit(0, 1);
        world.log.hold();
        Answer<ErrorCode> deleted = new Answer<>(world.coordinator.delete(World.group(Operation.DELETE, "g")));
        world.run();
        Answer<JoinAnswer> joined = member.join();
        world.log.release();
        world.run();
        world.pass(Duration.ofSeconds(3));

        assertThat(deleted.now()).isEqualTo(ErrorCode.NONE);
        assertThat(joined.now().error()).isEqualTo(ErrorCode.NONE);
        assertThat(member.sync().now().error()).isEqualTo(ErrorCode.NONE);
        assertThat(member.committed(0)).isEqualTo(-1);
    }
}
