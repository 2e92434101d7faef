package io.gatehouse.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.internal.tcnative.SSL;
import java.util.Optional;
import javax.net.ssl.SSLEngine;

/** Engines of one native context, which neither keeps sessions nor hands them out as tickets. */
final class BoringSslServerEngines implements ServerEngines {
    private final ReferenceCountedOpenSslContext context;

    private BoringSslServerEngines(ReferenceCountedOpenSslContext context) {
        this.context = context;
    }

    static BoringSslServerEngines of(ReferenceCountedOpenSslContext context) {
        if (context.sessionContext() instanceof OpenSslServerSessionContext sessions) {
            sessions.setSessionCacheEnabled(false);
        }
        return new BoringSslServerEngines(context);
    }

    @Override
    public Optional<SSLEngine> newEngine(ByteBufAllocator alloc) {
        return Shares.with(context, () -> {
            SSLEngine engine = context.newEngine(alloc);
            if (engine instanceof ReferenceCountedOpenSslEngine connection) {
                // Netty has no setting for tickets; the pointer is ours alone until the engine is handed out.
                SSL.setOptions(connection.sslPointer(), SSL.SSL_OP_NO_TICKET);
            }
            return engine;
        });
    }

    /** Connections that are open keep their share of the context until they close. */
    @Override
    public void close() {
        context.release();
    }
}
