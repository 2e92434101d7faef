package io.gatehouse.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import java.util.Optional;
import javax.net.ssl.SSLEngine;

/**
 * Engines from somewhere else, which judge the clients themselves; protocols, suites, whether a client has to show a
 * certificate, and that there is one handshake and no more, are ours to say. Their sessions are their own affair.
 */
final class ForeignEngines implements ServerEngines {
    private final EngineSource source;
    private final EngineShape shape;

    private ForeignEngines(EngineSource source, EngineShape shape) {
        this.source = source;
        this.shape = shape;
    }

    static ForeignEngines of(TlsSettings settings, EngineSource source) {
        ForeignEngines engines = new ForeignEngines(source, EngineShape.of(settings));
        try {
            engines.newEngine();
            return engines;
        } catch (RuntimeException e) {
            source.close();
            throw Contexts.unusable(e);
        }
    }

    private SSLEngine newEngine() {
        return shape.server(source.server());
    }

    @Override
    public Optional<SslHandler> newHandler(ByteBufAllocator alloc) {
        return Optional.of(new SslHandler(newEngine()));
    }

    @Override
    public void renewTickets() {
        // Nobody but their maker can.
    }

    @Override
    public void forgetTickets() {
        // As above.
    }

    @Override
    public void close() {
        source.close();
    }
}
