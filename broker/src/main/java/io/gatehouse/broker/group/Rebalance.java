package io.gatehouse.broker.group;

import io.gatehouse.broker.group.record.Fact;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.GroupId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a group gets from one generation to the next (COMPAT E3.1 to E3.3, E3.11, B6.6 to B6.9). Invariant: a rebalance ends
 * when all members joined, or at its deadline without those who did not. Thread: the shard's lane.
 */
final class Rebalance {
    private static final Logger LOGGER = LoggerFactory.getLogger(Rebalance.class);

    private final ShardTools tools;
    private final ShardLog log;
    private final Groups groups;

    Rebalance(ShardTools tools, ShardLog log, Groups groups) {
        this.tools = tools;
        this.log = log;
        this.groups = groups;
    }

    /** A new group in memory, empty. */
    Group open(GroupId id) {
        Group group = new Group(id, tools, this::onJoinDeadline, this::onSyncDeadline);
        groups.add(group);
        return group;
    }

    /** Makes the session clocks of a group's members. */
    Function<String, Alarm> sessions(Group group) {
        return memberId -> tools.alarm(() -> group.member(memberId).ifPresent(member -> expire(group, member)));
    }

    /** Begins a rebalance unless one is being prepared already. */
    void prepare(Group group) {
        Instant now = tools.now();
        switch (group.state()) {
            case PREPARING_REBALANCE -> {}
            case EMPTY -> {
                Duration delay = tools.settings().initialDelay();
                group.prepareRebalance(Optional.of(group.rebalanceTimeout().minus(delay)), now);
                group.joinDeadline(now.plus(delay));
            }
            case COMPLETING_REBALANCE, STABLE -> {
                group.prepareRebalance(Optional.empty(), now);
                group.joinDeadline(now.plus(group.rebalanceTimeout()));
                SyncAnswer again = SyncAnswer.refused(ErrorCode.REBALANCE_IN_PROGRESS);
                group.members().forEach(member -> member.answerSync(again, now));
                completeIfAllJoined(group);
            }
        }
    }

    /** Ends the preparation as soon as nobody is waited for; an initial wait is never cut short. */
    void completeIfAllJoined(Group group) {
        if (group.state() == GroupState.PREPARING_REBALANCE && !group.inInitialWait() && group.everybodyJoined()) {
            complete(group);
        }
    }

    /** A member goes: by its own wish, because its session ended, or because there is no room. */
    void remove(Group group, Member member, ErrorCode reason) {
        group.remove(member);
        member.dismiss(reason);
        switch (group.state()) {
            case STABLE, COMPLETING_REBALANCE -> prepare(group);
            case PREPARING_REBALANCE -> completeIfAllJoined(group);
            case EMPTY -> {}
        }
    }

    private void expire(Group group, Member member) {
        LOGGER.atInfo()
                .addKeyValue("group", Printable.of(group.id().value()))
                .addKeyValue("member", Printable.of(member.id()))
                .log("session of a group member ended");
        remove(group, member, ErrorCode.UNKNOWN_MEMBER_ID);
    }

    private void onJoinDeadline(Group group) {
        if (group.state() != GroupState.PREPARING_REBALANCE) {
            return;
        }
        Optional<Duration> more = group.extendInitialWait(tools.settings().initialDelay());
        if (more.isPresent()) {
            group.joinDeadline(tools.now().plus(more.get()));
        } else {
            complete(group);
        }
    }

    private void onSyncDeadline(Group group) {
        List<Member> late = group.owingSync();
        if (late.isEmpty()) {
            return;
        }
        late.forEach(member -> {
            group.remove(member);
            member.dismiss(ErrorCode.UNKNOWN_MEMBER_ID);
        });
        prepare(group);
    }

    /** Dynamic members that did not come back are gone; the others are the next generation. */
    private void complete(Group group) {
        Instant now = tools.now();
        for (Member member : group.members()) {
            if (!member.isJoining() && member.instanceId().isEmpty()) {
                group.remove(member);
                member.dismiss(ErrorCode.UNKNOWN_MEMBER_ID);
            }
        }
        if (group.size() > 0 && !group.electJoinedLeader()) {
            group.joinDeadline(now.plus(group.rebalanceTimeout())); // Only static members, all away: wait for them.
            return;
        }
        group.beginGeneration(now);
        if (group.state() == GroupState.EMPTY) {
            writeEmpty(group, now);
        } else {
            group.members().forEach(member -> member.answerJoin(answer(group, member), now));
        }
        LOGGER.atInfo()
                .addKeyValue("group", Printable.of(group.id().value()))
                .addKeyValue("generation", group.generation())
                .addKeyValue("members", group.size())
                .log("group rebalanced");
    }

    /** What a member of the present generation is told. */
    static JoinAnswer answer(Group group, Member member) {
        return new JoinAnswer(
                ErrorCode.NONE,
                group.generation(),
                group.protocolType(),
                group.protocol(),
                group.leader().orElse(""),
                member.id(),
                false,
                group.isLeader(member) ? roster(group) : List.of());
    }

    static List<JoinAnswer.JoinedMember> roster(Group group) {
        String protocol = group.protocol().orElse("");
        return group.members().stream()
                .map(member -> new JoinAnswer.JoinedMember(member.id(), member.instanceId(), member.metadata(protocol)))
                .toList();
    }

    private void writeEmpty(Group group, Instant now) {
        Fact empty = new Fact.GroupWritten(group.id(), group.value(Map.of(), now));
        log.append(List.of(empty), error -> {
            if (error != ErrorCode.NONE) {
                LOGGER.atWarn()
                        .addKeyValue("group", Printable.of(group.id().value()))
                        .addKeyValue("error", error)
                        .log("empty group not written");
            }
        });
    }
}
