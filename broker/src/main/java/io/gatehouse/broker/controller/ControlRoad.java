package io.gatehouse.broker.controller;

import io.gatehouse.broker.cluster.BrokerImage;
import io.gatehouse.broker.cluster.LeaderAndIsr;
import io.gatehouse.broker.cluster.StopReplica;
import io.gatehouse.broker.cluster.UpdateMetadata;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicPartition;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * The way from the controller to one broker, itself included. The controller has one order on it at a time and repeats an
 * order whose stage fails (COMPAT D8.8). Stages may complete on any thread.
 */
public interface ControlRoad extends AutoCloseable {
    CompletionStage<Answer> leaderAndIsr(LeaderAndIsr order);

    CompletionStage<Answer> updateMetadata(UpdateMetadata news);

    CompletionStage<Answer> stopReplica(StopReplica order);

    /** Nothing is sent any more; stages that are open fail. */
    @Override
    void close();

    /** @param partitions what the broker says of each partition; empty for UpdateMetadata */
    record Answer(ErrorCode error, Map<TopicPartition, ErrorCode> partitions) {
        public Answer {
            partitions = Map.copyOf(partitions);
        }
    }

    /** Builds the road to a broker that joined. */
    @FunctionalInterface
    interface Builder {
        ControlRoad to(BrokerImage broker);
    }
}
