package io.gatehouse.broker.model;

/** One partition of a topic; written {@code topic-0} as its directory is (COMPAT A1.16). */
public record TopicPartition(TopicName topic, int partition) {
    public TopicPartition {
        if (partition < 0) {
            throw new IllegalArgumentException("partition " + partition + " (expected: 0 or more)");
        }
    }

    @Override
    public String toString() {
        return topic + "-" + partition;
    }
}
