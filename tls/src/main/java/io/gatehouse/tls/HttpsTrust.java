package io.gatehouse.tls;

import javax.net.ssl.SSLContext;

/** Whom this process believes when it asks other servers by https; it shows no certificate of its own. Thread: any. */
public final class HttpsTrust {
    private HttpsTrust() {}

    /**
     * Believes the anchors of a trust store, and nobody else; judges as every {@link TlsClient} does.
     *
     * @throws TlsConfigurationException when the store cannot be read
     */
    public static SSLContext context(TrustStoreSettings trust) {
        TlsSettings settings = TlsSettings.of(KeyStoreSettings.none(), trust);
        return TlsClient.jdkContext(settings, TlsMaterial.load(settings));
    }
}
