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
    private final ByteBufAllocator memory;
    private final Deque<Runnable> onClose = new ArrayDeque<>();

    Door(TlsSettings settings, TlsProvider provider) {
        this(settings, provider, ByteBufAllocator.DEFAULT);
    }

    Door(TlsSettings settings, TlsProvider provider, ByteBufAllocator memory) {
        this.memory = memory;
        assumeTrue(provider != TlsProvider.OPENSSL || OpenSsl.isAvailable());
        TlsSettings chosen = settings.withCryptography(Cryptography.of(provider));
        server = TlsServer.of(chosen, TlsMaterial.load(chosen));
        onClose.push(server::close);
    }

    /** One more connection. */
    RawPeer knock() {
        RawPeer peer = knockOnce();
        onClose.push(peer::close);
        return peer;
    }

    /** The same, closed by the caller. */
    RawPeer knockOnce() {
        RawPeer peer = new RawPeer(handler());
        peer.side().channel().config().setAllocator(memory);
        return peer;
    }

    /** One more connection, of somebody who speaks TLS well. */
    Wire meet(SslHandler client) {
        Wire wire = new Wire(client, handler());
        onClose.push(wire::close);
        return wire.run();
    }

    private SslHandler handler() {
        return server.handler(memory);
    }

    @Override
    public void close() {
        onClose.forEach(Runnable::run);
    }
}
