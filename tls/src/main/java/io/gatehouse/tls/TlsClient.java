package io.gatehouse.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * The TLS of outgoing connections. The server's name is checked against the host that the caller wanted, never against
 * what the resolver says about an address (attack 52). Like a {@link TlsServer} it can get other material while it is used.
 *
 * <p>Thread: any.
 */
public final class TlsClient implements AutoCloseable, LiveMaterial.User {
    private final TlsSettings settings;
    private final Replaceable<Calling> calling;

    private TlsClient(TlsSettings settings, Calling first) {
        this.settings = settings;
        this.calling = new Replaceable<>(first, generation -> ReferenceCountUtil.release(generation.context()));
    }

    /** @throws TlsConfigurationException when the provider cannot do what the settings say */
    public static TlsClient of(TlsSettings settings, TlsMaterial material) {
        return new TlsClient(settings, Calling.of(settings, material));
    }

    /** A handler for one new connection to {@code host}, which must go into a pipeline, which frees it. */
    public SslHandler handler(ByteBufAllocator alloc, String host, int port, Duration handshakeDeadline) {
        SslHandler handler = calling.with(
                now -> Shares.with(now.context(), () -> now.context().newHandler(alloc, host, port)));
        handler.setHandshakeTimeoutMillis(handshakeDeadline.toMillis());
        return handler;
    }

    /** The same with {@link TlsDefaults#HANDSHAKE_DEADLINE}. */
    public SslHandler handler(ByteBufAllocator alloc, String host, int port) {
        return handler(alloc, host, port, TlsDefaults.HANDSHAKE_DEADLINE);
    }

    /**
     * The same keys and the same judgement for libraries that bring their own engines, in either role. The name check
     * is part of the trust manager, so it also holds where the library forgets to ask for it.
     */
    public SSLContext jdkContext() {
        return jdkContext(settings, calling.current().material());
    }

    static SSLContext jdkContext(TlsSettings settings, TlsMaterial material) {
        try {
            SSLContext jdk = settings.cryptography().context();
            KeyManager[] keys =
                    material.hasKey() ? Contexts.jdkKeys(settings, material).getKeyManagers() : new KeyManager[0];
            PeerTrust trust = new PeerTrust(
                    material.trustManager(settings.cryptography()),
                    settings.endpointIdentification(),
                    settings.clientName());
            jdk.init(
                    keys,
                    new TrustManager[] {trust},
                    settings.cryptography().secureRandom().orElse(null));
            return jdk;
        } catch (GeneralSecurityException e) {
            throw Contexts.unusable(e);
        }
    }

    @Override
    public LiveMaterial.Change prepare(TlsMaterial next) {
        return calling.change(Calling.of(settings, next));
    }

    /** Frees the native context; connections that are open keep their share of it until they close. */
    @Override
    public void close() {
        calling.close();
    }

    /** One generation: what handshakes are made with. */
    private record Calling(TlsMaterial material, SslContext context) {
        static Calling of(TlsSettings settings, TlsMaterial material) {
            return new Calling(material, Contexts.client(settings, material, Contexts.provider(settings, material)));
        }
    }
}
