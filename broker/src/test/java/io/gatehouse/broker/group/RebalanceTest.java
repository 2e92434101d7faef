package io.gatehouse.broker.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.broker.group.record.Blob;
import io.gatehouse.broker.model.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
        CompletableFuture<SyncAnswer> follower = second.sync();
        first.sync();
        assertThat(follower.getNow(null).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void anEmptyGroupWaitsForMoreMembersBeforeItsFirstGeneration() {
        CompletableFuture<JoinAnswer> one = first.join();
        world.pass(Duration.ofSeconds(2));
        CompletableFuture<JoinAnswer> two = second.join();
        world.pass(Duration.ofSeconds(3));

        assertThat(one).as("extended because a member came").isNotDone();
        world.pass(Duration.ofSeconds(1));

        assertThat(one.getNow(null).generation()).isEqualTo(1);
        assertThat(two.getNow(null).generation()).isEqualTo(1);
        assertThat(first.leads).isTrue();
        assertThat(first.others).containsExactly(first.memberId, second.memberId);
        assertThat(second.others).isEmpty();
    }

    @Test
    void membersGetTheWorkThatTheLeaderBrings() {
        settleBoth();

        assertThat(second.sync().getNow(null).assignment()).isEqualTo(Consumer.work(second.memberId, 1));
        assertThat(first.describe().state()).isEqualTo("Stable");
        assertThat(first.describe().protocol()).isEqualTo("range");
    }

    @Test
    void aMemberThatTheLeaderForgotGetsNothing() {
        first.join();
        second.join();
        world.pass(Duration.ofSeconds(6));
        first.others = List.of(first.memberId);

        CompletableFuture<SyncAnswer> follower = second.sync();
        first.sync();

        assertThat(follower.getNow(null).assignment()).isEqualTo(Blob.EMPTY);
    }

    @Test
    void syncsWaitForTheLogAndFailWithIt() {
        first.join();
        world.pass(Duration.ofSeconds(3));
        world.log.hold();
        CompletableFuture<SyncAnswer> synced = first.sync();

        assertThat(synced).isNotDone();
        world.log.release();
        world.run();
        assertThat(synced.getNow(null).error()).isEqualTo(ErrorCode.NONE);

        first.join();
        world.log.refuse(ErrorCode.NOT_ENOUGH_REPLICAS);
        assertThat(first.sync().getNow(null).error()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(first.describe().state()).isEqualTo("PreparingRebalance");
    }

    @Test
    void aNewMemberMakesTheOthersJoinAgain() {
        first.settleAlone();
        CompletableFuture<JoinAnswer> joined = second.join();

        assertThat(first.heartbeat()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(joined).isNotDone();
        first.join();

        assertThat(joined.getNow(null).generation()).isEqualTo(2);
        assertThat(first.generation).isEqualTo(2);
    }

    @Test
    void whoDoesNotJoinAgainInTimeIsLeftOut() {
        first.settleAlone();
        CompletableFuture<JoinAnswer> joined = second.join();

        world.pass(Consumer.REBALANCE);

        assertThat(joined.getNow(null).generation()).isEqualTo(2);
        assertThat(second.leads).isTrue();
        assertThat(first.heartbeat()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void aNewMemberIsToldItsIdFirstAndForgottenIfItDoesNotComeBack() {
        first.takesIdFirst = true;

        JoinAnswer told = first.join().getNow(null);
        assertThat(told.error()).isEqualTo(ErrorCode.MEMBER_ID_REQUIRED);
        assertThat(told.memberId()).isEqualTo("client-id0");
        world.pass(Consumer.SESSION);

        assertThat(first.join().getNow(null).error()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(first.describe().exists()).as("nothing is left of the group").isFalse();
    }

    @Test
    void aRebalanceWaitsForThoseWhoWereToldTheirId() {
        first.settleAlone();
        second.takesIdFirst = true;
        second.join();
        Consumer third = new Consumer(world, "g");
        CompletableFuture<JoinAnswer> joined = third.join();
        first.join();

        assertThat(joined).isNotDone();
        second.join();

        assertThat(joined.getNow(null).generation()).isEqualTo(2);
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
        CompletableFuture<SyncAnswer> waiting = second.sync();
        for (int beat = 0; beat < 60; beat++) {
            world.pass(Duration.ofSeconds(1));
            if (beat < 59) {
                assertThat(first.heartbeat()).isEqualTo(ErrorCode.NONE);
            }
        }

        assertThat(waiting.getNow(null).error()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
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

        assertThat(second.join().getNow(null).generation()).isEqualTo(1);
        assertThat(first.join()).isNotDone();
        assertThat(second.heartbeat()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
    }

    @Test
    void aJoinWhoseAnswerWasLostIsAnsweredAgain() {
        first.join();
        world.pass(Duration.ofSeconds(3));

        JoinAnswer again = first.join().getNow(null);

        assertThat(again.generation()).isEqualTo(1);
        assertThat(again.members()).hasSize(1);
    }

    @Test
    void aJoinSentTwiceIsAnsweredTwice() {
        CompletableFuture<JoinAnswer> one = first.join();
        world.pass(Duration.ofSeconds(3));
        second.join();
        CompletableFuture<JoinAnswer> two = second.join();
        first.join();
        world.pass(Consumer.REBALANCE);

        assertThat(one).isDone();
        assertThat(two).isDone();
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
        CompletableFuture<JoinAnswer> joined = third.join();
        world.pass(Duration.ofSeconds(6));

        assertThat(joined.getNow(null).protocol()).contains("sticky");
    }

    @Test
    void aMemberWithoutACommonProtocolIsRefused() {
        first.settleAlone();
        second.protocols = List.of(Consumer.protocol("other", "orders"));

        assertThat(second.join().getNow(null).error()).isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
        second.protocols = List.of();
        assertThat(second.join().getNow(null).error()).isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
    }

    @Test
    void staleGenerationsAndStrangersAreRefused() {
        first.settleAlone();
        first.generation = 7;
        assertThat(first.heartbeat()).isEqualTo(ErrorCode.ILLEGAL_GENERATION);
        assertThat(first.sync().getNow(null).error()).isEqualTo(ErrorCode.ILLEGAL_GENERATION);

        second.memberId = "somebody";
        second.generation = 1;
        assertThat(second.heartbeat()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(second.sync().getNow(null).error()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(second.join().getNow(null).error()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(new Consumer(world, "nosuch").heartbeat()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void aGroupWithoutANameIsRefused() {
        Consumer nameless = new Consumer(world, "");

        assertThat(nameless.join().getNow(null).error()).isEqualTo(ErrorCode.INVALID_GROUP_ID);
        assertThat(nameless.heartbeat()).isEqualTo(ErrorCode.INVALID_GROUP_ID);
        assertThat(new Consumer(world, "g".repeat(20_000)).heartbeat()).isEqualTo(ErrorCode.INVALID_GROUP_ID);
    }

    /** Attack 29: blobs are the client's, their size is not. */
    @Test
    void membersThatSayTooMuchAreRefused() {
        World small = new World(World.settings(10, Duration.ZERO)).leading();
        Consumer loud = new Consumer(small, "g");
        loud.protocols = List.of(new JoinCommand.Protocol("range", Blob.of(new byte[100_001])));
        assertThat(loud.join().getNow(null).error()).isEqualTo(ErrorCode.INVALID_REQUEST);

        for (int member = 0; member < 8; member++) {
            Consumer one = new Consumer(small, "g");
            one.protocols = List.of(new JoinCommand.Protocol("range", Blob.of(new byte[99_000])));
            one.join();
        }
        loud.protocols = List.of(new JoinCommand.Protocol("range", Blob.of(new byte[99_000])));
        assertThat(loud.join().getNow(null).error()).isEqualTo(ErrorCode.GROUP_MAX_SIZE_REACHED);
    }

    @Test
    void aGroupTakesNoMoreMembersThanConfigured() {
        World small = new World(World.settings(1, Duration.ZERO)).leading();
        new Consumer(small, "g").settleAlone();

        assertThat(new Consumer(small, "g").join().getNow(null).error()).isEqualTo(ErrorCode.GROUP_MAX_SIZE_REACHED);
    }

    @Test
    void aSessionOutsideTheLimitsIsRefused() {
        GroupSettings strict = new GroupSettings(
                Duration.ofSeconds(20),
                Duration.ofSeconds(30),
                Duration.ZERO,
                10,
                10,
                Duration.ofDays(1),
                Duration.ofMinutes(10),
                1,
                1000);

        assertThat(new Consumer(new World(strict).leading(), "g")
                        .join()
                        .getNow(null)
                        .error())
                .isEqualTo(ErrorCode.INVALID_SESSION_TIMEOUT);
    }
}
