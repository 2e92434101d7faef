package io.gatehouse.broker.net;

import java.security.cert.X509Certificate;
import javax.net.ssl.X509TrustManager;

/** A client that does not care who the server is. */
final class TrustAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
