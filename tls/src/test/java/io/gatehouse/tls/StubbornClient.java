package io.gatehouse.tls;

import io.gatehouse.certs.Issued;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * A client that shows its certificate even where the server names other authorities: an honest key manager would keep
 * it back, and the server's judgement would not be tried.
 */
final class StubbornClient extends X509ExtendedKeyManager {
    private static final String ALIAS = "own";

    private final Issued own;

    private StubbornClient(Issued own) {
        this.own = own;
    }

    static SSLEngine engine(Issued own, X509Certificate trusted) {
        TlsSettings settings = TlsSettings.of(KeyStoreSettings.none(), TestPki.trusting(trusted));
        TrustManager trust = TlsMaterial.load(settings).trustManager(settings.cryptography());
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new StubbornClient(own)}, new TrustManager[] {trust}, null);
            SSLEngine engine = context.createSSLEngine("localhost", 9092);
            engine.setUseClientMode(true);
            return engine;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return ALIAS;
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return ALIAS;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return own.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return own.key();
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
