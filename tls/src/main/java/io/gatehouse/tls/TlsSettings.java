package io.gatehouse.tls;

import java.util.List;

/**
 * One listener's, or one client's, TLS settings as parsed from configuration. Holding them means nothing is checked
 * yet: {@link #mistakes()} tells all that can be told without opening a file, {@link TlsMaterial#load} the rest.
 *
 * @param revocation what of {@code trustStore}'s is not believed
 * @param clientName {@code ssl.principal.source}
 * @param protocols {@code ssl.enabled.protocols}
 * @param cipherSuites {@code ssl.cipher.suites} in the JVM's names; empty means {@link TlsDefaults#CIPHER_SUITES}
 * @param endpointIdentification {@code ssl.endpoint.identification.algorithm}, client role only; empty text is off
 * @param worldReadableKeys allows a key file that every user of the machine may read
 */
public record TlsSettings(
        KeyStoreSettings keyStore,
        TrustStoreSettings trustStore,
        RevocationSettings revocation,
        ClientAuth clientAuth,
        NameSource clientName,
        List<String> protocols,
        List<String> cipherSuites,
        String endpointIdentification,
        Cryptography cryptography,
        boolean worldReadableKeys) {

    /** The name of the only setting that lets {@link #worldReadableKeys} be true. */
    public static final String WORLD_READABLE_KEYS = "allow.world.readable.secrets";

    public TlsSettings {
        protocols = List.copyOf(protocols);
        cipherSuites = List.copyOf(cipherSuites);
    }

    /** Our defaults around a key store and a trust store. */
    public static TlsSettings of(KeyStoreSettings keyStore, TrustStoreSettings trustStore) {
        return new TlsSettings(
                keyStore,
                trustStore,
                RevocationSettings.none(),
                ClientAuth.NONE,
                NameSource.SUBJECT,
                TlsDefaults.PROTOCOLS,
                List.of(),
                TlsDefaults.ENDPOINT_IDENTIFICATION,
                Cryptography.of(TlsProvider.AUTO),
                false);
    }

    public TlsSettings withRevocation(RevocationSettings value) {
        return new TlsSettings(
                keyStore,
                trustStore,
                value,
                clientAuth,
                clientName,
                protocols,
                cipherSuites,
                endpointIdentification,
                cryptography,
                worldReadableKeys);
    }

    public TlsSettings withClientAuth(ClientAuth value) {
        return new TlsSettings(
                keyStore,
                trustStore,
                revocation,
                value,
                clientName,
                protocols,
                cipherSuites,
                endpointIdentification,
                cryptography,
                worldReadableKeys);
    }

    public TlsSettings withClientName(NameSource value) {
        return new TlsSettings(
                keyStore,
                trustStore,
                revocation,
                clientAuth,
                value,
                protocols,
                cipherSuites,
                endpointIdentification,
                cryptography,
                worldReadableKeys);
    }

    public TlsSettings withProtocols(List<String> value) {
        return new TlsSettings(
                keyStore,
                trustStore,
                revocation,
                clientAuth,
                clientName,
                value,
                cipherSuites,
                endpointIdentification,
                cryptography,
                worldReadableKeys);
    }

    public TlsSettings withCipherSuites(List<String> value) {
        return new TlsSettings(
                keyStore,
                trustStore,
                revocation,
                clientAuth,
                clientName,
                protocols,
                value,
                endpointIdentification,
                cryptography,
                worldReadableKeys);
    }

    public TlsSettings withEndpointIdentification(String value) {
        return new TlsSettings(
                keyStore,
                trustStore,
                revocation,
                clientAuth,
                clientName,
                protocols,
                cipherSuites,
                value,
                cryptography,
                worldReadableKeys);
    }

    public TlsSettings withCryptography(Cryptography value) {
        return new TlsSettings(
                keyStore,
                trustStore,
                revocation,
                clientAuth,
                clientName,
                protocols,
                cipherSuites,
                endpointIdentification,
                value,
                worldReadableKeys);
    }

    public TlsSettings withWorldReadableKeys(boolean value) {
        return new TlsSettings(
                keyStore,
                trustStore,
                revocation,
                clientAuth,
                clientName,
                protocols,
                cipherSuites,
                endpointIdentification,
                cryptography,
                value);
    }

    /** Whether the same files with the same passwords, or the same texts, are meant: then the material is the same. */
    public boolean sameStores(TlsSettings other) {
        return keyStore.sameAs(other.keyStore)
                && trustStore.sameAs(other.trustStore)
                && revocation.equals(other.revocation)
                && cryptography.trustManagers().equals(other.cryptography.trustManagers())
                && worldReadableKeys == other.worldReadableKeys;
    }

    /** Every contradiction and every unknown word, as {@code key = found (expected: ...)} lines; empty when fine. */
    public List<String> mistakes() {
        return SettingsCheck.mistakes(this);
    }
}
