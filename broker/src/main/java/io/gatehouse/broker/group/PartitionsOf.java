package io.gatehouse.broker.group;

import io.gatehouse.acl.Permit;
import io.gatehouse.broker.model.TopicName;
import java.util.List;

/**
 * Partitions of one topic, by number; the numbers are a peer's and may be anything.
 *
 * @param topic permit for the topic: DESCRIBE to fetch offsets, READ to delete them
 */
public record PartitionsOf(Permit<TopicName> topic, List<Integer> partitions) {
    public PartitionsOf {
        partitions = List.copyOf(partitions);
    }
}
