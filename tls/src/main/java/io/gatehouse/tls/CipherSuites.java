package io.gatehouse.tls;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Which suites exist here, which belong to which protocol version, and what a set of settings comes down to. */
final class CipherSuites {
    private CipherSuites() {}

    /** What the JDK has enabled: its disabled-algorithms list already leaves out NULL, anonymous, RC4, DES and export. */
    static List<String> known(Cryptography cryptography) {
        try {
            SSLContext context = cryptography.context();
            // Without keys and anchors: the JVM's default context would read all public authorities for this.
            context.init(new KeyManager[0], new TrustManager[0], null);
            return Stream.of(context.getDefaultSSLParameters().getCipherSuites())
                    .filter(suite -> !suite.endsWith("_SCSV"))
                    .toList();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no TLS context", e);
        }
    }

    /** TLS 1.3 names carry no key exchange: TLS_AES..., TLS_CHACHA20... */
    static boolean isTls13(String suite) {
        return suite.startsWith("TLS_") && !suite.contains("_WITH_");
    }

    static List<String> chosen(TlsSettings settings) {
        return settings.cipherSuites().isEmpty() ? TlsDefaults.CIPHER_SUITES : settings.cipherSuites();
    }

    /** The versions that have a suite left: a list without a TLS 1.3 suite switches TLS 1.3 off. */
    static List<String> protocols(TlsSettings settings) {
        List<String> suites = chosen(settings);
        List<String> usable = settings.protocols().stream()
                .filter(protocol -> suites.stream().anyMatch(suite -> isTls13(suite) == protocol.equals("TLSv1.3")))
                .toList();
        if (usable.isEmpty()) {
            throw new TlsConfigurationException("ssl.cipher.suites = " + String.join(",", suites)
                    + " (expected: at least one suite of " + String.join(", ", settings.protocols()) + ")");
        }
        return usable;
    }

    /** The suites of the versions that are on, in the order of the settings. */
    static List<String> suites(TlsSettings settings) {
        List<String> protocols = protocols(settings);
        return chosen(settings).stream()
                .filter(suite -> protocols.contains(isTls13(suite) ? "TLSv1.3" : "TLSv1.2"))
                .toList();
    }

    /** BoringSSL offers its three TLS 1.3 suites or no TLS 1.3; it cannot offer fewer. */
    static boolean exactInBoringSsl(TlsSettings settings) {
        long offered = suites(settings).stream().filter(CipherSuites::isTls13).count();
        long all =
                TlsDefaults.CIPHER_SUITES.stream().filter(CipherSuites::isTls13).count();
        return offered == 0 || offered == all;
    }
}
