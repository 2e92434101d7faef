package io.gatehouse.broker.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acl.Operation;
import io.gatehouse.broker.group.StrangerDeed.Kind;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.GroupId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Attack 151: taking a static member's place by its name, sending another's member away, guessing member ids. */
final class TakeoverTest {
    private static final String MALLORY = "User:mallory";

    private World world = new World().leading();
    private Consumer member = settled(world, Optional.of("a"));

    @Test
    void whoIsTakenOverIsFencedAndBothPrincipalsAreNamed() {
        Consumer thief = stranger(Optional.of("a"));

        assertThat(thief.join().now().error()).isEqualTo(ErrorCode.NONE);
        assertThat(member.heartbeat()).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
        assertThat(world.deeds).containsExactly(deed(Kind.TOOK_PLACE, Optional.of("a"), Optional.of(member.principal)));
    }

    @Test
    void whoComesBackByHimselfIsNoStranger() {
        assertThat(new Consumer(world, "g", Optional.of("a")).join().now().error())
                .isEqualTo(ErrorCode.NONE);
        assertThat(world.deeds).isEmpty();
    }

    @Test
    void whoSendsAnothersMembersAwayIsNamed() {
        Consumer other = new Consumer(world, "g");
        other.join();
        member.join();

        List<ErrorCode> answers = leave(
                new MemberIdentity("", Optional.of("a"), -1),
                new MemberIdentity(other.memberId, Optional.empty(), -1),
                new MemberIdentity("a-guess", Optional.empty(), -1),
                new MemberIdentity("a-guess", Optional.of("a"), -1));

        assertThat(answers)
                .containsExactly(
                        ErrorCode.NONE, ErrorCode.NONE, ErrorCode.UNKNOWN_MEMBER_ID, ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(world.deeds).extracting(StrangerDeed::kind).containsExactly(Kind.SENT_AWAY, Kind.SENT_AWAY);
        assertThat(world.deeds).extracting(StrangerDeed::by).containsOnly(MALLORY);
    }

    @Test
    void aGuessedMemberIdIsNobodys() {
        Consumer guesser = stranger(Optional.empty());
        guesser.memberId = "a-00000000-0000-0000-0000-000000000000";
        guesser.generation = member.generation;

        assertThat(guesser.join().now().error()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(guesser.heartbeat()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(guesser.sync().now().error()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(guesser.leave()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(guesser.commit(0, 7).now()).containsOnly(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(member.heartbeat()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aMembersIdUsedByAnotherPrincipalIsTold() {
        Consumer thief = stranger(Optional.empty());
        thief.memberId = member.memberId;
        thief.join();

        assertThat(world.deeds).containsExactly(deed(Kind.TOOK_PLACE, Optional.of("a"), Optional.of(member.principal)));
    }

    @Test
    void aBoundPlaceIsNobodyElses() {
        bind();
        Consumer knowing = stranger(Optional.of("a"));
        knowing.memberId = member.memberId;

        assertThat(stranger(Optional.of("a")).join().now().error()).isEqualTo(ErrorCode.GROUP_AUTHORIZATION_FAILED);
        assertThat(knowing.join().now().error()).isEqualTo(ErrorCode.GROUP_AUTHORIZATION_FAILED);
        assertThat(leave(
                        new MemberIdentity("", Optional.of("a"), -1),
                        new MemberIdentity(member.memberId, Optional.of("a"), -1),
                        new MemberIdentity(member.memberId, Optional.empty(), -1)))
                .containsOnly(ErrorCode.GROUP_AUTHORIZATION_FAILED);
        assertThat(member.heartbeat()).isEqualTo(ErrorCode.NONE);
        assertThat(world.deeds)
                .hasSize(5)
                .containsOnly(deed(Kind.REFUSED, Optional.of("a"), Optional.of(member.principal)));
        assertThat(new Consumer(world, "g", Optional.of("a")).join().now().error())
                .isEqualTo(ErrorCode.NONE);
    }

    @Test
    void whoseABoundPlaceIsNeedsNoGuessWhenNobodyRemembers() {
        bind();
        world.restart();

        assertThat(stranger(Optional.of("a")).join().now().error())
                .as("its own client would try again")
                .isEqualTo(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
        assertThat(world.deeds).containsExactly(deed(Kind.REFUSED, Optional.of("a"), Optional.empty()));
        assertThat(member.join().now().error()).isEqualTo(ErrorCode.NONE);
        assertThat(stranger(Optional.of("a")).join().now().error()).isEqualTo(ErrorCode.GROUP_AUTHORIZATION_FAILED);
    }

    @Test
    void aBoundPlaceIsFreeWhenItsSessionIsOver() {
        bind();
        world.pass(Consumer.SESSION.plus(Duration.ofSeconds(1)));
        Answer<JoinAnswer> joined = stranger(Optional.of("a")).join();
        world.pass(world.settings.initialDelay());

        assertThat(joined.now().error()).isEqualTo(ErrorCode.NONE);
        assertThat(world.deeds).isEmpty();
    }

    private void bind() {
        world = new World(World.bound()).leading();
        member = settled(world, Optional.of("a"));
    }

    private static Consumer settled(World world, Optional<String> instance) {
        Consumer consumer = new Consumer(world, "g", instance);
        consumer.join();
        world.pass(world.settings.initialDelay());
        consumer.sync();
        return consumer;
    }

    private Consumer stranger(Optional<String> instance) {
        Consumer stranger = new Consumer(world, "g", instance);
        stranger.principal = MALLORY;
        return stranger;
    }

    private List<ErrorCode> leave(MemberIdentity... members) {
        Answer<LeaveAnswer> answer =
                new Answer<>(world.coordinator.leave(World.group(Operation.READ, "g"), MALLORY, List.of(members)));
        world.run();
        return answer.now().members();
    }

    private StrangerDeed deed(Kind kind, Optional<String> instance, Optional<String> owner) {
        return new StrangerDeed(kind, new GroupId("g"), member.memberId, instance, owner, MALLORY);
    }
}
