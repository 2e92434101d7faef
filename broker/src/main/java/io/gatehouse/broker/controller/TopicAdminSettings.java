package io.gatehouse.broker.controller;

/**
 * @param partitions {@code num.partitions}
 * @param replicationFactor {@code default.replication.factor}
 * @param deleteTopics {@code delete.topic.enable}
 */
public record TopicAdminSettings(int partitions, int replicationFactor, boolean deleteTopics) {}
