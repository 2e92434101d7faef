package io.gatehouse.certs;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** One thing in a PEM text; exactly one part is there. Of a key only its kind is kept. */
public record PemObjectFound(
        Optional<X509Certificate> certificate,
        Optional<X509CRL> revocationList,
        Optional<SigningRequest> request,
        Optional<String> key) {
    public static PemObjectFound of(X509Certificate certificate) {
        return new PemObjectFound(Optional.of(certificate), Optional.empty(), Optional.empty(), Optional.empty());
    }

    public static PemObjectFound of(X509CRL list) {
        return new PemObjectFound(Optional.empty(), Optional.of(list), Optional.empty(), Optional.empty());
    }

    public static PemObjectFound of(SigningRequest request) {
        return new PemObjectFound(Optional.empty(), Optional.empty(), Optional.of(request), Optional.empty());
    }

    public static PemObjectFound ofKey(String kind) {
        return new PemObjectFound(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(kind));
    }
}
