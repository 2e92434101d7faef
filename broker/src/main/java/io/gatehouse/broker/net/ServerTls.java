package io.gatehouse.broker.net;

import io.gatehouse.tls.TlsServer;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes the TLS stages of a listener's connections, and judges again who came through them. Thread: any. */
final class ServerTls {
    private final TlsServer context;
    private final ShownCertificates certificates = new ShownCertificates();

    ServerTls(TlsServer context) {
        this.context = context;
    }

    SslHandler handler(ByteBufAllocator allocator, Duration handshakeDeadline) {
        return context.handler(allocator, handshakeDeadline);
    }

    /** Which keys and which trust a handshake that begins now will be made with, or older ones than that. */
    int generation() {
        return context.generation();
    }

    /** Which name a client with these certificates has proved. */
    Optional<String> name(List<X509Certificate> chain) {
        return context.name(chain);
    }

    ShownCertificates certificates() {
        return certificates;
    }

    /** Ends the connections of clients that would not be let in any more, and their sessions; returns how many. */
    int review(Instant now) {
        context.tendTickets(now);
        return certificates.review(context.generation(), context::refusal);
    }
}
