package io.gatehouse.tls;

import io.gatehouse.auth.secret.Secret;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Copies of keys and trust in JKS files that nobody else can use, for a library that reads files whenever it feels like it: what
 * it finds has always been judged before, whatever state the operator's files are in. The keys are encrypted with 256 random
 * bits that only this process knows, so a copy that a killed process leaves behind is worth nothing; that many bits also make
 * up for what JKS does with passwords.
 *
 * <p>Thread: one at a time; the files may be read at any time.
 */
public final class PrivateStores implements LiveMaterial.User, AutoCloseable {
    private static final String TYPE = "JKS";

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final int PASSWORD_BYTES = 32;

    private final Path folder;
    private final char[] password;

    private PrivateStores(Path folder, char[] password) {
        this.folder = folder;
        this.password = password;
    }

    /** @throws UncheckedIOException where the temporary folder cannot be written to */
    public static PrivateStores of(TlsMaterial first, SecureRandom random) {
        byte[] bits = new byte[PASSWORD_BYTES];
        random.nextBytes(bits);
        try {
            PrivateStores stores = new PrivateStores(
                    Files.createTempDirectory("gatehouse-tls"), // Its owner's alone.
                    HexFormat.of().formatHex(bits).toCharArray());
            stores.prepare(first).use();
            return stores;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same settings with these copies instead of the operator's stores. */
    public TlsSettings settings(TlsSettings operators) {
        Secret secret = Secret.ofText(new String(password));
        return new TlsSettings(
                KeyStoreSettings.store(TYPE, keyStore(), secret),
                TrustStoreSettings.store(TYPE, trustStore(), Optional.of(secret)),
                operators.revocation(),
                operators.clientAuth(),
                operators.clientName(),
                operators.protocols(),
                operators.cipherSuites(),
                operators.endpointIdentification(),
                operators.cryptography(),
                operators.worldReadableKeys());
    }

    private Path keyStore() {
        return folder.resolve("keys.jks");
    }

    private Path trustStore() {
        return folder.resolve("trust.jks");
    }

    @Override
    public LiveMaterial.Change prepare(TlsMaterial next) {
        Path keys = write("next-keys.jks", keys(next));
        Path trust = write("next-trust.jks", trust(next));
        return new LiveMaterial.Change() {
            @Override
            public void use() {
                move(keys, keyStore());
                move(trust, trustStore());
            }

            @Override
            public void drop() {
                delete(keys);
                delete(trust);
            }
        };
    }

    private KeyStore keys(TlsMaterial material) {
        return filled(store -> {
            int number = 0;
            for (KeyEntry entry : material.keys()) {
                store.setKeyEntry(
                        "key-" + number++, entry.key(), password, entry.chain().toArray(Certificate[]::new));
            }
        });
    }

    private static KeyStore trust(TlsMaterial material) {
        return filled(store -> {
            int number = 0;
            for (Certificate anchor : material.anchors()) {
                store.setCertificateEntry("anchor-" + number++, anchor);
            }
        });
    }

    private static KeyStore filled(Filling filling) {
        try {
            KeyStore store = KeyStore.getInstance(TYPE);
            store.load(null, null);
            filling.into(store);
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsConfigurationException("keys and certificates cannot be copied: " + e.getMessage(), e);
        }
    }

    private Path write(String name, KeyStore store) {
        Path file = folder.resolve(name);
        try {
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            try (OutputStream out = Files.newOutputStream(file)) {
                store.store(out, password);
            }
            return file;
        } catch (IOException | GeneralSecurityException e) {
            throw new TlsConfigurationException(
                    "keys and certificates cannot be copied to " + file + ": " + e.getMessage(), e);
        }
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        Arrays.fill(password, '0');
        List.of(keyStore(), trustStore(), folder).forEach(PrivateStores::delete);
    }

    /** Puts entries into a store. */
    private interface Filling {
        void into(KeyStore store) throws GeneralSecurityException;
    }
}
