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

    Leaving(Groups groups, Rebalance rebalance) {
        this.groups = groups;
        this.rebalance = rebalance;
    }

    LeaveAnswer leave(GroupId id, List<MemberIdentity> members) {
        Optional<Group> group = groups.find(id);
        List<ErrorCode> errors = group.map(found ->
                        members.stream().map(member -> leave(found, member)).toList())
                .orElseGet(() -> Collections.nCopies(members.size(), ErrorCode.UNKNOWN_MEMBER_ID));
        group.ifPresent(groups::dropIfNothing);
        return new LeaveAnswer(ErrorCode.NONE, errors);
    }

    private ErrorCode leave(Group group, MemberIdentity leaver) {
        if (group.isPending(leaver.memberId()) && leaver.instanceId().isEmpty()) {
            group.removePending(leaver.memberId());
            rebalance.completeIfAllJoined(group);
            return ErrorCode.NONE;
        }
        if (leaver.memberId().isEmpty()) {
            Optional<Member> member = leaver.instanceId().flatMap(group::memberOfInstance);
            member.ifPresent(found -> depart(group, found));
            return member.isPresent() ? ErrorCode.NONE : ErrorCode.UNKNOWN_MEMBER_ID;
        }
        ErrorCode stranger = group.check(leaver.memberId(), leaver.instanceId());
        if (stranger == ErrorCode.NONE) {
            group.member(leaver.memberId()).ifPresent(found -> depart(group, found));
        }
        return stranger;
    }

    private void depart(Group group, Member member) {
        rebalance.remove(group, member, ErrorCode.UNKNOWN_MEMBER_ID);
    }
}
