package io.gatehouse.broker.api.control;

import io.gatehouse.broker.wire.ApiKey;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.ApiMessage;

/** Requests to one other broker, in order; {@code net.PeerClient} is what there is. Thread: any. */
@FunctionalInterface
public interface PeerRequests {
    /** The stage fails if there is no answer. */
    CompletionStage<ApiMessage> send(ApiKey key, short version, ApiMessage request);
}
