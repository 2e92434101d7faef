package io.gatehouse.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;

/**
 * What a TLS listener needs: one context, and a fresh handler for each connection.
 *
 * <p>Sessions are not resumed: each connection proves its certificate again, so that a changed trust store or client
 * rule counts from the next connection on (attack 46). Renegotiation is refused (CONFORMANCE TLS-09, attack 33).
 */
public final class TlsServer implements AutoCloseable {
    private final ServerEngines engines;
    private final TlsProvider provider;

    private TlsServer(ServerEngines engines, TlsProvider provider) {
        this.engines = engines;
        this.provider = provider;
    }

    /** @throws TlsConfigurationException when there is no key, or the provider cannot do what the settings say */
    public static TlsServer of(TlsSettings settings, TlsMaterial material) {
        if (!material.hasKey()) {
            throw new TlsConfigurationException(
                    "ssl.keystore.location is not set (expected: a key store; without one no client can be greeted)");
        }
        TlsProvider provider = Contexts.provider(settings, material);
        return new TlsServer(Contexts.server(settings, material, provider), provider);
    }

    /**
     * A handler for one new connection, which gives the handshake up after {@code handshakeDeadline}. It must go into
     * a pipeline, which frees it.
     */
    public SslHandler handler(ByteBufAllocator alloc, Duration handshakeDeadline) {
        SslHandler handler = new SslHandler(engines.newEngine(alloc));
        handler.setHandshakeTimeoutMillis(handshakeDeadline.toMillis());
        return handler;
    }

    /** The same with {@link TlsDefaults#HANDSHAKE_DEADLINE}. */
    public SslHandler handler(ByteBufAllocator alloc) {
        return handler(alloc, TlsDefaults.HANDSHAKE_DEADLINE);
    }

    /** Who does the cryptography, for the log: {@code OPENSSL} or {@code JDK}. */
    public String provider() {
        return provider.name();
    }

    /** Frees the native context; connections that are open keep their share of it until they close. */
    @Override
    public void close() {
        engines.close();
    }
}
