package io.gatehouse.broker.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;

/** Makes the TLS stage of an accepted connection: {@code tls.TlsServer}. */
@FunctionalInterface
interface ServerTls {
    SslHandler handler(ByteBufAllocator allocator, Duration handshakeDeadline);
}
