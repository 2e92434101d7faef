package io.gatehouse.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import javax.net.ssl.SSLEngine;

/**
 * What a TLS listener needs: one context, and a fresh handler for each connection.
 *
 * <p>Sessions are not resumed: each connection proves its certificate again, so that a changed trust store or client
 * rule counts from the next connection on (attack 46). Renegotiation is refused (CONFORMANCE TLS-09, attack 33).
 */
public final class TlsServer implements AutoCloseable {
    private final SslContext context;
    private final TlsProvider provider;

    private TlsServer(SslContext context, TlsProvider provider) {
        this.context = context;
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
        SSLEngine engine = context.newEngine(alloc);
        // BoringSSL never renegotiates; the JDK does unless somebody says no.
        SslHandler handler = new SslHandler(provider == TlsProvider.JDK ? new OneHandshakeEngine(engine) : engine);
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
        ReferenceCountUtil.release(context);
    }
}
