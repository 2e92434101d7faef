package io.gatehouse.zk;

import io.gatehouse.auth.secret.Secret;
import io.gatehouse.tls.KeyStoreSettings;
import io.gatehouse.tls.TlsDefaults;
import io.gatehouse.tls.TlsSettings;
import io.gatehouse.tls.TrustStoreSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.zookeeper.common.ClientX509Util;

/**
 * Our TLS settings in the words of ZooKeeper, whose client and server load the stores themselves: so these must be
 * files, and a key must have its store's password.
 */
final class TlsProperties {
    private TlsProperties() {}

    /** Property names and values, without the role of the side that uses them. */
    static Map<String, String> of(TlsSettings tls) {
        Map<String, String> properties = new TreeMap<>();
        KeyStoreSettings keys = tls.keyStore();
        TrustStoreSettings trust = tls.trustStore();
        boolean pem = keys.type().equalsIgnoreCase("PEM");
        List<String> suites = tls.cipherSuites().isEmpty() ? TlsDefaults.CIPHER_SUITES : tls.cipherSuites();
        try (ClientX509Util names = new ClientX509Util()) {
            properties.put(names.getSslKeystoreLocationProperty(), file("keystore", keys.location()));
            properties.put(names.getSslKeystoreTypeProperty(), keys.type());
            properties.put(names.getSslKeystorePasswdProperty(), text(pem ? keys.keyPassword() : keys.password()));
            properties.put(names.getSslKeystorePasswdPathProperty(), "");
            properties.put(names.getSslTruststoreLocationProperty(), file("truststore", trust.location()));
            properties.put(names.getSslTruststoreTypeProperty(), trust.type());
            properties.put(names.getSslTruststorePasswdProperty(), text(trust.password()));
            properties.put(names.getSslTruststorePasswdPathProperty(), "");
            properties.put(names.getSslEnabledProtocolsProperty(), String.join(",", tls.protocols()));
            properties.put(names.getSslCipherSuitesProperty(), String.join(",", suites));
            properties.put(names.getSslHostnameVerificationEnabledProperty(), "true");
            properties.put(names.getSslAllowReverseDnsLookupProperty(), "false");
            // The JDK's own trust manager and name check, without ZooKeeper's look-up of names by address.
            properties.put(names.getFipsModeProperty(), "true");
        }
        return properties;
    }

    private static String file(String store, Optional<Path> location) {
        return location.map(path -> path.toAbsolutePath().toString())
                .orElseThrow(() -> new ZkUnavailable("zookeeper.ssl." + store
                        + ".location is not set (expected: a PKCS12, JKS or PEM file; ZooKeeper needs mutual TLS)"));
    }

    private static String text(Optional<Secret> password) {
        return password.map(secret -> new String(secret.reveal(), StandardCharsets.UTF_8))
                .orElse("");
    }
}
