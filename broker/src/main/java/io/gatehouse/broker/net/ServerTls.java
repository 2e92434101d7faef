package io.gatehouse.broker.net;

import io.gatehouse.tls.TlsServer;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Makes the TLS stages of a listener's connections, and judges again who came through them. Thread: any. */
final class ServerTls {
    private final TlsServer context;
    private final ShownCertificates certificates = new ShownCertificates();
    private final HandshakeCounts handshakes = new HandshakeCounts();
    private final AtomicBoolean asking = new AtomicBoolean();

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

    HandshakeCounts handshakes() {
        return handshakes;
    }

    ShownCertificates certificates() {
        return certificates;
    }

    /** Whether clients are only let in when a responder says that their certificate is good. */
    boolean asksResponders() {
        return context.asksResponders();
    }

    /** Why the responder does not want this client to be believed, if so. Blocks. */
    Optional<String> ask(List<X509Certificate> chain, Instant now) {
        return context.responderRefusal(chain, now);
    }

    /** Asks about everybody who is connected, unless the last round of questions is still under way. */
    private void askAgain(Instant now, Executor waiting) {
        if (!context.asksResponders() || !asking.compareAndSet(false, true)) {
            return;
        }
        try {
            waiting.execute(() -> {
                try {
                    certificates.reviewAll(chain -> context.responderRevocation(chain, now));
                } finally {
                    asking.set(false);
                }
            });
        } catch (RejectedExecutionException e) {
            asking.set(false); // The next review comes soon.
        }
    }

    /** Gives the sessions that clients come back with a new key when it is time. */
    void tend(Instant now) {
        context.tendTickets(now);
    }

    /** Why the client with these certificates would not be let in now, if so. */
    Optional<String> refusal(List<X509Certificate> chain) {
        return context.refusal(chain);
    }

    /** Ends the connections of clients that would not be let in any more, and their sessions; returns how many at once. */
    int review(Instant now, Executor waiting) {
        context.tendTickets(now);
        askAgain(now, waiting);
        return certificates.review(context.generation(), context::refusal);
    }
}
