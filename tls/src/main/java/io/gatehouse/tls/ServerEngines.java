package io.gatehouse.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import java.util.Optional;

/**
 * Where a server's engines come from: one for each connection. A client may come back with the session of an earlier
 * connection to the same engines, and to no others.
 */
interface ServerEngines extends AutoCloseable {
    /** A handler with an engine in server mode, which it frees; nothing when these engines were closed meanwhile. */
    Optional<SslHandler> newHandler(ByteBufAllocator alloc);

    /** Sessions are sealed with a new key from now on. One caller at a time. */
    void renewTickets();

    /** No session from before is worth anything any more. One caller at a time. */
    void forgetTickets();

    @Override
    void close();
}
