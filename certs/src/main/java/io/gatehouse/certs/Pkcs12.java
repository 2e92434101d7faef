package io.gatehouse.certs;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Key and trust stores as PKCS#12 (RFC 7292), written by the JDK: AES-256 and HMAC-SHA-256, and the attribute by which
 * Java knows a trusted certificate, which other writers leave out.
 */
public final class Pkcs12 {
    private static final String TYPE = "PKCS12";

    private Pkcs12() {}

    /** One key with its chain; the key has the store's password, as OpenSSL needs it. */
    public static byte[] keyStore(Issued issued, char[] password) {
        try {
            KeyStore store = KeyStore.getInstance(TYPE);
            store.load(null, null);
            store.setKeyEntry("key", issued.key(), password, issued.chain().toArray(Certificate[]::new));
            return bytes(store, password);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a key store cannot be made", e);
        }
    }

    public static byte[] trustStore(List<X509Certificate> anchors, char[] password) {
        try {
            KeyStore store = KeyStore.getInstance(TYPE);
            store.load(null, null);
            for (int i = 0; i < anchors.size(); i++) {
                store.setCertificateEntry("ca-" + i, anchors.get(i));
            }
            return bytes(store, password);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a trust store cannot be made", e);
        }
    }

    /** Every certificate in a store, chains leaf first. */
    static List<X509Certificate> readCertificates(byte[] store, char[] password, String source) {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            KeyStore opened = KeyStore.getInstance(TYPE);
            opened.load(new ByteArrayInputStream(store), password);
            for (String alias : Collections.list(opened.aliases())) {
                Certificate[] chain = opened.getCertificateChain(alias);
                Certificate[] entry = chain == null ? new Certificate[] {opened.getCertificate(alias)} : chain;
                for (Certificate certificate : entry) {
                    if (certificate instanceof X509Certificate x509) {
                        certificates.add(x509);
                    }
                }
            }
        } catch (GeneralSecurityException | IOException e) {
            throw new CertsException(
                    source + " does not open (expected: a PKCS#12 store and the password it was made with)", e);
        }
        return certificates;
    }

    private static byte[] bytes(KeyStore store, char[] password) throws GeneralSecurityException, IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        store.store(out, password);
        return out.toByteArray();
    }
}
