package io.gatehouse.tls;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslHandler;
import java.util.ArrayDeque;
import java.util.Deque;

/** A server of one provider that a test's strangers come to; closes what was opened. */
final class Door implements AutoCloseable {
    private final TlsServer server;
    private final Deque<Runnable> onClose = new ArrayDeque<>();

    Door(TlsSettings settings, TlsProvider provider) {
        assumeTrue(provider != TlsProvider.OPENSSL || OpenSsl.isAvailable());
        TlsSettings chosen = settings.withProvider(provider);
        server = TlsServer.of(chosen, TlsMaterial.load(chosen));
        onClose.push(server::close);
    }

    /** One more connection. */
    RawPeer knock() {
        RawPeer peer = new RawPeer(handler());
        onClose.push(peer::close);
        return peer;
    }

    /** One more connection, of somebody who speaks TLS well. */
    Wire meet(SslHandler client) {
        Wire wire = new Wire(client, handler());
        onClose.push(wire::close);
        return wire.run();
    }

    SslHandler handler() {
        return server.handler(ByteBufAllocator.DEFAULT);
    }

    @Override
    public void close() {
        onClose.forEach(Runnable::run);
    }
}
