package io.gatehouse.broker.config;

import io.gatehouse.tls.ClientAuth;
import io.gatehouse.tls.Cryptography;
import io.gatehouse.tls.KeyStoreSettings;
import io.gatehouse.tls.NameSource;
import io.gatehouse.tls.RevocationSettings;
import io.gatehouse.tls.TlsDefaults;
import io.gatehouse.tls.TlsProvider;
import io.gatehouse.tls.TlsSettings;
import io.gatehouse.tls.TrustStoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Makes the ZooKeeper settings (CONFORMANCE 5.1). */
final class ZooKeeperReader {
    private static final String SERVER = "([^,/:\\s\\[\\]]+|\\[[0-9a-fA-F:.]+])(:\\d{1,5})?";
    private static final Pattern CONNECT = Pattern.compile(SERVER + "(\\s*,\\s*" + SERVER + ")*(/[^/\\s,]+)*/?");
    private static final String NETTY_SOCKET = "org.apache.zookeeper.ClientCnxnSocketNetty";

    private final Values values;

    ZooKeeperReader(Values values) {
        this.values = values;
    }

    ZooKeeperSettings read() {
        Duration session = values.millis(ZooKeeperKeys.ZOOKEEPER_SESSION_TIMEOUT_MS);
        Duration connection = values.find(ZooKeeperKeys.ZOOKEEPER_CONNECTION_TIMEOUT_MS)
                .map(Duration::ofMillis)
                .orElse(session);
        Optional<TlsSettings> tls = tls();
        return new ZooKeeperSettings(
                connect(),
                session,
                connection,
                tls,
                new ZooKeeperLogInReader(values).read(tls.isPresent()),
                values.get(ZooKeeperKeys.ZOOKEEPER_SET_ACL),
                keyRing());
    }

    private String connect() {
        String connect = values.find(ZooKeeperKeys.ZOOKEEPER_CONNECT).orElse("").trim();
        if (!CONNECT.matcher(connect).matches()) { // CONFORMANCE CVL-22: without it there is no broker.
            values.mistake(
                    ZooKeeperKeys.ZOOKEEPER_CONNECT, "host:port,host:port, with /chroot once at the end if wanted");
        }
        return connect;
    }

    private Optional<Path> keyRing() {
        if (values.get(OwnKeys.ALLOW_UNSEALED_METADATA) && !values.given(OwnKeys.SEALING_KEYRING)) {
            return Optional.empty();
        }
        Optional<Path> keyRing = values.secretFile(OwnKeys.SEALING_KEYRING);
        if (keyRing.isEmpty()) {
            values.mistake(
                    OwnKeys.SEALING_KEYRING,
                    "the key ring file; leaving credentials readable in ZooKeeper needs "
                            + OwnKeys.ALLOW_UNSEALED_METADATA.name() + "=true");
        }
        return keyRing;
    }

    private Optional<TlsSettings> tls() {
        if (!values.get(ZooKeeperKeys.ZOOKEEPER_SSL_CLIENT_ENABLE)) {
            if (!values.get(OwnKeys.ALLOW_UNENCRYPTED_ZOOKEEPER)) {
                values.mistake(
                        ZooKeeperKeys.ZOOKEEPER_SSL_CLIENT_ENABLE,
                        "true; ZooKeeper without TLS needs " + OwnKeys.ALLOW_UNENCRYPTED_ZOOKEEPER.name() + "=true");
            }
            return Optional.empty();
        }
        values.find(ZooKeeperKeys.ZOOKEEPER_CLIENT_CNXN_SOCKET)
                .filter(socket -> !socket.equals(NETTY_SOCKET))
                .ifPresent(socket ->
                        values.mistake(ZooKeeperKeys.ZOOKEEPER_CLIENT_CNXN_SOCKET, NETTY_SOCKET + " or no such line"));
        TlsSettings settings = new TlsSettings(
                keyStore(),
                trustStore(),
                RevocationSettings.none(),
                ClientAuth.NONE,
                NameSource.SUBJECT,
                protocols(),
                values.find(ZooKeeperKeys.ZOOKEEPER_SSL_CIPHER_SUITES).orElse(List.of()),
                EndpointIdentification.read(values, ZooKeeperKeys.ZOOKEEPER_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM),
                Cryptography.of(TlsProvider.JDK),
                values.get(OwnKeys.ALLOW_WORLD_READABLE_SECRETS));
        settings.mistakes().stream()
                .map(Mistake::ofLine)
                .map(mistake -> new Mistake("zookeeper." + mistake.key(), mistake.found(), mistake.expected()))
                .forEach(values.findings()::mistake);
        return Optional.of(settings);
    }

    private KeyStoreSettings keyStore() {
        return new KeyStoreSettings(
                type(ZooKeeperKeys.ZOOKEEPER_SSL_KEYSTORE_TYPE, ZooKeeperKeys.ZOOKEEPER_SSL_KEYSTORE_LOCATION),
                values.secretFile(ZooKeeperKeys.ZOOKEEPER_SSL_KEYSTORE_LOCATION),
                values.secret(ZooKeeperKeys.ZOOKEEPER_SSL_KEYSTORE_PASSWORD),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private TrustStoreSettings trustStore() {
        return new TrustStoreSettings(
                type(ZooKeeperKeys.ZOOKEEPER_SSL_TRUSTSTORE_TYPE, ZooKeeperKeys.ZOOKEEPER_SSL_TRUSTSTORE_LOCATION),
                values.file(ZooKeeperKeys.ZOOKEEPER_SSL_TRUSTSTORE_LOCATION),
                values.secret(ZooKeeperKeys.ZOOKEEPER_SSL_TRUSTSTORE_PASSWORD),
                Optional.empty());
    }

    /** Nothing said: the file's ending tells (CONFORMANCE CFG-257). */
    private String type(ConfigKey<String> type, ConfigKey<String> location) {
        return values.find(type)
                .orElseGet(() -> ofEnding(values.find(location).orElse("").toLowerCase(Locale.ROOT)));
    }

    private static String ofEnding(String file) {
        if (file.endsWith(".pem")) {
            return "PEM";
        }
        return file.endsWith(".p12") || file.endsWith(".pfx") ? "PKCS12" : "JKS";
    }

    /** Kafka's default is TLS 1.2 alone; ours offers 1.3 first, which every ZooKeeper of today speaks. */
    private List<String> protocols() {
        if (values.given(ZooKeeperKeys.ZOOKEEPER_SSL_ENABLED_PROTOCOLS)) {
            return values.find(ZooKeeperKeys.ZOOKEEPER_SSL_ENABLED_PROTOCOLS).orElse(List.of());
        }
        return values.given(ZooKeeperKeys.ZOOKEEPER_SSL_PROTOCOL)
                ? List.of(values.get(ZooKeeperKeys.ZOOKEEPER_SSL_PROTOCOL))
                : TlsDefaults.PROTOCOLS;
    }
}
