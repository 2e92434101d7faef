package io.gatehouse.broker.group;

import io.gatehouse.acl.Operation;
import io.gatehouse.broker.group.record.Fact;
import io.gatehouse.broker.group.record.OffsetKey;
import io.gatehouse.broker.group.record.OffsetValue;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.GroupId;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** How far groups have read (COMPAT E4.5, E4.7, E4.10). Thread: the shard's lane. */
final class Offsets {
    /** A client's retention beyond this is as good as for ever, and does not overflow. */
    private static final Duration RETENTION_MAX = Duration.ofDays(36_500);

    private final ShardTools tools;
    private final ShardLog log;
    private final Groups groups;
    private final DurableState durable;

    Offsets(ShardTools tools, ShardLog log, Groups groups, DurableState durable) {
        this.tools = tools;
        this.log = log;
        this.groups = groups;
        this.durable = durable;
    }

    void commit(GroupId id, CommitCommand commit, Consumer<List<ErrorCode>> answer) {
        int count = commit.offsets().size();
        Optional<Group> group = groups.find(id);
        ErrorCode refusal =
                group.map(found -> check(found, commit.member())).orElseGet(() -> checkWithoutGroup(commit.member()));
        if (refusal != ErrorCode.NONE) {
            answer.accept(Collections.nCopies(count, refusal));
            return;
        }
        group.flatMap(found -> found.member(commit.member().memberId())).ifPresent(member -> member.renew(tools.now()));
        List<ErrorCode> errors = new ArrayList<>(count);
        List<Fact> facts = new ArrayList<>(count);
        for (OffsetToCommit offset : commit.offsets()) {
            boolean fits = offset.metadata().length() <= tools.settings().offsetMetadataMax();
            errors.add(fits ? ErrorCode.NONE : ErrorCode.OFFSET_METADATA_TOO_LARGE);
            if (fits) {
                facts.add(fact(id, commit, offset));
            }
        }
        if (facts.isEmpty()) {
            answer.accept(errors);
            return;
        }
        log.append(facts, outcome -> {
            ErrorCode stored = AppendErrors.ofOffsets(outcome);
            errors.replaceAll(error -> error == ErrorCode.NONE ? stored : error);
            answer.accept(errors);
        });
    }

    FetchAnswer fetch(GroupId id, List<PartitionsOf> wanted, boolean requireStable) {
        List<FetchAnswer.Offset> found = new ArrayList<>();
        for (PartitionsOf topic : wanted) {
            TopicName name = topic.topic().resource(Operation.DESCRIBE);
            topic.partitions().forEach(partition -> found.add(find(id, name, partition, requireStable)));
        }
        return new FetchAnswer(ErrorCode.NONE, found);
    }

    FetchAnswer fetchAll(GroupId id, boolean requireStable) {
        return new FetchAnswer(
                ErrorCode.NONE,
                durable.offsets(id).keySet().stream()
                        .map(partition -> find(id, partition.topic(), partition.partition(), requireStable))
                        .toList());
    }

    /** Forgets offsets on demand; a group in use keeps those that it may still need. */
    void delete(GroupId id, List<PartitionsOf> topics, Consumer<OffsetDeleteAnswer> answer) {
        Optional<Group> group = groups.find(id);
        if (group.isEmpty()) {
            answer.accept(new OffsetDeleteAnswer(ErrorCode.GROUP_ID_NOT_FOUND, List.of()));
            return;
        }
        Optional<Set<String>> inUse = Subscriptions.of(group.get());
        if (group.get().state() != GroupState.EMPTY && inUse.isEmpty()) {
            answer.accept(new OffsetDeleteAnswer(ErrorCode.NON_EMPTY_GROUP, List.of()));
            return;
        }
        Set<String> subscribed = inUse.orElse(Set.of());
        List<Fact> facts = new ArrayList<>();
        List<List<ErrorCode>> errors = topics.stream()
                .map(topic -> delete(id, topic, subscribed, facts))
                .toList();
        log.appendInParts(facts, outcome -> {
            ErrorCode stored = AppendErrors.ofOffsets(outcome);
            groups.dropIfNothing(group.get());
            answer.accept(
                    stored == ErrorCode.NONE
                            ? new OffsetDeleteAnswer(ErrorCode.NONE, errors)
                            : new OffsetDeleteAnswer(stored, List.of()));
        });
    }

    void forgetTopics(Set<TopicName> topics) {
        List<Fact> facts = groups.all().stream()
                .flatMap(group -> durable.offsets(group.id()).keySet().stream()
                        .filter(partition -> topics.contains(partition.topic()))
                        .<Fact>map(partition -> new Fact.OffsetForgotten(new OffsetKey(group.id(), partition))))
                .toList();
        log.appendInParts(facts, outcome -> groups.all().forEach(groups::dropIfNothing));
    }

    /** All that the log knows of the group, as facts that it is gone, the group last. */
    List<Fact> obituary(GroupId id) {
        Stream<Fact> offsets = durable.offsets(id).keySet().stream()
                .map(partition -> new Fact.OffsetForgotten(new OffsetKey(id, partition)));
        return Stream.concat(offsets, Stream.of(new Fact.GroupForgotten(id))).toList();
    }

    /** A commit without a generation creates a group that manages itself (E4.5). */
    private ErrorCode checkWithoutGroup(MemberIdentity member) {
        if (member.generation() >= 0) {
            return ErrorCode.ILLEGAL_GENERATION;
        }
        return groups.full() ? ErrorCode.COORDINATOR_NOT_AVAILABLE : ErrorCode.NONE;
    }

    private static ErrorCode check(Group group, MemberIdentity member) {
        if (member.generation() < 0 && group.state() == GroupState.EMPTY) {
            return ErrorCode.NONE;
        }
        if (member.nobody()) {
            return ErrorCode.UNKNOWN_MEMBER_ID;
        }
        ErrorCode stranger = group.check(member.memberId(), member.instanceId());
        if (stranger != ErrorCode.NONE) {
            return stranger;
        }
        if (member.generation() != group.generation()) {
            return ErrorCode.ILLEGAL_GENERATION;
        }
        return group.state() == GroupState.COMPLETING_REBALANCE ? ErrorCode.REBALANCE_IN_PROGRESS : ErrorCode.NONE;
    }

    private Fact fact(GroupId id, CommitCommand commit, OffsetToCommit offset) {
        Instant now = tools.now();
        TopicPartition partition = new TopicPartition(offset.topic().resource(Operation.READ), offset.partition());
        Optional<Instant> expiry = commit.retention()
                .map(retention -> now.plus(retention.compareTo(RETENTION_MAX) > 0 ? RETENTION_MAX : retention));
        return new Fact.OffsetCommitted(
                new OffsetKey(id, partition),
                new OffsetValue(offset.offset(), offset.leaderEpoch(), offset.metadata(), now, expiry));
    }

    private FetchAnswer.Offset find(GroupId id, TopicName topic, int partition, boolean requireStable) {
        if (partition < 0) {
            return FetchAnswer.Offset.none(topic, partition, ErrorCode.NONE);
        }
        TopicPartition key = new TopicPartition(topic, partition);
        if (requireStable && durable.unstable(id, key)) {
            return FetchAnswer.Offset.none(topic, partition, ErrorCode.UNSTABLE_OFFSET_COMMIT);
        }
        OffsetValue value = durable.offsets(id).get(key);
        return value == null
                ? FetchAnswer.Offset.none(topic, partition, ErrorCode.NONE)
                : new FetchAnswer.Offset(
                        topic, partition, value.offset(), value.leaderEpoch(), value.metadata(), ErrorCode.NONE);
    }

    private List<ErrorCode> delete(GroupId id, PartitionsOf topic, Set<String> subscribed, List<Fact> facts) {
        TopicName name = topic.topic().resource(Operation.READ);
        if (subscribed.contains(name.value())) {
            return Collections.nCopies(topic.partitions().size(), ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC);
        }
        topic.partitions().stream()
                .filter(partition -> partition >= 0)
                .map(partition -> new TopicPartition(name, partition))
                .filter(durable.offsets(id)::containsKey)
                .forEach(partition -> facts.add(new Fact.OffsetForgotten(new OffsetKey(id, partition))));
        return Collections.nCopies(topic.partitions().size(), ErrorCode.NONE);
    }
}
