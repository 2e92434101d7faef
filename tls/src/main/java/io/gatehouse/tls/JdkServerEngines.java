package io.gatehouse.tls;

import io.netty.buffer.ByteBufAllocator;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;

/**
 * The JDK's engines. Each has a context of its own: the JDK offers no way to switch tickets off for one context, but
 * what one context hands out no other can open. The keys and the trust, which are what costs time, are shared.
 */
final class JdkServerEngines implements ServerEngines {
    private final KeyManager[] keys;
    private final TrustManager[] trust;
    private final String[] protocols;
    private final String[] suites;
    private final ClientAuth clientAuth;

    private JdkServerEngines(TlsSettings settings, TlsMaterial material) {
        this.keys = Contexts.jdkKeys(material).getKeyManagers();
        this.trust = new TrustManager[] {Contexts.clientTrust(settings, material)};
        this.protocols = CipherSuites.protocols(settings).toArray(String[]::new);
        this.suites = CipherSuites.suites(settings).toArray(String[]::new);
        this.clientAuth = settings.clientAuth();
    }

    static JdkServerEngines of(TlsSettings settings, TlsMaterial material) {
        JdkServerEngines engines = new JdkServerEngines(settings, material);
        try {
            engines.newEngine();
            return engines;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw Contexts.unusable(e);
        }
    }

    @Override
    public Optional<SSLEngine> newEngine(ByteBufAllocator alloc) {
        try {
            return Optional.of(newEngine());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a context that could be made once cannot be made again", e);
        }
    }

    private SSLEngine newEngine() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust, null);
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setEnabledProtocols(protocols);
        engine.setEnabledCipherSuites(suites);
        switch (clientAuth) {
            case NONE -> engine.setNeedClientAuth(false);
            case REQUESTED -> engine.setWantClientAuth(true);
            case REQUIRED -> engine.setNeedClientAuth(true);
        }
        return new OneHandshakeEngine(engine);
    }

    @Override
    public void close() {
        // Nothing native to free.
    }
}
