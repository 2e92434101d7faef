package io.gatehouse.certs;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Key and trust stores of Java: PKCS#12, and JKS, as the JDK writes it, for programs that read nothing else: its encryption
 * is Sun's own and weak.
 */
public enum KeyStores {
    PKCS12,
    JKS;

    /** One key with its chain; the key has the store's password, as OpenSSL needs it. */
    public byte[] keyStore(Issued issued, char[] password) {
        if (this == PKCS12) {
            return Pkcs12.keyStore(issued, password);
        }
        try {
            KeyStore store = empty();
            store.setKeyEntry("key", issued.key(), password, issued.chain().toArray(Certificate[]::new));
            return bytes(store, password);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a key store cannot be made", e);
        }
    }

    public byte[] trustStore(List<X509Certificate> anchors, char[] password) {
        if (this == PKCS12) {
            return Pkcs12.trustStore(anchors, password);
        }
        try {
            KeyStore store = empty();
            for (int i = 0; i < anchors.size(); i++) {
                store.setCertificateEntry("ca-" + i, anchors.get(i));
            }
            return bytes(store, password);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a trust store cannot be made", e);
        }
    }

    /** Which of the two the bytes are: PKCS#12 is DER and starts with a SEQUENCE, JKS with a number of its own. */
    public static Optional<KeyStores> of(byte[] bytes) {
        if (bytes.length > 0 && bytes[0] == 0x30) {
            return Optional.of(PKCS12);
        }
        byte[] jks = {(byte) 0xfe, (byte) 0xed, (byte) 0xfe, (byte) 0xed};
        return Arrays.mismatch(bytes, jks) == jks.length ? Optional.of(JKS) : Optional.empty();
    }

    /** One entry of a store: an alias, its certificates leaf first, and whether a key is with them. */
    public record Entry(String alias, boolean key, List<X509Certificate> certificates) {
        public Entry {
            certificates = List.copyOf(certificates);
        }
    }

    /** @throws CertsException when the store does not open with the password */
    public List<Entry> read(byte[] bytes, char[] password, String source) {
        List<Entry> entries = new ArrayList<>();
        try {
            KeyStore store = open(bytes, password, source);
            for (String alias : Collections.list(store.aliases())) {
                Certificate[] chain = store.getCertificateChain(alias);
                Certificate[] all = chain == null ? new Certificate[] {store.getCertificate(alias)} : chain;
                List<X509Certificate> certificates = Arrays.stream(all)
                        .filter(X509Certificate.class::isInstance)
                        .map(X509Certificate.class::cast)
                        .toList();
                entries.add(new Entry(alias, store.isKeyEntry(alias), certificates));
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a store that is open cannot be read", e);
        }
        return entries;
    }

    /** The first key of a store with its chain. */
    public Issued readKey(byte[] bytes, char[] password, String source) {
        try {
            KeyStore store = open(bytes, password, source);
            for (String alias : Collections.list(store.aliases())) {
                Key key = store.getKey(alias, password);
                Certificate[] chain = store.getCertificateChain(alias);
                if (key instanceof PrivateKey secret && chain != null) {
                    return new Issued(
                            secret,
                            Arrays.stream(chain)
                                    .map(X509Certificate.class::cast)
                                    .toList());
                }
            }
        } catch (GeneralSecurityException e) {
            throw new CertsException(
                    source + " holds a key that does not open (expected: one with the store's own password)", e);
        }
        throw new CertsException(source + " holds no private key (expected: one with its certificate chain)");
    }

    private KeyStore open(byte[] bytes, char[] password, String source) throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance(name());
            store.load(new ByteArrayInputStream(bytes), password);
            return store;
        } catch (IOException e) {
            throw new CertsException(
                    source + " does not open (expected: a " + (this == JKS ? "JKS" : "PKCS#12")
                            + " store and the password it was made with)",
                    e);
        }
    }

    private KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(name());
        store.load(null, null);
        return store;
    }

    private static byte[] bytes(KeyStore store, char[] password) throws GeneralSecurityException, IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        store.store(out, password);
        return out.toByteArray();
    }
}
