package io.gatehouse.broker.api;

import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.ApiMessage;

/**
 * Answers one wire API: decode is done, quotas are charged, what remains is permit, act, answer.
 *
 * @param <Q> the request's message class
 * @param <S> the answer's message class
 */
public interface ApiHandler<Q extends ApiMessage, S extends ApiMessage> {
    /** Which API, which versions, and who may call it. */
    ApiSpec spec();

    /**
     * Called on the connection's event loop; must not block. What the peer did wrong is an error code in the answer; a
     * stage that fails is a bug and closes the connection. The request's byte buffers stay valid until the answer is
     * written. The stage may complete on any thread.
     *
     * @return the answer, or a stage of {@code null} where the protocol has none (Produce with acks=0)
     */
    CompletionStage<S> handle(Q request, RequestContext context);
}
