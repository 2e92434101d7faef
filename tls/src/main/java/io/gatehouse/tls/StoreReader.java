package io.gatehouse.tls;

import io.gatehouse.auth.secret.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Opens the files that the settings name; every failure says which key, which file and what to do. */
final class StoreReader {
    private static final String KEY_LOCATION = "ssl.keystore.location";
    private static final String TRUST_LOCATION = "ssl.truststore.location";
    /** A store of trust or keys is some KiB; a gigabyte by mistake must not fill the heap. */
    static final long FILE_BYTES_MAX = 16L * 1024 * 1024;

    private StoreReader() {}

    static List<KeyEntry> keys(KeyStoreSettings settings, boolean worldReadable) {
        settings.location().ifPresent(path -> requirePrivate(path, worldReadable));
        if (!StoreFormat.isPem(settings.type())) {
            return storeKeys(settings, settings.location().orElseThrow());
        }
        String source =
                settings.location().map(path -> KEY_LOCATION + " = " + path).orElse("ssl.keystore.key");
        String keyText = settings.location()
                .map(path -> text(path, KEY_LOCATION))
                .orElseGet(() -> text(settings.key().orElseThrow()));
        PrivateKey key = PemMaterial.privateKey(keyText, settings.keyPassword().map(Secret::reveal), source);
        List<X509Certificate> chain = settings.certificateChain()
                .map(inline -> PemMaterial.certificates(text(inline), "ssl.keystore.certificate.chain"))
                .orElseGet(() -> PemMaterial.certificates(keyText, source));
        return List.of(new KeyEntry(key, chain));
    }

    static List<X509Certificate> anchors(TrustStoreSettings settings) {
        if (StoreFormat.isPem(settings.type())) {
            return settings.location()
                    .map(path -> PemMaterial.certificates(text(path, TRUST_LOCATION), TRUST_LOCATION + " = " + path))
                    .orElseGet(() -> PemMaterial.certificates(
                            text(settings.certificates().orElseThrow()), "ssl.truststore.certificates"));
        }
        Path path = settings.location().orElseThrow();
        KeyStore store = open(settings.type(), path, settings.password(), "ssl.truststore");
        List<X509Certificate> anchors = new ArrayList<>();
        try {
            for (String alias : Collections.list(store.aliases())) {
                if (store.isCertificateEntry(alias) && store.getCertificate(alias) instanceof X509Certificate anchor) {
                    anchors.add(anchor);
                }
            }
        } catch (KeyStoreException e) {
            throw new IllegalStateException("a loaded key store lists its entries", e);
        }
        if (anchors.isEmpty()) {
            throw new TlsConfigurationException(TRUST_LOCATION + " = " + path
                    + " holds no trusted certificate that can be read (expected: at least one; a PKCS#12 file shows its"
                    + " certificates only with ssl.truststore.password)");
        }
        return anchors;
    }

    private static List<KeyEntry> storeKeys(KeyStoreSettings settings, Path path) {
        KeyStore store = open(settings.type(), path, settings.password(), "ssl.keystore");
        char[] password = characters(
                settings.keyPassword().or(settings::password).orElseThrow().reveal());
        List<KeyEntry> entries = new ArrayList<>();
        try {
            for (String alias : Collections.list(store.aliases())) {
                Key key = store.isKeyEntry(alias) ? store.getKey(alias, password) : null;
                if (key instanceof PrivateKey privateKey) {
                    entries.add(new KeyEntry(privateKey, x509(store.getCertificateChain(alias), path)));
                }
            }
        } catch (UnrecoverableKeyException e) {
            throw new TlsConfigurationException(
                    KEY_LOCATION + " = " + path + ": the private key does not open (expected: "
                            + (settings.keyPassword().isPresent() ? "the right" : "a") + " ssl.key.password)",
                    e);
        } catch (GeneralSecurityException e) {
            throw new TlsConfigurationException(KEY_LOCATION + " = " + path + ": a key cannot be read", e);
        } finally {
            Arrays.fill(password, '\0');
        }
        if (entries.isEmpty()) {
            throw new TlsConfigurationException(
                    KEY_LOCATION + " = " + path + " holds no private key (expected: one with its certificate chain)");
        }
        return entries;
    }

    private static List<X509Certificate> x509(Certificate[] chain, Path path) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Certificate certificate : chain) {
            if (!(certificate instanceof X509Certificate x509)) {
                throw new TlsConfigurationException(
                        KEY_LOCATION + " = " + path + " holds a " + certificate.getType() + " (expected: X.509)");
            }
            certificates.add(x509);
        }
        return certificates;
    }

    private static KeyStore open(String type, Path path, Optional<Secret> password, String prefix) {
        KeyStore store;
        try {
            store = KeyStore.getInstance(type);
        } catch (KeyStoreException e) {
            throw new TlsConfigurationException(
                    prefix + ".type = " + type + " (expected: JKS, PKCS12, PEM or a type that this JVM knows)", e);
        }
        requireReadable(path, prefix + ".location");
        char[] characters = password.map(secret -> characters(secret.reveal())).orElse(null);
        try (InputStream in = Files.newInputStream(path)) {
            store.load(in, characters);
            return store;
        } catch (IOException | GeneralSecurityException e) {
            boolean wrongPassword = e.getCause() instanceof UnrecoverableKeyException;
            throw new TlsConfigurationException(
                    prefix + ".location = " + path
                            + (wrongPassword
                                    ? " does not open with " + prefix + ".password (expected: the store's password)"
                                    : " cannot be read as " + type + " (expected: a key store of that type)"),
                    e);
        } finally {
            if (characters != null) {
                Arrays.fill(characters, '\0');
            }
        }
    }

    private static String text(Path path, String key) {
        return new String(bytes(path, key), StandardCharsets.ISO_8859_1);
    }

    static byte[] bytes(Path path, String key) {
        requireReadable(path, key);
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new TlsConfigurationException(key + " = " + path + " (expected: a readable file)", e);
        }
    }

    private static String text(Secret secret) {
        byte[] bytes = secret.reveal();
        try {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static char[] characters(byte[] bytes) {
        char[] characters = new String(bytes, StandardCharsets.UTF_8).toCharArray();
        Arrays.fill(bytes, (byte) 0);
        return characters;
    }

    private static void requireReadable(Path path, String key) {
        try {
            if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
                throw new TlsConfigurationException(key + " = " + path + " (expected: a readable file)");
            }
            if (Files.size(path) > FILE_BYTES_MAX) {
                throw new TlsConfigurationException(key + " = " + path + " has " + Files.size(path)
                        + " bytes (expected: at most " + FILE_BYTES_MAX + ")");
            }
        } catch (IOException e) {
            throw new TlsConfigurationException(key + " = " + path + " (expected: a readable file)", e);
        }
    }

    /** A private key that every user of the machine can read is no longer private (attack 54). */
    private static void requirePrivate(Path path, boolean worldReadable) {
        requireReadable(path, KEY_LOCATION);
        try {
            boolean posix = Files.getFileStore(path).supportsFileAttributeView("posix");
            if (posix
                    && !worldReadable
                    && Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_READ)) {
                throw new TlsConfigurationException(KEY_LOCATION + " = " + path
                        + " can be read by every user (expected: chmod o-r; to allow it set "
                        + TlsSettings.WORLD_READABLE_KEYS + "=true)");
            }
        } catch (IOException e) {
            throw new TlsConfigurationException(KEY_LOCATION + " = " + path + " (expected: a readable file)", e);
        }
    }
}
