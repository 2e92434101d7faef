package io.gatehouse.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a TLS listener needs: one context, and a fresh handler for each connection. The context can be replaced while
 * connections come in: each handshake is with one or the other, and none is refused for it.
 *
 * <p>A client may come back with its session (a ticket) and skip the proof of its certificate, to this listener and for as
 * long as keys, trust and revocation lists are what the proof was judged by: a replaced context opens no ticket of the one
 * before (attack 46). Early data is not read (attack 45). Renegotiation is refused (CONFORMANCE TLS-09, attack 33).
 *
 * <p>Thread: any.
 */
public final class TlsServer implements AutoCloseable, LiveMaterial.User {
    /** Several TLS records are sealed into one buffer, of at most so many bytes of plain text. */
    private static final int WRAPPED_BYTES_MAX = 128 << 10;

    private final TlsSettings settings;
    private final Replaceable<Served> served;
    private Instant ticketsRenewedAt = Instant.EPOCH;
    private Instant ticketsSeenAt = Instant.EPOCH;

    private TlsServer(TlsSettings settings, Served first) {
        this.settings = settings;
        this.served =
                new Replaceable<>(first, generation -> generation.engines().close());
    }

    /** @throws TlsConfigurationException when there is no key, or the provider cannot do what the settings say */
    public static TlsServer of(TlsSettings settings, TlsMaterial material) {
        return new TlsServer(settings, Served.of(settings, material));
    }

    /**
     * A server whose engines somebody else makes, and whose clients they judge.
     *
     * @throws TlsConfigurationException when they have nothing of what the settings ask for
     */
    public static TlsServer of(TlsSettings settings, EngineSource engines) {
        return new TlsServer(settings, Served.of(settings, engines));
    }

    /**
     * A handler for one new connection, which gives the handshake up after {@code handshakeDeadline}. It must go into
     * a pipeline, which frees it.
     */
    public SslHandler handler(ByteBufAllocator alloc, Duration handshakeDeadline) {
        SslHandler handler = served.<SslHandler>with(now -> now.engines().newHandler(alloc));
        handler.setHandshakeTimeoutMillis(handshakeDeadline.toMillis());
        handler.setWrapDataSize(WRAPPED_BYTES_MAX);
        return handler;
    }

    /** The same with {@link TlsDefaults#HANDSHAKE_DEADLINE}. */
    public SslHandler handler(ByteBufAllocator alloc) {
        return handler(alloc, TlsDefaults.HANDSHAKE_DEADLINE);
    }

    /** Who does the cryptography, for the log: {@code OPENSSL}, {@code JDK}, or whoever else makes the engines. */
    public String provider() {
        return served.current().provider();
    }

    /** Which name a client with this chain has proved in its handshake. */
    public Optional<String> name(List<X509Certificate> chain) {
        return PeerCertificate.name(chain, settings.clientName());
    }

    /** Grows with each replacement of keys and trust. */
    public int generation() {
        return served.number();
    }

    /** Why the client with this chain would not be let in now, if so: revoked, expired, not trusted any more. */
    public Optional<String> refusal(List<X509Certificate> chain) {
        X509Certificate leaf = chain.get(0);
        try {
            Optional<PeerTrust> trust = served.current().trust();
            if (trust.isPresent()) {
                trust.get()
                        .checkClientTrusted(
                                chain.toArray(X509Certificate[]::new),
                                leaf.getPublicKey().getAlgorithm());
            } else {
                leaf.checkValidity();
            }
            return Optional.empty();
        } catch (CertificateException e) {
            return Optional.of(TlsSelfTest.rootMessage(e));
        } catch (RuntimeException e) { // The JVM's path validation has met a certificate that it cannot cope with.
            return Optional.of("the certificates cannot be judged: " + e);
        }
    }

    /** Whether {@link #responderRefusal} asks anybody. */
    public boolean asksResponders() {
        return settings.revocation().responders().isPresent();
    }

    /**
     * Why the responder of its authority wants nobody to believe the client with this chain, if so. Blocks for some seconds
     * at worst; what was answered within the last minute is not asked again.
     */
    public Optional<String> responderRefusal(List<X509Certificate> chain, Instant now) {
        return served.current().responders().flatMap(responders -> responders.refusal(chain, now));
    }

    /** The same about a client that is connected already: that nobody answers does not end its connection. */
    public Optional<String> responderRevocation(List<X509Certificate> chain, Instant now) {
        return served.current().responders().flatMap(responders -> responders.revocation(chain, now));
    }

    /**
     * Gives sessions a new key when the one in use is old, and makes all of them worthless when a revocation list ends by
     * which their clients were judged. To be called every few seconds, by one thread at a time.
     */
    public void tendTickets(Instant now) {
        Served current = served.current();
        boolean listEnded = current.listsEnd()
                .filter(end -> !end.isAfter(now) && end.isAfter(ticketsSeenAt))
                .isPresent();
        ticketsSeenAt = now;
        if (listEnded) {
            current.engines().forgetTickets();
        } else if (!now.isBefore(ticketsRenewedAt.plus(TlsDefaults.TICKET_LIFETIME))) {
            ticketsRenewedAt = now;
            current.engines().renewTickets();
        }
    }

    @Override
    public LiveMaterial.Change prepare(TlsMaterial next) {
        return served.change(Served.of(settings, next));
    }

    /** Frees the native context; connections that are open keep their share of it until they close. */
    @Override
    public void close() {
        served.close();
    }

    /** One generation: what handshakes are made with. */
    private record Served(
            ServerEngines engines,
            Optional<PeerTrust> trust,
            String provider,
            Optional<Instant> listsEnd,
            Optional<Responders> responders) {
        static Served of(TlsSettings settings, EngineSource engines) {
            return new Served(
                    ForeignEngines.of(settings, engines),
                    Optional.empty(),
                    engines.name(),
                    Optional.empty(),
                    Optional.empty());
        }

        static Served of(TlsSettings settings, TlsMaterial material) {
            if (!material.hasKey()) {
                throw new TlsConfigurationException("ssl.keystore.location is not set (expected: a key store; without"
                        + " one no client can be greeted)");
            }
            TlsProvider provider = Contexts.provider(settings, material);
            return new Served(
                    Contexts.server(settings, material, provider),
                    Optional.of(Contexts.clientTrust(settings, material)),
                    provider.name(),
                    material.revocation().flatMap(RevocationLists::end),
                    settings.revocation()
                            .responders()
                            .map(responders -> new Responders(responders, material.anchors())));
        }
    }
}
