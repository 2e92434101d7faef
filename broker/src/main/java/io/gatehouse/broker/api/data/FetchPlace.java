package io.gatehouse.broker.api.data;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;

/** One partition of a fetch and what its consumer wants of it. Holds nothing of the request's frame. */
record FetchPlace(Key key, int leaderEpoch, long offset, int bytesMax, int lastFetchedEpoch) {
    /** The topic by id from version 13 on, with an empty name; by name below, with the zero id (COMPAT B9.11). */
    record Key(Uuid topicId, String topic, int partition) {}

    /** What is answered for a place. */
    record Told(FetchPlace place, PartitionData answer) {}

    static FetchPlace of(FetchTopic topic, FetchPartition wish) {
        return new FetchPlace(
                new Key(topic.topicId(), topic.topic(), wish.partition()),
                wish.currentLeaderEpoch(),
                wish.fetchOffset(),
                wish.partitionMaxBytes(),
                wish.lastFetchedEpoch());
    }
}
