package io.gatehouse.broker.group;

import io.gatehouse.broker.group.record.Blob;
import io.gatehouse.broker.group.record.Fact;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.GroupId;
import io.gatehouse.broker.model.TopicName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The groups of one partition of the offsets topic, loaded. Decides every command; replays every committed fact. Every
 * answer is given exactly once. Thread: the shard's lane.
 */
final class GroupShard {
    private final ShardTools tools;
    private final DurableState durable;
    private final Groups groups;
    private final ShardLog log;
    private final Rebalance rebalance;
    private final Joining joining;
    private final Syncing syncing;
    private final Leaving leaving;
    private final Offsets offsets;
    private final Retention retention;
    private final Alarm retentionAlarm;

    GroupShard(ShardTools tools, DurableState durable) {
        this.tools = tools;
        this.durable = durable;
        this.groups = new Groups(durable);
        this.log = new ShardLog(tools, this::replay);
        this.rebalance = new Rebalance(tools, log, groups);
        this.joining = new Joining(tools, log, groups, rebalance);
        this.syncing = new Syncing(tools, log, groups, rebalance);
        this.leaving = new Leaving(tools, groups, rebalance);
        this.offsets = new Offsets(tools, log, groups, durable);
        this.retention = new Retention(tools.settings(), log, groups, durable);
        this.retentionAlarm = tools.alarm(this::tick);
    }

    /** Brings the groups that the log knows to life; their members' sessions begin now (COMPAT E2.8). */
    void open() {
        durable.known().forEach(this::restore);
        retentionAlarm.set(tools.now().plus(tools.settings().retentionInterval()));
    }

    void join(GroupId group, JoinCommand command, Consumer<JoinAnswer> answer) {
        joining.join(group, command, answer);
    }

    void sync(GroupId group, SyncCommand command, Consumer<SyncAnswer> answer) {
        syncing.sync(group, command, answer);
    }

    ErrorCode heartbeat(GroupId group, MemberIdentity member) {
        return syncing.heartbeat(group, member);
    }

    LeaveAnswer leave(GroupId group, String principal, List<MemberIdentity> members) {
        return leaving.leave(group, principal, members);
    }

    void commit(GroupId group, CommitCommand command, Consumer<List<ErrorCode>> answer) {
        offsets.commit(group, command, answer);
    }

    FetchAnswer fetch(GroupId group, List<PartitionsOf> wanted, boolean requireStable) {
        return offsets.fetch(group, wanted, requireStable);
    }

    FetchAnswer fetchAll(GroupId group, boolean requireStable) {
        return offsets.fetchAll(group, requireStable);
    }

    void deleteOffsets(GroupId group, List<PartitionsOf> topics, Consumer<OffsetDeleteAnswer> answer) {
        offsets.delete(group, topics, answer);
    }

    void forgetTopics(Set<TopicName> topics) {
        offsets.forgetTopics(topics);
    }

    void delete(GroupId id, Consumer<ErrorCode> answer) {
        Optional<Group> group = groups.find(id);
        if (group.isEmpty()) {
            answer.accept(ErrorCode.GROUP_ID_NOT_FOUND);
        } else if (group.get().state() != GroupState.EMPTY) {
            answer.accept(ErrorCode.NON_EMPTY_GROUP);
        } else {
            log.appendInParts(offsets.obituary(id), outcome -> {
                groups.dropIfNothing(group.get());
                answer.accept(AppendErrors.ofGroup(outcome));
            });
        }
    }

    GroupDescription describe(GroupId id) {
        return groups.find(id).map(GroupShard::describe).orElseGet(GroupDescription::missing);
    }

    List<GroupListing.Entry> list() {
        return groups.all().stream()
                .map(group -> new GroupListing.Entry(
                        group.id(),
                        group.protocolType().orElse(""),
                        group.state().text()))
                .toList();
    }

    /** Forgets what is out of date. */
    void tick() {
        retention.tick(tools.now());
        retentionAlarm.set(tools.now().plus(tools.settings().retentionInterval()));
    }

    /** Leadership is gone: who waits is told to look for the new coordinator (COMPAT E2.5). */
    void close() {
        retentionAlarm.clear();
        log.close();
        groups.all().forEach(group -> group.dismiss(ErrorCode.NOT_COORDINATOR));
    }

    private void restore(GroupId id) {
        Group group = rebalance.open(id);
        durable.group(id).ifPresent(stored -> group.restore(stored, rebalance.sessions(group), tools.now()));
        if (group.size() > tools.settings().sizeMax()) {
            rebalance.prepare(group);
        }
    }

    private void replay(Fact fact) {
        durable.replay(fact);
        if (durable.knows(fact.group()) && groups.find(fact.group()).isEmpty()) {
            rebalance.open(fact.group());
        }
    }

    private static GroupDescription describe(Group group) {
        boolean stable = group.state() == GroupState.STABLE;
        String protocol = stable ? group.protocol().orElse("") : "";
        return new GroupDescription(
                ErrorCode.NONE,
                true,
                group.state().text(),
                group.protocolType().orElse(""),
                protocol,
                group.members().stream()
                        .map(member -> new GroupDescription.MemberDescription(
                                member.id(),
                                member.instanceId(),
                                member.clientId(),
                                member.clientHost(),
                                stable ? member.metadata(protocol) : Blob.EMPTY,
                                stable ? member.assignment() : Blob.EMPTY))
                        .toList());
    }
}
