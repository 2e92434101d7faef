package io.gatehouse.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;

/**
 * The JDK's engines. What one of its contexts hands out as tickets no other can open, and its keys cannot be changed: a
 * new key means a new context. The server's key and the trust, which are what costs time, are shared.
 */
final class JdkServerEngines implements ServerEngines {
    /** Of clients that cannot keep their session as a ticket; more would be memory for strangers to fill. */
    private static final int SESSIONS_MAX = 1000;

    private final Cryptography cryptography;
    private final KeyManager[] keys;
    private final TrustManager[] trust;
    private final EngineShape shape;
    private volatile SSLContext context;

    private JdkServerEngines(TlsSettings settings, TlsMaterial material) throws GeneralSecurityException {
        this.cryptography = settings.cryptography();
        this.keys = Contexts.jdkKeys(settings, material).getKeyManagers();
        this.trust = new TrustManager[] {Contexts.clientTrust(settings, material)};
        this.shape = EngineShape.of(settings);
        this.context = newContext();
    }

    static JdkServerEngines of(TlsSettings settings, TlsMaterial material) {
        try {
            JdkServerEngines engines = new JdkServerEngines(settings, material);
            engines.newEngine();
            return engines;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw Contexts.unusable(e);
        }
    }

    @Override
    public Optional<SslHandler> newHandler(ByteBufAllocator alloc) {
        return Optional.of(new SslHandler(newEngine()));
    }

    private SSLContext newContext() throws GeneralSecurityException {
        SSLContext made = cryptography.context();
        made.init(keys, trust, cryptography.secureRandom().orElse(null));
        made.getServerSessionContext().setSessionTimeout((int) TlsDefaults.TICKET_LIFETIME.toSeconds());
        made.getServerSessionContext().setSessionCacheSize(SESSIONS_MAX);
        return made;
    }

    private SSLEngine newEngine() {
        return shape.server(context.createSSLEngine());
    }

    /** Costs each client one full handshake: the tickets of before are not opened. */
    @Override
    public void renewTickets() {
        try {
            context = newContext();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a context that could be made once cannot be made again", e);
        }
    }

    @Override
    public void forgetTickets() {
        renewTickets();
    }

    @Override
    public void close() {
        // Nothing native to free.
    }
}
