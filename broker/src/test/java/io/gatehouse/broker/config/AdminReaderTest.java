package io.gatehouse.broker.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.tls.ClientAuth;
import io.gatehouse.tls.TlsSettings;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AdminReaderTest {
    private static final Map<String, String> OPEN = Map.of(
            "listeners", "PLAINTEXT://localhost:9092",
            "zookeeper.connect", "localhost:2181",
            "allow.plaintext.listeners", "true",
            "allow.unencrypted.zookeeper", "true",
            "allow.unsealed.metadata", "true",
            "allow.no.authorizer", "true");

    private static final Map<String, String> STORES = Map.of(
            "ssl.keystore.type", "PEM",
            "ssl.keystore.key", "a key",
            "ssl.keystore.certificate.chain", "a chain",
            "ssl.truststore.type", "PEM",
            "ssl.truststore.certificates", "an anchor");

    private static Map<String, String> with(String... more) {
        Map<String, String> settings = new HashMap<>(OPEN);
        settings.putAll(STORES);
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    private static String refusal(Map<String, String> settings) {
        return BrokerConfig.parse(settings, Map.of())
                .fold(legal -> "", refused -> refused.report().toString());
    }

    private static BrokerConfig legal(Map<String, String> settings) {
        return BrokerConfig.parse(settings, Map.of()).fold(ConfigOutcome.Legal::config, refused -> {
            throw new AssertionError(refused.report());
        });
    }

    @Test
    void thereIsNoneUnlessALineSaysWhere() {
        assertThat(legal(with()).adminListener()).isEmpty();
    }

    @Test
    void itsTlsIsAListenersAndACertificateIsAlwaysAskedFor() {
        BrokerConfig config = legal(with(
                "admin.listener",
                "https://[::1]:9443",
                "ssl.client.auth",
                "none",
                "listener.name.admin.ssl.principal.mapping.rules",
                "RULE:^CN=(.*)$/$1/"));

        assertThat(config.adminListener()).hasValueSatisfying(admin -> {
            assertThat(admin.host()).isEqualTo("::1");
            assertThat(admin.port()).isEqualTo(9443);
            assertThat(admin.tls().map(TlsSettings::clientAuth)).contains(ClientAuth.REQUIRED);
            assertThat(admin.certificateNames().map("CN=operator")).contains("operator");
        });
        assertThat(config.listeners()).extracting(ListenerConfig::name).containsExactly("PLAINTEXT");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "admin.listener | http://localhost:9443 | https://HOST:PORT",
                "admin.listener | localhost:9443 | https://HOST:PORT",
                "listener.name.admin.ssl.client.auth | requested | nobody comes in without a certificate",
                "listener.name.admin.ssl.keystore.type | PKCS12 | PEM",
                "listeners | ADMIN://localhost:9092 | no name ADMIN"
            })
    void whatWouldOpenItIsRefused(String key, String value, String expected) {
        Map<String, String> settings = with(
                "admin.listener",
                "https://localhost:9443",
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,ADMIN:PLAINTEXT");
        settings.put("inter.broker.listener.name", key.equals("listeners") ? "ADMIN" : "PLAINTEXT");
        settings.put(key, value);

        assertThat(refusal(settings)).contains(expected);
    }

    @Test
    void withoutATrustStoreAnyAuthorityCouldSignAdministrators() {
        Map<String, String> settings = with("admin.listener", "https://localhost:9443");
        settings.remove("ssl.truststore.certificates");
        settings.remove("ssl.truststore.type");

        assertThat(refusal(settings)).contains("the authorities that sign administrators");
    }

    @Test
    void itsSettingsWithoutItAreASlipOfThePen() {
        assertThat(refusal(with("listener.name.admin.ssl.keystore.type", "PEM")))
                .contains("a setting of listener admin");
    }
}
