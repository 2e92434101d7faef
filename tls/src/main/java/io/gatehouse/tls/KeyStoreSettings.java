package io.gatehouse.tls;

import io.gatehouse.auth.secret.Secret;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The {@code ssl.keystore.*} and {@code ssl.key.password} keys as they were found: our own key and certificate chain.
 *
 * @param type {@code ssl.keystore.type}
 * @param location {@code ssl.keystore.location}
 * @param password {@code ssl.keystore.password}
 * @param keyPassword {@code ssl.key.password}; a store's key falls back to the store's password
 * @param key {@code ssl.keystore.key}, PEM text
 * @param certificateChain {@code ssl.keystore.certificate.chain}, PEM text
 */
public record KeyStoreSettings(
        String type,
        Optional<Path> location,
        Optional<Secret> password,
        Optional<Secret> keyPassword,
        Optional<Secret> key,
        Optional<Secret> certificateChain) {

    /** No key store: enough for a client that has no certificate, never for a server. */
    public static KeyStoreSettings none() {
        return new KeyStoreSettings(
                StoreFormat.JKS,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** A JKS or PKCS#12 file whose key has the store's password. */
    public static KeyStoreSettings store(String type, Path location, Secret password) {
        return new KeyStoreSettings(
                type,
                Optional.of(location),
                Optional.of(password),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** A PEM file with the chain and the private key. */
    public static KeyStoreSettings pem(Path location, Optional<Secret> keyPassword) {
        return new KeyStoreSettings(
                StoreFormat.PEM,
                Optional.of(location),
                Optional.empty(),
                keyPassword,
                Optional.empty(),
                Optional.empty());
    }

    /** Whether a key is configured at all. */
    public boolean present() {
        return location.isPresent() || key.isPresent() || certificateChain.isPresent();
    }

    boolean sameAs(KeyStoreSettings other) {
        return type.equals(other.type)
                && location.equals(other.location)
                && same(password, other.password)
                && same(keyPassword, other.keyPassword)
                && same(key, other.key)
                && same(certificateChain, other.certificateChain);
    }

    static boolean same(Optional<Secret> one, Optional<Secret> other) {
        return one.isPresent() == other.isPresent()
                && one.stream().allMatch(secret -> secret.sameAs(other.orElseThrow()));
    }
}
