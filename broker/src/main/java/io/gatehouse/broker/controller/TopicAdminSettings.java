package io.gatehouse.broker.controller;

/**
 * @param partitions {@code num.partitions}
 * @param replicationFactor {@code default.replication.factor}
 * @param replicasMax the replicas that a partition may have at most
 * @param deleteTopics {@code delete.topic.enable}
 */
public record TopicAdminSettings(int partitions, int replicationFactor, int replicasMax, boolean deleteTopics) {}
