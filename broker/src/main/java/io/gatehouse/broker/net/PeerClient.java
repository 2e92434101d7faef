package io.gatehouse.broker.net;

import io.gatehouse.broker.wire.ApiKey;
import io.netty.channel.EventLoop;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.ApiMessage;

/** Requests from this broker to one other, in order. Thread: any. */
public final class PeerClient implements AutoCloseable {
    PeerClient(String host, int port, Optional<ClientTls> tls, EventLoop loop, PeerSettings settings) {}

    /**
     * Sends a request once those before it are sent. The stage fails with {@link PeerFailure} if there is no answer; byte
     * buffers in the answer are its own. It completes on the client's event loop, where nothing may block.
     */
    public CompletionStage<ApiMessage> send(ApiKey key, short version, ApiMessage request) {
        return CompletableFuture.failedFuture(new PeerFailure("not connected"));
    }

    /** Ends the connection; pending requests fail. */
    @Override
    public void close() {}
}
