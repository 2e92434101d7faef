package io.gatehouse.broker.wire;

import io.gatehouse.broker.wire.control.ControlledShutdownRequest;
import io.gatehouse.broker.wire.control.ControlledShutdownResponse;
import io.gatehouse.broker.wire.control.LeaderAndIsrRequest;
import io.gatehouse.broker.wire.control.LeaderAndIsrResponse;
import io.gatehouse.broker.wire.control.StopReplicaRequest;
import io.gatehouse.broker.wire.control.StopReplicaResponse;
import io.gatehouse.broker.wire.control.UpdateMetadataRequest;
import io.gatehouse.broker.wire.control.UpdateMetadataResponse;
import org.apache.kafka.common.message.ApiMessageType;
import org.apache.kafka.common.protocol.ApiMessage;

/** An empty message for each API: kafka-clients' classes, and ours for the four that kafka-clients dropped. */
public final class Messages {
    private Messages() {}

    public static ApiMessage newRequest(ApiKey key) {
        return switch (key) {
            case LEADER_AND_ISR -> new LeaderAndIsrRequest();
            case STOP_REPLICA -> new StopReplicaRequest();
            case UPDATE_METADATA -> new UpdateMetadataRequest();
            case CONTROLLED_SHUTDOWN -> new ControlledShutdownRequest();
            default -> ApiMessageType.fromApiKey(key.id()).newRequest();
        };
    }

    public static ApiMessage newResponse(ApiKey key) {
        return switch (key) {
            case LEADER_AND_ISR -> new LeaderAndIsrResponse();
            case STOP_REPLICA -> new StopReplicaResponse();
            case UPDATE_METADATA -> new UpdateMetadataResponse();
            case CONTROLLED_SHUTDOWN -> new ControlledShutdownResponse();
            default -> ApiMessageType.fromApiKey(key.id()).newResponse();
        };
    }
}
