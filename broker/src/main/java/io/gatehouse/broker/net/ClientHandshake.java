package io.gatehouse.broker.net;

import io.gatehouse.broker.session.PeerDetails.ShownCertificate;
import io.gatehouse.broker.session.PeerDetails.TlsDetails;
import io.gatehouse.tls.Negotiated;
import io.gatehouse.tls.PeerCertificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;

/**
 * What becomes of one client's TLS handshake, and of the certificates that it has shown in it. Thread: the connection's event
 * loop.
 */
final class ClientHandshake {
    private static final int HEXADECIMAL = 16;

    private final Connection connection;
    private final ServerTls tls;
    private final int generation;

    /** @param generation of the keys and the trust that the handshake is made with, or an older one */
    ClientHandshake(Connection connection, ServerTls tls, int generation) {
        this.connection = connection;
        this.tls = tls;
        this.generation = generation;
    }

    /**
     * It is over: tells {@code ready} which name the client has proved, now or when a responder has said that its certificate is
     * good; nothing when the connection is to end. Meanwhile no request is looked at.
     */
    void succeeded(SSLEngine engine, Consumer<Optional<String>> ready) {
        Negotiated agreed = Negotiated.of(engine);
        tls.handshakes().succeeded(agreed);
        List<X509Certificate> chain = PeerCertificate.chain(engine.getSession());
        connection.details().tls(details(agreed, chain));
        if (chain.isEmpty()) {
            ready.accept(Optional.empty());
        } else {
            admit(chain, ready);
        }
    }

    private static TlsDetails details(Negotiated agreed, List<X509Certificate> chain) {
        return new TlsDetails(
                agreed.protocol(), agreed.suite(), chain.stream().findFirst().map(ClientHandshake::shown));
    }

    private static ShownCertificate shown(X509Certificate leaf) {
        return new ShownCertificate(
                leaf.getSubjectX500Principal().getName(), leaf.getSerialNumber().toString(HEXADECIMAL));
    }

    void failed(Throwable cause) {
        tls.handshakes().failed(cause);
    }

    private void admit(List<X509Certificate> chain, Consumer<Optional<String>> ready) {
        Optional<String> late = tls.certificates().add(connection, chain, generation);
        connection.onClose(() -> tls.certificates().remove(connection));
        if (late.isPresent()) { // The client came back with a session that is older than that.
            connection.refuseCertificate(chain.get(0), late.get());
        } else if (tls.asksResponders()) {
            connection.flow().stop(Flow.Stop.JUDGED);
            Instant now = connection.now();
            connection
                    .elsewhere(() -> tls.ask(chain, now))
                    .whenCompleteAsync(
                            (refusal, failure) ->
                                    answered(chain, failure == null ? refusal : unanswered(failure), ready),
                            connection.loop());
        } else {
            ready.accept(tls.name(chain));
        }
    }

    private static Optional<String> unanswered(Throwable failure) {
        return Optional.of("nobody could be asked whether the certificate was revoked: " + failure);
    }

    private void answered(List<X509Certificate> chain, Optional<String> refusal, Consumer<Optional<String>> ready) {
        if (refusal.isPresent()) {
            connection.refuseCertificate(chain.get(0), refusal.get());
        } else if (!connection.flow().closing()) {
            ready.accept(tls.name(chain));
            connection.flow().go(Flow.Stop.JUDGED);
        }
    }
}
