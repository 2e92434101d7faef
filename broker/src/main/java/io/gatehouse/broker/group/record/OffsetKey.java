package io.gatehouse.broker.group.record;

import io.gatehouse.broker.model.GroupId;
import io.gatehouse.broker.model.TopicPartition;

/** Whose offset, and in which partition. */
public record OffsetKey(GroupId group, TopicPartition partition) {}
