package io.gatehouse.broker.replica;

import io.gatehouse.acl.Permit;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicName;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/**
 * What a coordinator needs of the partitions of its internal topic (COMPAT E2). Thread: any; stages complete on the
 * partition's log lane.
 */
public interface CoordinatorLog {
    /**
     * Appends batches (format v2, base offset 0) to a partition of the permitted topic with acks=all and the
     * coordinator's origin.
     *
     * @param permit for WRITE on the internal topic
     * @param leaderEpoch the epoch under which the caller coordinates; another one answers NOT_LEADER_OR_FOLLOWER
     * @return NONE once the batches are committed, otherwise why they may not be
     */
    CompletionStage<ErrorCode> append(Permit<TopicName> permit, int partition, int leaderEpoch, ByteBuffer batches);

    /**
     * Hands every batch from the log start to the log end to {@code reader}, in order, as byte buffers that hold whole
     * batches.
     *
     * @param permit for WRITE on the internal topic: who coordinates reads what it wrote
     * @return NONE once all were read, otherwise why not
     */
    CompletionStage<ErrorCode> load(Permit<TopicName> permit, int partition, int leaderEpoch, BatchReader reader);

    /** Thread: the partition's log lane. The buffer is the reader's only during the call. */
    @FunctionalInterface
    interface BatchReader {
        void batches(ByteBuffer wholeBatches);
    }
}
