package io.gatehouse.broker.session;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.security.Principal;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/**
 * Says in our place who a peer is that has proved something (KIP-189, CONFORMANCE PMR-11). Thread: event loops, several at once;
 * must not block.
 */
public interface PrincipalSource {
    /** @return empty: nobody who may come in */
    Optional<Made> principal(Proof proof);

    /** @param original as the plug-in made it, for another plug-in that knows it */
    record Made(VerifiedPrincipal principal, Principal original) {}

    /**
     * What a peer has proved.
     *
     * @param tls where the connection has TLS; with the client's certificate, if it has shown one
     * @param host the peer's address
     * @param sasl what was proved by SASL, on a listener that asks for it
     */
    record Proof(Optional<SSLSession> tls, String host, String listener, Optional<Sasl> sasl) {}

    /** @param byToken with a delegation token, whose owner {@code principal} is */
    record Sasl(String mechanism, VerifiedPrincipal principal, boolean byToken) {}
}
