package io.gatehouse.broker.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.broker.group.record.Blob;
import io.gatehouse.broker.model.ErrorCode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Members come, rebalance, and go (COMPAT E3, E4.1 to E4.4, B6.6 to B6.9). */
final class RebalanceTest {
    private final World world = new World().leading();
    private final Consumer first = new Consumer(world, "g");
    private final Consumer second = new Consumer(world, "g");

    private void settleBoth() {
        first.join();
        second.join();
        world.pass(world.settings.initialDelay().multipliedBy(2));
        Answer<SyncAnswer> follower = second.sync();
        first.sync();
        assertThat(follower.now().error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void anEmptyGroupWaitsForMoreMembersBeforeItsFirstGeneration() {
        Answer<JoinAnswer> one = first.join();
        world.pass(Duration.ofSeconds(2));
        Answer<JoinAnswer> two = second.join();
        world.pass(Duration.ofSeconds(3));

        assertThat(one.came()).as("extended because a member came").isFalse();
        world.pass(Duration.ofSeconds(1));

        assertThat(one.now().generation()).isEqualTo(1);
        assertThat(two.now().generation()).isEqualTo(1);
        assertThat(first.leads).isTrue();
        assertThat(first.others).containsExactly(first.memberId, second.memberId);
        assertThat(second.others).isEmpty();
    }

    @Test
    void membersGetTheWorkThatTheLeaderBrings() {
        settleBoth();

        assertThat(second.sync().now().assignment()).isEqualTo(Consumer.work(second.memberId, 1));
        assertThat(first.describe().state()).isEqualTo("Stable");
        assertThat(first.describe().protocol()).isEqualTo("range");
    }

    @Test
    void aMemberThatTheLeaderForgotGetsNothing() {
        first.join();
        second.join();
        world.pass(Duration.ofSeconds(6));
        first.others = List.of(first.memberId);

        Answer<SyncAnswer> follower = second.sync();
        first.sync();

        assertThat(follower.now().assignment()).isEqualTo(Blob.EMPTY);
    }

    @Test
    void syncsWaitForTheLogAndFailWithIt() {
        first.join();
        world.pass(Duration.ofSeconds(3));
        world.log.hold();
        Answer<SyncAnswer> synced = first.sync();

        assertThat(synced.came()).isFalse();
        world.log.release();
        world.run();
        assertThat(synced.now().error()).isEqualTo(ErrorCode.NONE);

        first.join();
        world.log.refuse(ErrorCode.NOT_ENOUGH_REPLICAS);
        assertThat(first.sync().now().error()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(first.describe().state()).isEqualTo("PreparingRebalance");
    }

    @Test
    void aNewMemberMakesTheOthersJoinAgain() {
        first.settleAlone();
        Answer<JoinAnswer> joined = second.join();

        assertThat(first.heartbeat()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(joined.came()).isFalse();
        first.join();

        assertThat(joined.now().generation()).isEqualTo(2);
        assertThat(first.generation).isEqualTo(2);
    }

    @Test
    void whoDoesNotJoinAgainInTimeIsLeftOut() {
        first.settleAlone();
        Answer<JoinAnswer> joined = second.join();

        world.pass(Consumer.REBALANCE);

        assertThat(joined.now().generation()).isEqualTo(2);
        assertThat(second.leads).isTrue();
        assertThat(first.heartbeat()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void aNewMemberIsToldItsIdFirstAndForgottenIfItDoesNotComeBack() {
        first.takesIdFirst = true;

        JoinAnswer told = first.join().now();
        assertThat(told.error()).isEqualTo(ErrorCode.MEMBER_ID_REQUIRED);
        assertThat(told.memberId()).isEqualTo("client-id0");
        world.pass(Consumer.SESSION);

        assertThat(first.join().now().error()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(first.describe().exists()).as("nothing is left of the group").isFalse();
    }

    @Test
    void aRebalanceWaitsForThoseWhoWereToldTheirId() {
        first.settleAlone();
        second.takesIdFirst = true;
        second.join();
        Consumer third = new Consumer(world, "g");
        Answer<JoinAnswer> joined = third.join();
        first.join();

        assertThat(joined.came()).isFalse();
        second.join();

        assertThat(joined.now().generation()).isEqualTo(2);
        assertThat(first.others).hasSize(3);
    }

    @Test
    void aMemberThatStopsBeatingIsRemoved() {
        settleBoth();

        world.pass(Consumer.SESSION.dividedBy(2));
        assertThat(first.heartbeat()).isEqualTo(ErrorCode.NONE);
        world.pass(Consumer.SESSION.dividedBy(2));

        assertThat(first.heartbeat()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(second.heartbeat()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void aMemberThatDoesNotSyncInTimeIsRemoved() {
        first.join();
        second.join();
        world.pass(Duration.ofSeconds(6));
        Answer<SyncAnswer> waiting = second.sync();
        for (int beat = 0; beat < 60; beat++) {
            world.pass(Duration.ofSeconds(1));
            if (beat < 59) {
                assertThat(first.heartbeat()).isEqualTo(ErrorCode.NONE);
            }
        }

        assertThat(waiting.now().error()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(first.heartbeat()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void aMemberThatLeavesIsGoneAtOnceAndTheLastOneLeavesAnEmptyGroup() {
        settleBoth();

        assertThat(second.leave()).isEqualTo(ErrorCode.NONE);
        assertThat(first.heartbeat()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(first.leave()).isEqualTo(ErrorCode.NONE);

        assertThat(first.describe().state()).isEqualTo("Empty");
        assertThat(first.leave()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(first.heartbeat()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void aLeaderThatJoinsAgainStartsARebalanceAndAFollowerWithNothingNewDoesNot() {
        settleBoth();

        assertThat(second.join().now().generation()).isEqualTo(1);
        assertThat(first.join().came()).isFalse();
        assertThat(second.heartbeat()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
    }

    @Test
    void aJoinWhoseAnswerWasLostIsAnsweredAgain() {
        first.join();
        world.pass(Duration.ofSeconds(3));

        JoinAnswer again = first.join().now();

        assertThat(again.generation()).isEqualTo(1);
        assertThat(again.members()).hasSize(1);
    }

    @Test
    void aJoinSentTwiceIsAnsweredTwice() {
        Answer<JoinAnswer> one = first.join();
        world.pass(Duration.ofSeconds(3));
        second.join();
        Answer<JoinAnswer> two = second.join();
        first.join();
        world.pass(Consumer.REBALANCE);

        assertThat(one.came()).isTrue();
        assertThat(two.came()).isTrue();
    }

    @Test
    void theProtocolIsOneThatAllSupportWithMostVotes() {
        first.protocols = List.of(
                Consumer.protocol("own", "t"), Consumer.protocol("range", "t"), Consumer.protocol("sticky", "t"));
        second.protocols = List.of(Consumer.protocol("sticky", "t"), Consumer.protocol("range", "t"));
        Consumer third = new Consumer(world, "g");
        third.protocols = List.of(Consumer.protocol("sticky", "t"), Consumer.protocol("range", "t"));
        first.join();
        second.join();
        Answer<JoinAnswer> joined = third.join();
        world.pass(Duration.ofSeconds(6));

        assertThat(joined.now().protocol()).contains("sticky");
    }

    @Test
    void aMemberWithoutACommonProtocolIsRefused() {
        first.settleAlone();
        second.protocols = List.of(Consumer.protocol("other", "orders"));

        assertThat(second.join().now().error()).isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
        second.protocols = List.of();
        assertThat(second.join().now().error()).isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
    }

    @Test
    void staleGenerationsAndStrangersAreRefused() {
        first.settleAlone();
        first.generation = 7;
        assertThat(first.heartbeat()).isEqualTo(ErrorCode.ILLEGAL_GENERATION);
        assertThat(first.sync().now().error()).isEqualTo(ErrorCode.ILLEGAL_GENERATION);

        second.memberId = "somebody";
        second.generation = 1;
        assertThat(second.heartbeat()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(second.sync().now().error()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(second.join().now().error()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(new Consumer(world, "nosuch").heartbeat()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void aGroupWithoutANameIsRefused() {
        Consumer nameless = new Consumer(world, "");

        assertThat(nameless.join().now().error()).isEqualTo(ErrorCode.INVALID_GROUP_ID);
        assertThat(nameless.heartbeat()).isEqualTo(ErrorCode.INVALID_GROUP_ID);
        assertThat(new Consumer(world, "g".repeat(20_000)).heartbeat()).isEqualTo(ErrorCode.INVALID_GROUP_ID);
    }

    /** Attack 29: blobs are the client's, their size is not. */
    @Test
    void membersThatSayTooMuchAreRefused() {
        World small = new World(World.settings(10, Duration.ZERO)).leading();
        Consumer loud = new Consumer(small, "g");
        loud.protocols = List.of(new JoinCommand.Protocol("range", Blob.of(new byte[100_001])));
        assertThat(loud.join().now().error()).isEqualTo(ErrorCode.INVALID_REQUEST);

        for (int member = 0; member < 8; member++) {
            Consumer one = new Consumer(small, "g");
            one.protocols = List.of(new JoinCommand.Protocol("range", Blob.of(new byte[99_000])));
            one.join();
        }
        loud.protocols = List.of(new JoinCommand.Protocol("range", Blob.of(new byte[99_000])));
        assertThat(loud.join().now().error()).isEqualTo(ErrorCode.GROUP_MAX_SIZE_REACHED);
    }

    @Test
    void aGroupTakesNoMoreMembersThanConfigured() {
        World small = new World(World.settings(1, Duration.ZERO)).leading();
        new Consumer(small, "g").settleAlone();

        assertThat(new Consumer(small, "g").join().now().error()).isEqualTo(ErrorCode.GROUP_MAX_SIZE_REACHED);
    }

    @Test
    void aSessionOutsideTheLimitsIsRefused() {
        GroupSettings strict = new GroupSettings(
                Duration.ofSeconds(20),
                Duration.ofSeconds(30),
                Duration.ZERO,
                10,
                false,
                10,
                Duration.ofDays(1),
                Duration.ofMinutes(10),
                1,
                1000);

        assertThat(new Consumer(new World(strict).leading(), "g").join().now().error())
                .isEqualTo(ErrorCode.INVALID_SESSION_TIMEOUT);
    }
}
