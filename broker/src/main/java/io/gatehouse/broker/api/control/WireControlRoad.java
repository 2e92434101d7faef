package io.gatehouse.broker.api.control;

import io.gatehouse.broker.cluster.LeaderAndIsr;
import io.gatehouse.broker.cluster.StopReplica;
import io.gatehouse.broker.cluster.UpdateMetadata;
import io.gatehouse.broker.controller.ControlRoad;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.broker.wire.control.LeaderAndIsrRequest;
import io.gatehouse.broker.wire.control.LeaderAndIsrResponse;
import io.gatehouse.broker.wire.control.StopReplicaRequest;
import io.gatehouse.broker.wire.control.StopReplicaResponse;
import io.gatehouse.broker.wire.control.UpdateMetadataRequest;
import io.gatehouse.broker.wire.control.UpdateMetadataResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The controller's road to one broker, over the wire: a broker that is its own controller takes it too. Thread: any. */
public final class WireControlRoad implements ControlRoad {
    private final PeerRequests peer;
    private final Runnable close;

    /** @param close ends the connection */
    public WireControlRoad(PeerRequests peer, Runnable close) {
        this.peer = peer;
        this.close = close;
    }

    @Override
    public CompletionStage<Answer> leaderAndIsr(LeaderAndIsr order) {
        return peer.send(ApiKey.LEADER_AND_ISR, LeaderAndIsrRequest.VERSION, OrderMessages.encode(order))
                .thenApply(answer -> read(order, ((LeaderAndIsrResponse) answer).body()));
    }

    @Override
    public CompletionStage<Answer> updateMetadata(UpdateMetadata news) {
        return peer.send(ApiKey.UPDATE_METADATA, UpdateMetadataRequest.VERSION, NewsMessages.encode(news))
                .thenApply(answer -> new Answer(
                        ErrorCode.ofCode(
                                ((UpdateMetadataResponse) answer).body().errorCode()),
                        Map.of()));
    }

    @Override
    public CompletionStage<Answer> stopReplica(StopReplica order) {
        return peer.send(ApiKey.STOP_REPLICA, StopReplicaRequest.VERSION, OrderMessages.encode(order))
                .thenApply(answer -> read(((StopReplicaResponse) answer).body()));
    }

    /** The answer names topics by id; the order knows their names. */
    private static Answer read(LeaderAndIsr order, LeaderAndIsrResponse.Body body) {
        Map<String, ErrorCode> byIdAndNumber = new HashMap<>();
        for (LeaderAndIsrResponse.Topic topic : body.topics()) {
            topic.partitions()
                    .forEach(partition -> byIdAndNumber.put(
                            topic.id() + "/" + partition.index(), ErrorCode.ofCode(partition.errorCode())));
        }
        Map<TopicPartition, ErrorCode> results = new HashMap<>();
        for (LeaderAndIsr.Assignment assignment : order.assignments()) {
            TopicPartition partition = assignment.state().partition();
            ErrorCode error = byIdAndNumber.get(assignment.topicId() + "/" + partition.partition());
            if (error != null) {
                results.put(partition, error);
            }
        }
        return new Answer(ErrorCode.ofCode(body.errorCode()), results);
    }

    private static Answer read(StopReplicaResponse.Body body) {
        Map<TopicPartition, ErrorCode> results = new HashMap<>();
        for (StopReplicaResponse.PartitionError partition : body.partitions()) {
            results.put(
                    new TopicPartition(new TopicName(partition.topic()), partition.index()),
                    ErrorCode.ofCode(partition.errorCode()));
        }
        return new Answer(ErrorCode.ofCode(body.errorCode()), results);
    }

    @Override
    public void close() {
        close.run();
    }
}
