package io.gatehouse.broker.group;

import io.gatehouse.broker.group.record.Blob;
import io.gatehouse.broker.group.record.Fact;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.GroupId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** How members get their work, and show that they live (COMPAT E3.4, E4.2, E4.3). Thread: the shard's lane. */
final class Syncing {
    private final ShardTools tools;
    private final ShardLog log;
    private final Groups groups;
    private final Rebalance rebalance;

    Syncing(ShardTools tools, ShardLog log, Groups groups, Rebalance rebalance) {
        this.tools = tools;
        this.log = log;
        this.groups = groups;
        this.rebalance = rebalance;
    }

    void sync(GroupId id, SyncCommand sync, Consumer<SyncAnswer> answer) {
        Optional<Group> group = groups.find(id);
        Optional<Member> member =
                group.flatMap(found -> found.member(sync.member().memberId()));
        ErrorCode refusal = group.map(found -> check(found, sync)).orElse(ErrorCode.UNKNOWN_MEMBER_ID);
        if (refusal != ErrorCode.NONE || group.isEmpty() || member.isEmpty()) {
            answer.accept(SyncAnswer.refused(refusal));
        } else {
            sync(group.get(), member.get(), sync, answer);
        }
    }

    ErrorCode heartbeat(GroupId id, MemberIdentity identity) {
        Optional<Group> group = groups.find(id);
        ErrorCode refusal = group.map(found -> check(found, identity)).orElse(ErrorCode.UNKNOWN_MEMBER_ID);
        if (refusal != ErrorCode.NONE || group.isEmpty()) {
            return refusal;
        }
        group.get().member(identity.memberId()).ifPresent(member -> member.renew(tools.now()));
        return group.get().state() == GroupState.PREPARING_REBALANCE ? ErrorCode.REBALANCE_IN_PROGRESS : ErrorCode.NONE;
    }

    private static ErrorCode check(Group group, MemberIdentity identity) {
        ErrorCode stranger = group.check(identity.memberId(), identity.instanceId());
        if (stranger != ErrorCode.NONE) {
            return stranger;
        }
        return identity.generation() == group.generation() ? ErrorCode.NONE : ErrorCode.ILLEGAL_GENERATION;
    }

    private static ErrorCode check(Group group, SyncCommand sync) {
        ErrorCode refusal = check(group, sync.member());
        if (refusal != ErrorCode.NONE) {
            return refusal;
        }
        if (differs(sync.protocolType(), group.protocolType()) || differs(sync.protocol(), group.protocol())) {
            return ErrorCode.INCONSISTENT_GROUP_PROTOCOL;
        }
        return group.state() == GroupState.PREPARING_REBALANCE ? ErrorCode.REBALANCE_IN_PROGRESS : ErrorCode.NONE;
    }

    private static boolean differs(Optional<String> claimed, Optional<String> actual) {
        return claimed.isPresent() && !claimed.equals(actual);
    }

    private void sync(Group group, Member member, SyncCommand sync, Consumer<SyncAnswer> answer) {
        group.synced(member);
        if (group.state() == GroupState.STABLE) {
            member.renew(tools.now());
            answer.accept(answer(group, member));
            return;
        }
        member.awaitSync(answer);
        if (group.isLeader(member) && !group.writingAssignments()) {
            write(group, sync.assignments());
        }
    }

    /** The assignments are the group's once they are committed; a rebalance that began meanwhile makes them void. */
    private void write(Group group, Map<String, Blob> assignments) {
        int generation = group.generation();
        group.writingAssignments(true);
        Fact fact = new Fact.GroupWritten(group.id(), group.value(assignments, tools.now()));
        log.append(List.of(fact), error -> {
            if (group.state() != GroupState.COMPLETING_REBALANCE || group.generation() != generation) {
                return;
            }
            if (error == ErrorCode.NONE) {
                distribute(group, assignments);
            } else {
                refuse(group, AppendErrors.ofGroup(error));
            }
        });
    }

    private void distribute(Group group, Map<String, Blob> assignments) {
        Instant now = tools.now();
        group.stable(now);
        for (Member member : group.members()) {
            member.assign(assignments.getOrDefault(member.id(), Blob.EMPTY));
            member.answerSync(answer(group, member), now);
        }
    }

    private void refuse(Group group, ErrorCode error) {
        Instant now = tools.now();
        group.members().forEach(member -> member.answerSync(SyncAnswer.refused(error), now));
        rebalance.prepare(group);
    }

    private static SyncAnswer answer(Group group, Member member) {
        return new SyncAnswer(ErrorCode.NONE, group.protocolType(), group.protocol(), member.assignment());
    }
}
