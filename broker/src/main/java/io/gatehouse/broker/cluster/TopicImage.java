package io.gatehouse.broker.cluster;

import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicName;
import java.util.Map;
import java.util.TreeMap;

/** A topic and its partitions by number. */
public record TopicImage(TopicName name, TopicId id, Map<Integer, PartitionImage> partitions) {
    public TopicImage {
        partitions = java.util.Collections.unmodifiableMap(new TreeMap<>(partitions));
    }
}
