package io.gatehouse.broker.config;

import io.gatehouse.tls.ClientAuth;
import io.gatehouse.tls.Cryptography;
import io.gatehouse.tls.KeyStoreSettings;
import io.gatehouse.tls.NameSource;
import io.gatehouse.tls.ResponderSettings;
import io.gatehouse.tls.RevocationSettings;
import io.gatehouse.tls.TlsDefaults;
import io.gatehouse.tls.TlsProvider;
import io.gatehouse.tls.TlsSettings;
import io.gatehouse.tls.TrustStoreSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Makes one listener's TLS settings from its keys (CONFORMANCE 1.2, 1.3). */
final class TlsReader {
    private final Values values;

    /** @param values as the listener sees them */
    TlsReader(Values values) {
        this.values = values;
    }

    TlsSettings read(SecurityProtocol protocol) {
        TlsSettings settings = new TlsSettings(
                keyStore(),
                trustStore(),
                revocation(),
                clientAuth(protocol),
                clientName(),
                protocols(),
                values.get(TlsKeys.SSL_CIPHER_SUITES),
                endpointIdentification(),
                cryptography(),
                values.get(OwnKeys.ALLOW_WORLD_READABLE_SECRETS));
        if (values.find(TlsKeys.SSL_ENGINE_FACTORY_CLASS).isPresent()) {
            refuseBesideEngines(settings.revocation());
        } else if (!settings.keyStore().present()) {
            // A listener without a key can be started and cannot be used (CONFORMANCE TLS-30).
            values.mistake(TlsKeys.SSL_KEYSTORE_LOCATION, "the file with the broker's key and certificate");
        }
        settings.mistakes().forEach(line -> values.findings().mistake(named(Mistake.ofLine(line))));
        return settings;
    }

    /** Who makes the engines judges the clients: what would only seem to judge them must not be there. */
    private void refuseBesideEngines(RevocationSettings revocation) {
        String expected = "no such line, because engines of " + TlsKeys.SSL_ENGINE_FACTORY_CLASS.name()
                + " judge clients themselves";
        if (revocation.location().isPresent()) {
            values.mistake(OwnKeys.CRL_LOCATION, expected);
        }
        if (revocation.responders().isPresent()) {
            values.mistake(OwnKeys.OCSP_ENABLE, expected);
        }
    }

    private KeyStoreSettings keyStore() {
        return new KeyStoreSettings(
                values.get(TlsKeys.SSL_KEYSTORE_TYPE),
                values.secretFile(TlsKeys.SSL_KEYSTORE_LOCATION),
                values.secret(TlsKeys.SSL_KEYSTORE_PASSWORD),
                values.secret(TlsKeys.SSL_KEY_PASSWORD),
                values.secret(TlsKeys.SSL_KEYSTORE_KEY),
                values.secret(TlsKeys.SSL_KEYSTORE_CERTIFICATE_CHAIN));
    }

    private TrustStoreSettings trustStore() {
        return new TrustStoreSettings(
                values.get(TlsKeys.SSL_TRUSTSTORE_TYPE),
                values.file(TlsKeys.SSL_TRUSTSTORE_LOCATION),
                values.secret(TlsKeys.SSL_TRUSTSTORE_PASSWORD),
                values.secret(TlsKeys.SSL_TRUSTSTORE_CERTIFICATES));
    }

    private RevocationSettings revocation() {
        Optional<Path> lists = values.file(OwnKeys.CRL_LOCATION);
        if (lists.isPresent() && !trustStore().present()) {
            values.mistake(OwnKeys.CRL_LOCATION, "ssl.truststore.location too: the authorities whose lists these are");
        }
        return new RevocationSettings(lists, values.get(OwnKeys.ALLOW_MISSING_CRL), responders());
    }

    private Optional<ResponderSettings> responders() {
        if (!values.get(OwnKeys.OCSP_ENABLE)) {
            return Optional.empty();
        }
        if (!trustStore().present()) {
            values.mistake(OwnKeys.OCSP_ENABLE, "ssl.truststore.location too: the authorities whose word counts");
        }
        Optional<URI> address = nonEmpty(OwnKeys.OCSP_RESPONDER_URL).flatMap(this::address);
        return Optional.of(new ResponderSettings(address, values.get(OwnKeys.ALLOW_MISSING_OCSP)));
    }

    private Optional<URI> address(String text) {
        try {
            URI address = new URI(text);
            if (ResponderSettings.askable(address)) {
                return Optional.of(address);
            }
        } catch (URISyntaxException e) {
            // Told below, as an address that cannot be asked is.
        }
        values.mistake(OwnKeys.OCSP_RESPONDER_URL, "http://HOST[:PORT]/PATH or https://HOST[:PORT]/PATH");
        return Optional.empty();
    }

    /** CONFORMANCE TLS-47: on a SASL listener only the listener's own line asks for certificates. */
    private ClientAuth clientAuth(SecurityProtocol protocol) {
        ClientAuth asked = ClientAuth.parse(values.get(TlsKeys.SSL_CLIENT_AUTH)).orElse(ClientAuth.NONE);
        if (asked == ClientAuth.REQUESTED) {
            values.findings()
                    .warn(
                            values.nameOf(TlsKeys.SSL_CLIENT_AUTH)
                                    + " = requested gives a false sense of security: clients without a certificate connect too");
        }
        if (protocol.sasl() && asked != ClientAuth.NONE && !values.own(TlsKeys.SSL_CLIENT_AUTH)) {
            values.findings()
                    .warn("ssl.client.auth has no effect on SASL_SSL listeners without the prefix listener.name.NAME.");
            return ClientAuth.NONE;
        }
        return asked;
    }

    private NameSource clientName() {
        Optional<NameSource> source = NameSource.parse(values.get(OwnKeys.PRINCIPAL_SOURCE));
        if (source.isEmpty()) {
            values.mistake(OwnKeys.PRINCIPAL_SOURCE, "subject, uri, dns or email");
        }
        return source.orElse(NameSource.SUBJECT);
    }

    /** {@code ssl.protocol=TLSv1.2} blocks 1.3 even where that is enabled (CONFORMANCE TLS-41). */
    private List<String> protocols() {
        List<String> enabled = values.given(TlsKeys.SSL_ENABLED_PROTOCOLS)
                ? values.get(TlsKeys.SSL_ENABLED_PROTOCOLS)
                : TlsDefaults.PROTOCOLS;
        String newest = values.get(TlsKeys.SSL_PROTOCOL);
        return newest.equals("TLSv1.2")
                ? enabled.stream().filter(name -> !name.equals("TLSv1.3")).toList()
                : enabled;
    }

    private String endpointIdentification() {
        return EndpointIdentification.read(values, TlsKeys.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM);
    }

    /** Names that are no provider of TLS are refused with the rest. */
    private Cryptography cryptography() {
        Cryptography usual = Cryptography.of(TlsProvider.AUTO);
        Optional<String> name = nonEmpty(TlsKeys.SSL_PROVIDER);
        TlsProvider provider = name.map(text -> switch (text) {
                    case "AUTO" -> TlsProvider.AUTO;
                    case "OPENSSL" -> TlsProvider.OPENSSL;
                    default -> TlsProvider.JDK;
                })
                .orElse(TlsProvider.AUTO);
        return new Cryptography(
                provider,
                name.filter(text -> provider == TlsProvider.JDK && !text.equals("JDK")),
                values.given(TlsKeys.SSL_KEYMANAGER_ALGORITHM)
                        ? values.get(TlsKeys.SSL_KEYMANAGER_ALGORITHM)
                        : usual.keyManagers(),
                values.given(TlsKeys.SSL_TRUSTMANAGER_ALGORITHM)
                        ? values.get(TlsKeys.SSL_TRUSTMANAGER_ALGORITHM)
                        : usual.trustManagers(),
                nonEmpty(TlsKeys.SSL_SECURE_RANDOM_IMPLEMENTATION));
    }

    private Optional<String> nonEmpty(ConfigKey<String> key) {
        return values.find(key).filter(text -> !text.isEmpty());
    }

    private Mistake named(Mistake mistake) {
        return KeyTable.find(mistake.key())
                .map(key -> new Mistake(values.nameOf(key), mistake.found(), mistake.expected()))
                .orElse(mistake);
    }
}
