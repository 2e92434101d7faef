package io.gatehouse.tls;

import io.gatehouse.auth.secret.Secret;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The {@code ssl.truststore.*} keys as they were found: whose signatures we believe.
 *
 * @param type {@code ssl.truststore.type}
 * @param location {@code ssl.truststore.location}
 * @param password {@code ssl.truststore.password}; without it a JKS file is read without integrity check
 * @param certificates {@code ssl.truststore.certificates}, PEM text
 */
public record TrustStoreSettings(
        String type, Optional<Path> location, Optional<Secret> password, Optional<Secret> certificates) {

    /** No trust store: the JVM's own list of public authorities judges peers (CONFORMANCE TLS-29). */
    public static TrustStoreSettings none() {
        return new TrustStoreSettings(StoreFormat.JKS, Optional.empty(), Optional.empty(), Optional.empty());
    }

    public static TrustStoreSettings store(String type, Path location, Optional<Secret> password) {
        return new TrustStoreSettings(type, Optional.of(location), password, Optional.empty());
    }

    public static TrustStoreSettings pem(Path location) {
        return store(StoreFormat.PEM, location, Optional.empty());
    }

    /** Whether anchors are configured at all. */
    public boolean present() {
        return location.isPresent() || certificates.isPresent();
    }

    boolean sameAs(TrustStoreSettings other) {
        return type.equals(other.type)
                && location.equals(other.location)
                && KeyStoreSettings.same(password, other.password)
                && KeyStoreSettings.same(certificates, other.certificates);
    }
}
