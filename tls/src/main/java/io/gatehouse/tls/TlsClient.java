package io.gatehouse.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
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
    private volatile TlsMaterial material;
    private volatile SslContext context;
    private volatile boolean closed;

    private TlsClient(TlsSettings settings, TlsMaterial material, SslContext context) {
        this.settings = settings;
        this.material = material;
        this.context = context;
    }

    /** @throws TlsConfigurationException when the provider cannot do what the settings say */
    public static TlsClient of(TlsSettings settings, TlsMaterial material) {
        return new TlsClient(settings, material, context(settings, material));
    }

    private static SslContext context(TlsSettings settings, TlsMaterial material) {
        return Contexts.client(settings, material, Contexts.provider(settings, material));
    }

    /** A handler for one new connection to {@code host}, which must go into a pipeline, which frees it. */
    public SslHandler handler(ByteBufAllocator alloc, String host, int port, Duration handshakeDeadline) {
        SslHandler handler = handlerOfNow(alloc, host, port);
        handler.setHandshakeTimeoutMillis(handshakeDeadline.toMillis());
        return handler;
    }

    private SslHandler handlerOfNow(ByteBufAllocator alloc, String host, int port) {
        while (!closed) {
            SslContext now = context;
            Optional<SslHandler> handler = Shares.with(now, () -> now.newHandler(alloc, host, port));
            if (handler.isPresent()) {
                return handler.get();
            }
        }
        throw new IllegalStateException("the TLS context of these connections is closed");
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
        return jdkContext(settings, material);
    }

    static SSLContext jdkContext(TlsSettings settings, TlsMaterial material) {
        try {
            SSLContext jdk = SSLContext.getInstance("TLS");
            KeyManager[] keys = material.hasKey() ? Contexts.jdkKeys(material).getKeyManagers() : new KeyManager[0];
            PeerTrust trust =
                    new PeerTrust(material.trustManager(), settings.endpointIdentification(), settings.clientName());
            jdk.init(keys, new TrustManager[] {trust}, null);
            return jdk;
        } catch (GeneralSecurityException e) {
            throw Contexts.unusable(e);
        }
    }

    @Override
    public LiveMaterial.Change prepare(TlsMaterial next) {
        SslContext made = context(settings, next);
        return new LiveMaterial.Change() {
            @Override
            public void use() {
                replace(next, made);
            }

            @Override
            public void drop() {
                ReferenceCountUtil.release(made);
            }
        };
    }

    private synchronized void replace(TlsMaterial next, SslContext made) {
        if (closed) {
            ReferenceCountUtil.release(made);
            return;
        }
        SslContext before = context;
        material = next;
        context = made;
        ReferenceCountUtil.release(before);
    }

    /** Frees the native context; connections that are open keep their share of it until they close. */
    @Override
    public synchronized void close() {
        closed = true;
        ReferenceCountUtil.release(context);
    }
}
