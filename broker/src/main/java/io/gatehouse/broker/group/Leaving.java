package io.gatehouse.broker.group;

import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.GroupId;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** How members go by their own wish (COMPAT E3.10, E4.4). Thread: the shard's lane. */
final class Leaving {
    private final Groups groups;
    private final Rebalance rebalance;
    private final Ownership ownership;

    Leaving(ShardTools tools, Groups groups, Rebalance rebalance) {
        this.groups = groups;
        this.rebalance = rebalance;
        this.ownership = new Ownership(tools);
    }

    LeaveAnswer leave(GroupId id, String principal, List<MemberIdentity> members) {
        Optional<Group> group = groups.find(id);
        List<ErrorCode> errors = group.map(found -> members.stream()
                        .map(member -> leave(found, principal, member))
                        .toList())
                .orElseGet(() -> Collections.nCopies(members.size(), ErrorCode.UNKNOWN_MEMBER_ID));
        group.ifPresent(groups::dropIfNothing);
        return new LeaveAnswer(ErrorCode.NONE, errors);
    }

    private ErrorCode leave(Group group, String principal, MemberIdentity leaver) {
        if (group.isPending(leaver.memberId()) && leaver.instanceId().isEmpty()) {
            group.removePending(leaver.memberId());
            rebalance.completeIfAllJoined(group);
            return ErrorCode.NONE;
        }
        if (leaver.memberId().isEmpty()) {
            Optional<Member> member = leaver.instanceId().flatMap(group::memberOfInstance);
            return member.map(found -> depart(group, found, principal, false)).orElse(ErrorCode.UNKNOWN_MEMBER_ID);
        }
        ErrorCode stranger = group.check(leaver.memberId(), leaver.instanceId());
        return stranger == ErrorCode.NONE
                ? group.member(leaver.memberId())
                        .map(found -> depart(group, found, principal, true))
                        .orElse(ErrorCode.UNKNOWN_MEMBER_ID)
                : stranger;
    }

    private ErrorCode depart(Group group, Member member, String principal, boolean knowsId) {
        ErrorCode refusal = ownership.check(group, member, principal, knowsId);
        if (refusal == ErrorCode.NONE) {
            rebalance.remove(group, member, ErrorCode.UNKNOWN_MEMBER_ID);
            ownership.done(StrangerDeed.Kind.SENT_AWAY, group, member, principal, knowsId);
        }
        return refusal;
    }
}
