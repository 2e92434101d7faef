package io.gatehouse.tls;

import io.gatehouse.auth.secret.Secret;
import io.gatehouse.certs.CertificateAuthority;
import io.gatehouse.certs.CertificateRequest;
import io.gatehouse.certs.Host;
import io.gatehouse.certs.Issued;
import io.gatehouse.certs.KeyType;
import io.gatehouse.certs.Pem;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An authority of its own for each test, and settings made from what it issues. */
final class TestPki {
    static final SecureRandom RANDOM = new SecureRandom();

    private final Instant now = Instant.now();
    private final CertificateAuthority root = newRoot(now);

    static CertificateAuthority newRoot(Instant now) {
        return CertificateAuthority.create("Test CA", KeyType.EC, Duration.ofDays(100), now, RANDOM);
    }

    Instant now() {
        return now;
    }

    CertificateAuthority root() {
        return root;
    }

    CertificateRequest serverRequest() {
        return CertificateRequest.server("broker-1", List.of(Host.parse("localhost"), Host.parse("127.0.0.1")));
    }

    Issued server() {
        return root.issue(serverRequest(), now);
    }

    Issued client() {
        return root.issue(CertificateRequest.client("app"), now);
    }

    static Secret pem(List<X509Certificate> certificates) {
        return Secret.of(Pem.certificates(certificates));
    }

    static KeyStoreSettings inline(Issued issued) {
        return new KeyStoreSettings(
                "PEM",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Secret.of(Pem.key(issued.key()))),
                Optional.of(pem(issued.chain())));
    }

    static TrustStoreSettings trusting(X509Certificate... anchors) {
        return new TrustStoreSettings("PEM", Optional.empty(), Optional.empty(), Optional.of(pem(List.of(anchors))));
    }

    TrustStoreSettings trust() {
        return trusting(root.root());
    }

    TlsSettings settings(Issued own) {
        return TlsSettings.of(inline(own), trust());
    }

    TlsSettings serverSettings() {
        return settings(server());
    }

    /** A client without a certificate of its own. */
    TlsSettings anonymous() {
        return TlsSettings.of(KeyStoreSettings.none(), trust());
    }
}
