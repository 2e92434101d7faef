package io.gatehouse.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The JVM's path validation with the gaps closed that it leaves for a certificate which is itself in the trust store
 * (expiry and purpose are then not checked, attacks 36 and 37), with the name check that a caller may have forgotten,
 * and with the refusal of client names that could be read in two ways (attack 41).
 *
 * <p>It extends {@link X509ExtendedTrustManager}: a plain {@code X509TrustManager} would switch the name check off
 * without a word (attack 52). A certificate without extended key usage may be used for every purpose (RFC 5280
 * 4.2.1.12), as key stores made by keytool are; one that names purposes must name ours.
 */
final class PeerTrust extends X509ExtendedTrustManager {
    private static final String ANY_PURPOSE = "2.5.29.37.0";
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

    private final X509ExtendedTrustManager path;
    private final String identification;
    private final NameSource clientName;

    /**
     * @param identification the name check for servers; empty text is off
     * @param clientName what a client's certificate must have
     */
    PeerTrust(X509ExtendedTrustManager path, String identification, NameSource clientName) {
        this.path = path;
        this.identification = identification;
        this.clientName = clientName;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        path.checkClientTrusted(chain, authType, engine);
        checkClient(chain[0]);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        path.checkClientTrusted(chain, authType, socket);
        checkClient(chain[0]);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        path.checkClientTrusted(chain, authType);
        checkClient(chain[0]);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        if (!identification.isEmpty()) {
            engine.setSSLParameters(identifying(engine.getSSLParameters()));
        }
        path.checkServerTrusted(chain, authType, engine);
        checkUsable(chain[0], SERVER_AUTH);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        if (!identification.isEmpty()) {
            if (!(socket instanceof SSLSocket tls)) {
                throw new CertificateException("the server's name cannot be checked on this kind of socket");
            }
            tls.setSSLParameters(identifying(tls.getSSLParameters()));
        }
        path.checkServerTrusted(chain, authType, socket);
        checkUsable(chain[0], SERVER_AUTH);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        if (!identification.isEmpty()) {
            throw new CertificateException("the server's name cannot be checked without its connection");
        }
        path.checkServerTrusted(chain, authType);
        checkUsable(chain[0], SERVER_AUTH);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return path.getAcceptedIssuers();
    }

    private SSLParameters identifying(SSLParameters parameters) {
        parameters.setEndpointIdentificationAlgorithm(identification);
        return parameters;
    }

    private void checkClient(X509Certificate leaf) throws CertificateException {
        checkUsable(leaf, CLIENT_AUTH);
        clientName.read(leaf); // Refuses what has none.
    }

    private static void checkUsable(X509Certificate leaf, String purpose) throws CertificateException {
        leaf.checkValidity();
        List<String> purposes = purposes(leaf);
        if (!purposes.isEmpty() && !purposes.contains(purpose) && !purposes.contains(ANY_PURPOSE)) {
            throw new CertificateException("extended key usage " + purposes + " (expected: " + purpose + ")");
        }
    }

    private static List<String> purposes(X509Certificate leaf) throws CertificateParsingException {
        List<String> purposes = leaf.getExtendedKeyUsage();
        return purposes == null ? List.of() : purposes;
    }
}
