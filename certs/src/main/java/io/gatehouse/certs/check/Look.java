package io.gatehouse.certs.check;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What one TLS connection showed.
 *
 * @param protocol and {@code suite} are empty when the handshake did not come to its end
 * @param askedForCertificate whether the server wanted a certificate of ours
 * @param failure what ended the connection before a Kafka answer came; in the words of the TLS stack
 */
record Look(
        List<X509Certificate> chain,
        String protocol,
        String suite,
        boolean askedForCertificate,
        List<String> acceptedIssuers,
        boolean kafka,
        Optional<String> failure) {
    boolean handshaken() {
        return !protocol.isEmpty();
    }

    /** The alert that the other side sent, such as {@code bad_certificate}; empty when it sent none. */
    String alert() {
        String marker = "fatal alert: ";
        return failure.filter(text -> text.contains(marker))
                .map(text -> text.substring(text.indexOf(marker) + marker.length()))
                .orElse("");
    }
}
