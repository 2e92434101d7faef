package io.gatehouse.certs;

import java.security.cert.X509Certificate;
import java.util.List;

/** {@link KeyStores#PKCS12}, for those who want nothing else. */
public final class Pkcs12 {
    private Pkcs12() {}

    /** One key with its chain; the key has the store's password, as OpenSSL needs it. */
    public static byte[] keyStore(Issued issued, char[] password) {
        return KeyStores.PKCS12.keyStore(issued, password);
    }

    public static byte[] trustStore(List<X509Certificate> anchors, char[] password) {
        return KeyStores.PKCS12.trustStore(anchors, password);
    }
}
