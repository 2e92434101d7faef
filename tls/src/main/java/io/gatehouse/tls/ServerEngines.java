package io.gatehouse.tls;

import io.netty.buffer.ByteBufAllocator;
import java.util.Optional;
import javax.net.ssl.SSLEngine;

/** Where a server's engines come from: one for each connection, none of which resumes another's session. */
interface ServerEngines extends AutoCloseable {
    /** An engine in server mode, which its handler frees; nothing when these engines were closed meanwhile. */
    Optional<SSLEngine> newEngine(ByteBufAllocator alloc);

    @Override
    void close();
}
