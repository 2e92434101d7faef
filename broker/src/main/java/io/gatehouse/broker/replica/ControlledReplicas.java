package io.gatehouse.broker.replica;

import io.gatehouse.broker.cluster.LeaderAndIsr;
import io.gatehouse.broker.cluster.StopReplica;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicPartition;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * What the controller's orders do to the replicas of this broker. The orders were checked against the broker epoch and
 * the controller epoch; each may come more than once (COMPAT D8.8). Thread: one caller at a time; a new call may come
 * before the stage of the last is complete, and acts after it.
 */
public interface ControlledReplicas {
    /** Leads or follows the partitions; one answer for each (COMPAT D7.4, D7.5). */
    CompletionStage<Map<TopicPartition, ErrorCode>> apply(LeaderAndIsr order);

    /** Stops, and perhaps deletes, the replicas; one answer for each (COMPAT D7.10). */
    CompletionStage<Map<TopicPartition, ErrorCode>> apply(StopReplica order);
}
