package io.gatehouse.tls;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Whom this process believes when it asks other servers by https; it shows no certificate of its own. */
public final class HttpsTrust {
    private HttpsTrust() {}

    /**
     * Believes the anchors of a trust store, and nobody else.
     *
     * @throws TlsConfigurationException when the store cannot be read
     */
    public static SSLContext context(TrustStoreSettings settings) {
        List<X509Certificate> anchors = StoreReader.anchors(settings);
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < anchors.size(); i++) {
                store.setCertificateEntry("anchor-" + i, anchors.get(i));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[0], factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | java.io.IOException e) {
            throw new TlsConfigurationException("ssl.truststore: this JVM makes no https client of it", e);
        }
    }
}
