package io.gatehouse.broker.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acl.Operation;
import io.gatehouse.broker.model.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Members with an instance id keep their place (COMPAT E3.8, KIP-345, KIP-814). */
final class StaticMemberTest {
    private final World world = new World().leading();
    private final Consumer leader = new Consumer(world, "g", Optional.of("a"));
    private final Consumer follower = new Consumer(world, "g", Optional.of("b"));

    @BeforeEach
    void settle() {
        leader.join();
        follower.join();
        world.pass(Duration.ofSeconds(6));
        follower.sync();
        leader.sync();
    }

    @Test
    void aFollowerComesBackWithoutARebalanceAndItsFormerSelfIsFenced() {
        Consumer again = new Consumer(world, "g", Optional.of("b"));

        JoinAnswer answer = again.join().now();

        assertThat(answer.generation()).isEqualTo(1);
        assertThat(answer.members()).isEmpty();
        assertThat(again.sync().now().assignment()).isEqualTo(Consumer.work(follower.memberId, 1));
        assertThat(follower.heartbeat()).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
        assertThat(follower.sync().now().error()).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
        assertThat(leader.heartbeat()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aLeaderComesBackAndIsToldToSkipTheAssignment() {
        Consumer again = new Consumer(world, "g", Optional.of("a"));

        JoinAnswer answer = again.join().now();

        assertThat(answer.skipAssignment()).isTrue();
        assertThat(answer.leader()).isEqualTo(answer.memberId());
        assertThat(answer.members()).hasSize(2);
    }

    @Test
    void anOlderLeaderIsToldThatAnotherLeadsSoThatItDoesNotAssign() {
        Consumer again = new Consumer(world, "g", Optional.of("a"));
        again.answersSkip = false;

        JoinAnswer answer = again.join().now();

        assertThat(answer.leader()).isEqualTo(leader.memberId).isNotEqualTo(answer.memberId());
        assertThat(answer.members()).isEmpty();
    }

    @Test
    void theNewIdIsThereAfterARestart() {
        Consumer again = new Consumer(world, "g", Optional.of("a"));
        again.join();

        world.restart();

        assertThat(again.heartbeat()).isEqualTo(ErrorCode.NONE);
        assertThat(leader.heartbeat()).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
    }

    @Test
    void ifTheNewIdCannotBeWrittenTheOldOneStays() {
        world.log.refuse(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        Consumer again = new Consumer(world, "g", Optional.of("b"));

        assertThat(again.join().now().error()).isEqualTo(ErrorCode.NOT_COORDINATOR);
        assertThat(follower.heartbeat()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void ofTwoThatComeBackAtOnceOneIsTurnedAway() {
        world.log.hold();
        Answer<JoinAnswer> one = new Consumer(world, "g", Optional.of("b")).join();
        Answer<JoinAnswer> two = new Consumer(world, "g", Optional.of("b")).join();

        world.log.release();
        world.run();

        assertThat(one.now().error()).isEqualTo(ErrorCode.NONE);
        assertThat(two.now().error()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void otherProtocolsMeanARebalanceInWhichTheWaitingFormerSelfIsFenced() {
        Consumer third = new Consumer(world, "g");
        third.join();
        Answer<JoinAnswer> former = follower.join();
        Consumer again = new Consumer(world, "g", Optional.of("b"));
        Answer<JoinAnswer> joined = again.join();
        leader.join();

        assertThat(former.now().error()).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
        assertThat(joined.now().generation()).isEqualTo(2);
    }

    @Test
    void aStaticMemberThatIsAwayStaysInTheNextGeneration() {
        new Consumer(world, "g").join();
        leader.join();
        for (int second = 0; second < 9; second++) {
            world.pass(Duration.ofSeconds(1));
        }
        follower.heartbeat();
        for (int beat = 0; beat < 12; beat++) {
            world.pass(Duration.ofSeconds(5));
            follower.heartbeat();
        }

        assertThat(leader.generation).isEqualTo(2);
        assertThat(leader.others).hasSize(3).contains(follower.memberId);
    }

    @Test
    void anAdministratorSendsAStaticMemberAwayByItsName() {
        LeaveAnswer answer = leave("", "b");

        assertThat(answer.members()).containsExactly(ErrorCode.NONE);
        assertThat(follower.heartbeat()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(leave("", "nosuch").members()).containsExactly(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(leave("wrong", "a").members()).containsExactly(ErrorCode.FENCED_INSTANCE_ID);
    }

    private LeaveAnswer leave(String member, String instance) {
        Answer<LeaveAnswer> answer = new Answer<>(world.coordinator.leave(
                World.group(Operation.READ, "g"),
                "User:app",
                List.of(new MemberIdentity(member, Optional.of(instance), -1))));
        world.run();
        return answer.now();
    }
}
