package io.gatehouse.broker.config;

import java.time.Duration;

/**
 * Consumer groups and the topic that holds their offsets.
 *
 * @param sizeMax members of one group
 * @param instancesBound whether the place of a static member is its principal's
 * @param metadataBytesMax the note that a client may attach to an offset
 */
public record GroupSettings(
        Duration sessionTimeoutMin,
        Duration sessionTimeoutMax,
        Duration initialRebalanceDelay,
        int sizeMax,
        boolean instancesBound,
        int metadataBytesMax,
        Duration offsetsRetention,
        Duration offsetsRetentionEvery,
        Duration commitTimeout,
        int offsetsPartitions,
        int offsetsReplicationFactor,
        int offsetsSegmentBytes) {}
