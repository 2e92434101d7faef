package io.gatehouse.broker.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be changed while a broker runs, and what is said of the rest (CONFORMANCE TLS-52, TLS-53, CDY-04 to CDY-08). */
final class DynamicKeysTest {
    private static final DynamicKeys KEYS = new DynamicKeys(listeners());

    private static List<ListenerConfig> listeners() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "listeners", "PLAINTEXT://localhost:9092,CLIENTS://localhost:9093",
                "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CLIENTS:SSL",
                "ssl.keystore.type", "PEM",
                "ssl.keystore.key", "a key",
                "ssl.keystore.certificate.chain", "a chain",
                "zookeeper.connect", "localhost:2181",
                "allow.plaintext.listeners", "true",
                "allow.unencrypted.zookeeper", "true",
                "allow.unsealed.metadata", "true",
                "allow.no.authorizer", "true"));
        return BrokerConfig.parse(settings, Map.of())
                .fold(legal -> legal.config().listeners(), refused -> {
                    throw new AssertionError(refused.report());
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssl.keystore.type",
                "ssl.keystore.location",
                "ssl.keystore.password",
                "ssl.key.password",
                "ssl.keystore.key",
                "ssl.keystore.certificate.chain",
                "ssl.truststore.type",
                "ssl.truststore.location",
                "ssl.truststore.password",
                "ssl.truststore.certificates"
            })
    void tls52_theStoresOfAListenerCanBeChanged(String name) {
        String own = "listener.name.clients." + name;

        assertThat(KEYS.refusal(List.of(own), false)).isEmpty();
        assertThat(KEYS.changeable(own)).isTrue();
        assertThat(DynamicKeys.storesListener(own)).contains("clients");
        assertThat(KEYS.refusal(List.of(own), true))
                .as("TLS-53")
                .get()
                .asString()
                .contains("a broker id");
        assertThat(KEYS.refusal(List.of(name), false))
                .as("CDY-06")
                .get()
                .asString()
                .contains("listener.name.NAME." + name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "broker.rack|Cannot update these configs dynamically: Set(broker.rack)",
                "log.cleaner.threads|cannot be changed while this version of the broker runs",
                "sasl.jaas.config|cannot be changed while this version of the broker runs",
                "listener.name.clients.ssl.cipher.suites|of a running listener cannot be changed",
                "listener.name.clients.ssl.client.auth|of a running listener cannot be changed",
                "listener.name.clients.ssl.allow.dn.changes|Cannot update these configs dynamically",
                "listener.name.clients.ssl.keystore.locaton|perhaps listener.name.clients.ssl.keystore.location",
                "listener.name.plaintext.ssl.keystore.location|is a setting of no TLS listener of this broker",
                "listener.name.OTHER.ssl.keystore.location|expected: listener.name.other.ssl.keystore.location, in lower",
                "listener.name.other.broker.rack|is an unknown key",
                "listener.name.CLIENTS.ssl.keystore.location|in lower case",
            })
    void everythingElseIsRefusedWithASentence(String name, String sentence) {
        assertThat(KEYS.refusal(List.of(name), false)).get().asString().contains(sentence);
        assertThat(KEYS.changeable(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "listeners",
                "advertised.listeners",
                "listener.security.protocol.map",
                "listener.name.other.ssl.keystore.location",
                "listener.name.other.ssl.client.auth",
                "listener.name.other.ssl.principal.mapping.rules",
                "listener.name.other.plain.sasl.jaas.config"
            })
    void tls59_whichListenersThereAreCanBeChangedAndAllOfThoseThatTheFileDoesNotHave(String name) {
        assertThat(KEYS.refusal(List.of(name), false)).isEmpty();
        assertThat(KEYS.changeable(name)).isTrue();
        assertThat(KEYS.decidesListeners(name)).isTrue();
        assertThat(KEYS.refusal(List.of("listeners"), true)).isPresent();
    }

    @Test
    void cdy04_allReadOnlyKeysAreNamedTogether() {
        assertThat(KEYS.refusal(List.of("zookeeper.connect", "foo.bar", "broker.rack"), false))
                .get()
                .asString()
                .contains("Set(broker.rack, zookeeper.connect)");
    }

    @Test
    void cdy07_passwordsAreNobodysDefault() {
        assertThat(KEYS.refusal(List.of("listener.name.clients.ssl.key.password"), true))
                .get()
                .asString()
                .contains("only at broker level");
    }

    @Test
    void cdy05_settingsOfOneBrokerNeedItsId() {
        assertThat(KEYS.refusal(List.of("listener.name.clients.ssl.truststore.location"), true))
                .get()
                .asString()
                .contains("a broker id");
    }

    @Test
    void cdy08_whatNobodyKnowsIsNobodysToRefuse() {
        assertThat(KEYS.refusal(List.of("foo.bar"), false)).isEmpty();
        assertThat(KEYS.refusal(List.of("foo.bar"), true)).isEmpty();
        assertThat(DynamicKeys.unknown("foo.bar")).isTrue();
    }
}
