package io.gatehouse.broker.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;

/** Makes the TLS stage of a connection that we open: {@code tls.TlsClient}, or a test's own. */
@FunctionalInterface
interface ClientTls {
    SslHandler handler(ByteBufAllocator allocator, String host, int port);
}
