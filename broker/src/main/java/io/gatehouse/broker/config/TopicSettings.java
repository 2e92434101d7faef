package io.gatehouse.broker.config;

/** What a new topic has where its creator does not say, and whether topics may come and go. */
public record TopicSettings(int partitions, int replicationFactor, boolean autoCreate, boolean deletable) {}
