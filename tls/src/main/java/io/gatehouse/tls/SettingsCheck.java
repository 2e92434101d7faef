package io.gatehouse.tls;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What can be said about TLS settings without opening a file (CONFORMANCE TLS-26, TLS-28, TLS-42, TLS-43, TLS-49). */
final class SettingsCheck {
    private final List<String> mistakes = new ArrayList<>();

    private SettingsCheck() {}

    static List<String> mistakes(TlsSettings settings) {
        SettingsCheck check = new SettingsCheck();
        check.keyStore(settings.keyStore());
        check.trustStore(settings.trustStore());
        check.protocols(settings.protocols());
        check.cryptography(settings);
        check.identification(settings.endpointIdentification());
        return List.copyOf(check.mistakes);
    }

    private void keyStore(KeyStoreSettings store) {
        boolean pem = StoreFormat.isPem(store.type());
        boolean inline = store.key().isPresent() || store.certificateChain().isPresent();
        refuseIf(
                store.key().isPresent() && store.location().isPresent(),
                "ssl.keystore.key and ssl.keystore.location are both set (expected: one of them)");
        refuseIf(
                store.key().isPresent() && store.certificateChain().isEmpty(),
                "ssl.keystore.key is set without ssl.keystore.certificate.chain (expected: both)");
        refuseIf(
                store.certificateChain().isPresent() && store.key().isEmpty(),
                "ssl.keystore.certificate.chain is set without ssl.keystore.key (expected: both)");
        refuseIf(
                inline && !pem,
                "ssl.keystore.type = " + store.type() + " (expected: PEM, because ssl.keystore.key or"
                        + " ssl.keystore.certificate.chain is set)");
        refuseIf(
                pem && store.password().isPresent(),
                "ssl.keystore.password is set with ssl.keystore.type = PEM (expected: ssl.key.password, or none)");
        refuseIf(
                !pem && store.password().isPresent() && store.location().isEmpty(),
                "ssl.keystore.password is set without ssl.keystore.location (expected: both)");
        refuseIf(
                !pem && store.location().isPresent() && store.password().isEmpty(),
                "ssl.keystore.location is set without ssl.keystore.password (expected: both, for type " + store.type()
                        + ")");
        refuseIf(
                store.keyPassword().isPresent() && !store.present(),
                "ssl.key.password is set without a key store (expected: ssl.keystore.location or ssl.keystore.key)");
    }

    private void trustStore(TrustStoreSettings store) {
        boolean pem = StoreFormat.isPem(store.type());
        refuseIf(
                pem && store.password().isPresent(),
                "ssl.truststore.password is set with ssl.truststore.type = PEM (expected: none)");
        refuseIf(
                store.certificates().isPresent() && store.location().isPresent(),
                "ssl.truststore.certificates and ssl.truststore.location are both set (expected: one of them)");
        refuseIf(
                store.certificates().isPresent() && !pem,
                "ssl.truststore.type = " + store.type()
                        + " (expected: PEM, because ssl.truststore.certificates is set)");
        refuseIf(
                !pem && store.password().isPresent() && store.location().isEmpty(),
                "ssl.truststore.password is set without ssl.truststore.location (expected: both)");
    }

    private void protocols(List<String> protocols) {
        refuseIf(protocols.isEmpty(), "ssl.enabled.protocols is empty (expected: TLSv1.3, TLSv1.2 or both)");
        for (String protocol : protocols) {
            refuseIf(
                    !TlsDefaults.PROTOCOLS.contains(protocol),
                    "ssl.enabled.protocols = " + protocol + " (expected: TLSv1.3, TLSv1.2 or both)");
        }
    }

    private void cryptography(TlsSettings settings) {
        List<String> missing = settings.cryptography().mistakes();
        mistakes.addAll(missing);
        refuseIf(
                settings.revocation().location().isPresent()
                        && !settings.cryptography().trustManagers().equals(Cryptography.PKIX),
                "ssl.trustmanager.algorithm = " + settings.cryptography().trustManagers()
                        + " (expected: PKIX, because ssl.crl.location is set; no other knows revocation lists)");
        if (missing.isEmpty()) {
            cipherSuites(settings.cipherSuites(), settings.cryptography());
        }
    }

    private void cipherSuites(List<String> suites, Cryptography cryptography) {
        Set<String> known = new HashSet<>(CipherSuites.known(cryptography));
        for (String suite : suites) {
            refuseIf(
                    !known.contains(suite),
                    "ssl.cipher.suites = " + suite + " (expected: suites this JVM has, with encryption and a"
                            + " certificate, for example " + TlsDefaults.CIPHER_SUITES.get(0) + ")");
        }
    }

    private void identification(String algorithm) {
        refuseIf(
                !algorithm.isEmpty() && !algorithm.equalsIgnoreCase(TlsDefaults.ENDPOINT_IDENTIFICATION),
                "ssl.endpoint.identification.algorithm = " + algorithm + " (expected: https, or empty for off)");
    }

    private void refuseIf(boolean wrong, String sentence) {
        if (wrong) {
            mistakes.add(sentence);
        }
    }
}
