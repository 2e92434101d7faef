package io.gatehouse.broker.group;

import io.gatehouse.broker.group.record.Fact;
import io.gatehouse.broker.group.record.GroupValue;
import io.gatehouse.broker.group.record.MemberValue;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.GroupId;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** How members come in and come back (COMPAT E3.5 to E3.9, E3.12, E4.1). Thread: the shard's lane. */
final class Joining {
    /** Each pending member costs a timer until its session ends; more than this come from a client gone wild. */
    private static final int PENDING_MAX = 10_000;

    private final ShardTools tools;
    private final ShardLog log;
    private final Groups groups;
    private final Rebalance rebalance;
    private final JoinLimits limits;
    private final Ownership ownership;

    Joining(ShardTools tools, ShardLog log, Groups groups, Rebalance rebalance) {
        this.tools = tools;
        this.log = log;
        this.groups = groups;
        this.rebalance = rebalance;
        this.limits = new JoinLimits(tools.settings());
        this.ownership = new Ownership(tools);
    }

    void join(GroupId id, JoinCommand join, Consumer<JoinAnswer> answer) {
        ErrorCode illegal = limits.check(join);
        if (illegal != ErrorCode.NONE) {
            answer.accept(JoinAnswer.refused(illegal, join.memberId()));
            return;
        }
        Optional<Group> known = groups.find(id);
        if (known.isEmpty() && !join.memberId().isEmpty()) {
            answer.accept(JoinAnswer.refused(ErrorCode.UNKNOWN_MEMBER_ID, join.memberId()));
            return;
        }
        if (known.isEmpty() && groups.full()) {
            answer.accept(JoinAnswer.refused(ErrorCode.COORDINATOR_NOT_AVAILABLE, ""));
            return;
        }
        Group group = known.orElseGet(() -> rebalance.open(id));
        join(group, join, answer);
        rebalance.completeIfAllJoined(group);
        groups.dropIfNothing(group);
    }

    private void join(Group group, JoinCommand join, Consumer<JoinAnswer> answer) {
        if (!limits.hasRoom(group, join)) {
            group.member(join.memberId())
                    .ifPresent(member -> rebalance.remove(group, member, ErrorCode.GROUP_MAX_SIZE_REACHED));
            answer.accept(JoinAnswer.refused(ErrorCode.GROUP_MAX_SIZE_REACHED, ""));
        } else if (!group.supports(join.protocolType(), join.protocols())) {
            answer.accept(JoinAnswer.refused(ErrorCode.INCONSISTENT_GROUP_PROTOCOL, join.memberId()));
        } else if (join.memberId().isEmpty()) {
            newcomer(group, join, answer);
        } else {
            returning(group, join, answer);
        }
    }

    private void newcomer(Group group, JoinCommand join, Consumer<JoinAnswer> answer) {
        String memberId = tools.newMemberId(join.instanceId().orElse(join.clientId()));
        Optional<Member> incumbent = join.instanceId().flatMap(group::memberOfInstance);
        if (incumbent.isPresent()) {
            ErrorCode refusal = ownership.check(group, incumbent.get(), join.principal(), false);
            if (refusal == ErrorCode.NONE) {
                comeBack(group, incumbent.get(), memberId, join, answer);
            } else {
                answer.accept(JoinAnswer.refused(refusal, ""));
            }
        } else if (join.instanceId().isEmpty() && join.takesIdFirst()) {
            promise(group, memberId, join, answer);
        } else {
            add(group, memberId, join, answer);
        }
    }

    /** KIP-394: the id goes out first, so that a client that dies now leaves no member behind. */
    private void promise(Group group, String memberId, JoinCommand join, Consumer<JoinAnswer> answer) {
        if (group.pendingJoins() >= Math.min(PENDING_MAX, tools.settings().sizeMax())) {
            answer.accept(JoinAnswer.refused(ErrorCode.GROUP_MAX_SIZE_REACHED, ""));
            return;
        }
        Alarm alarm = tools.alarm(() -> forget(group, memberId));
        group.addPending(memberId, alarm);
        alarm.set(tools.now().plus(join.sessionTimeout()));
        answer.accept(JoinAnswer.refused(ErrorCode.MEMBER_ID_REQUIRED, memberId));
    }

    private void forget(Group group, String memberId) {
        group.removePending(memberId);
        rebalance.completeIfAllJoined(group);
        groups.dropIfNothing(group);
    }

    private void add(Group group, String memberId, JoinCommand join, Consumer<JoinAnswer> answer) {
        if (group.state() == GroupState.EMPTY) {
            group.protocolType(join.protocolType());
        }
        Member member = Member.joining(memberId, join, rebalance.sessions(group));
        group.add(member);
        member.awaitJoin(answer, tools.now());
        group.grew();
        rebalance.prepare(group);
    }

    private void returning(Group group, JoinCommand join, Consumer<JoinAnswer> answer) {
        if (group.isPending(join.memberId()) && join.instanceId().isEmpty()) {
            group.removePending(join.memberId());
            add(group, join.memberId(), join, answer);
            return;
        }
        ErrorCode stranger = group.check(join.memberId(), join.instanceId());
        Optional<Member> member = group.member(join.memberId());
        if (stranger != ErrorCode.NONE || member.isEmpty()) {
            answer.accept(JoinAnswer.refused(stranger, join.memberId()));
            return;
        }
        ErrorCode refusal = ownership.check(group, member.get(), join.principal(), true);
        if (refusal != ErrorCode.NONE) {
            answer.accept(JoinAnswer.refused(refusal, join.memberId()));
            return;
        }
        ownership.done(StrangerDeed.Kind.TOOK_PLACE, group, member.get(), join.principal(), true);
        member.get().ownedBy(join.principal());
        rejoin(group, member.get(), join, answer);
    }

    private void rejoin(Group group, Member member, JoinCommand join, Consumer<JoinAnswer> answer) {
        boolean unchanged = member.protocols().equals(join.protocols());
        boolean again = switch (group.state()) {
            // It may not have got the answer; what it has to say is known.
            case COMPLETING_REBALANCE -> unchanged;
            // A leader that joins again wants new assignments.
            case STABLE -> unchanged && !group.isLeader(member);
            case PREPARING_REBALANCE, EMPTY -> false;
        };
        if (again) {
            member.renew(tools.now());
            answer.accept(Rebalance.answer(group, member));
        } else {
            group.update(member, join);
            member.awaitJoin(answer, tools.now());
            rebalance.prepare(group);
        }
    }

    /**
     * A static member starts anew and takes its old place (KIP-345). Where that changes nothing for the others there is no
     * rebalance: the new id is written, and takes the old one's place once that is committed.
     */
    private void comeBack(Group group, Member old, String memberId, JoinCommand join, Consumer<JoinAnswer> answer) {
        if (group.state() == GroupState.STABLE
                && group.electWith(old, join.protocols()).equals(group.protocol())) {
            replaceQuietly(group, old, memberId, join, answer);
            return;
        }
        Member successor = Member.joining(memberId, join, rebalance.sessions(group));
        fence(group, old, successor, join);
        successor.awaitJoin(answer, tools.now());
        rebalance.prepare(group);
    }

    private void replaceQuietly(
            Group group, Member old, String memberId, JoinCommand join, Consumer<JoinAnswer> answer) {
        int generation = group.generation();
        Member successor = Member.joining(memberId, join, rebalance.sessions(group));
        successor.assign(old.assignment());
        Fact fact = new Fact.GroupWritten(group.id(), withSuccessor(group, old, successor));
        log.append(List.of(fact), error -> {
            boolean overtaken = !groups.holds(group)
                    || group.state() != GroupState.STABLE
                    || group.generation() != generation
                    || group.member(old.id()).filter(old::equals).isEmpty();
            if (error != ErrorCode.NONE) {
                answer.accept(JoinAnswer.refused(AppendErrors.ofGroup(error), ""));
            } else if (overtaken) {
                answer.accept(JoinAnswer.refused(ErrorCode.UNKNOWN_MEMBER_ID, ""));
            } else {
                boolean led = group.isLeader(old);
                fence(group, old, successor, join);
                successor.renew(tools.now());
                answer.accept(welcomeBack(group, old, successor, led, join.answersSkip()));
            }
        });
    }

    private void fence(Group group, Member old, Member successor, JoinCommand join) {
        group.replace(old, successor);
        old.dismiss(ErrorCode.FENCED_INSTANCE_ID);
        ownership.done(StrangerDeed.Kind.TOOK_PLACE, group, old, join.principal(), false);
    }

    private static GroupValue withSuccessor(Group group, Member old, Member successor) {
        String protocol = group.protocol().orElse("");
        List<MemberValue> members = group.members().stream()
                .map(member -> (member == old ? successor : member).value(protocol, member.assignment()))
                .toList();
        Optional<String> leader = group.isLeader(old) ? Optional.of(successor.id()) : group.leader();
        return new GroupValue(
                group.protocolType().orElse(""),
                group.generation(),
                group.protocol(),
                leader,
                Optional.of(group.since()),
                members);
    }

    /** KIP-814; a client that does not know it is told the old leader's id, so that it does not assign again (E3.8). */
    private static JoinAnswer welcomeBack(Group group, Member old, Member successor, boolean led, boolean answersSkip) {
        boolean skip = led && answersSkip;
        return new JoinAnswer(
                ErrorCode.NONE,
                group.generation(),
                group.protocolType(),
                group.protocol(),
                led && !answersSkip ? old.id() : group.leader().orElse(""),
                successor.id(),
                skip,
                skip ? Rebalance.roster(group) : List.of());
    }
}
