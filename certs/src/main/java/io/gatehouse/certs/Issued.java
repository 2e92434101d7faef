package io.gatehouse.certs;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** A private key with the certificates that vouch for it, leaf first, root left out. */
public record Issued(PrivateKey key, List<X509Certificate> chain) {
    public Issued {
        chain = List.copyOf(chain);
    }

    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** Without the key, whose own text form is not ours to trust. */
    @Override
    public String toString() {
        return "Issued[" + certificate().getSubjectX500Principal() + "]";
    }
}
