package io.gatehouse.broker.group;

import io.gatehouse.acl.Permit;
import io.gatehouse.broker.model.TopicName;

/**
 * @param topic permit to READ it
 * @param leaderEpoch -1 if the client did not say
 */
public record OffsetToCommit(Permit<TopicName> topic, int partition, long offset, int leaderEpoch, String metadata) {}
