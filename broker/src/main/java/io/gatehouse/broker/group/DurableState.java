package io.gatehouse.broker.group;

import io.gatehouse.broker.group.record.Fact;
import io.gatehouse.broker.group.record.GroupValue;
import io.gatehouse.broker.group.record.OffsetKey;
import io.gatehouse.broker.group.record.OffsetValue;
import io.gatehouse.broker.model.GroupId;
import io.gatehouse.broker.model.TopicPartition;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the log says about groups and offsets. Invariant: replaying the same facts in the same order gives the same state;
 * nothing else changes it. Thread: the loader's, then the shard's lane.
 */
final class DurableState {
    private static final Comparator<TopicPartition> ORDER = Comparator.comparing(
                    (TopicPartition partition) -> partition.topic().value())
            .thenComparingInt(TopicPartition::partition);

    private final Map<GroupId, GroupValue> groups = new HashMap<>();
    private final Map<GroupId, TreeMap<TopicPartition, OffsetValue>> offsets = new HashMap<>();
    private final Set<OffsetKey> unstable = new HashSet<>();

    void replay(Fact fact) {
        fact.<Boolean>fold(this::committed, this::forgotten, this::written, this::forgotten);
    }

    /** A fact of a transaction whose end the log does not know. */
    void unstable(Fact fact) {
        fact.<Boolean>fold(
                offset -> unstable.add(offset.key()),
                offset -> unstable.add(offset.key()),
                group -> false,
                group -> false);
    }

    Optional<GroupValue> group(GroupId group) {
        return Optional.ofNullable(groups.get(group));
    }

    /** The group's offsets by partition, in the order of topics and partitions. A view. */
    Map<TopicPartition, OffsetValue> offsets(GroupId group) {
        TreeMap<TopicPartition, OffsetValue> committed = offsets.get(group);
        return committed == null ? Map.of() : Collections.unmodifiableMap(committed);
    }

    boolean unstable(GroupId group, TopicPartition partition) {
        return !unstable.isEmpty() && unstable.contains(new OffsetKey(group, partition));
    }

    boolean knows(GroupId group) {
        return groups.containsKey(group) || offsets.containsKey(group);
    }

    /** Every group that has a record or an offset. */
    Set<GroupId> known() {
        Set<GroupId> known = new HashSet<>(groups.keySet());
        known.addAll(offsets.keySet());
        return known;
    }

    private boolean committed(Fact.OffsetCommitted fact) {
        OffsetKey key = fact.key();
        offsets.computeIfAbsent(key.group(), group -> new TreeMap<>(ORDER)).put(key.partition(), fact.value());
        return true;
    }

    private boolean forgotten(Fact.OffsetForgotten fact) {
        OffsetKey key = fact.key();
        offsets.computeIfPresent(key.group(), (group, committed) -> {
            committed.remove(key.partition());
            return committed.isEmpty() ? null : committed;
        });
        return true;
    }

    private boolean written(Fact.GroupWritten fact) {
        groups.put(fact.group(), fact.value());
        return true;
    }

    private boolean forgotten(Fact.GroupForgotten fact) {
        groups.remove(fact.group());
        return true;
    }
}
