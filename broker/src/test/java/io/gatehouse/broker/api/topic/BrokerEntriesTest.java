package io.gatehouse.broker.api.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.broker.config.BrokerConfig;
import io.gatehouse.broker.config.ConfigOutcome;
import io.gatehouse.broker.controller.ConfigEntry;
import io.gatehouse.broker.controller.ConfigEntry.Source;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What DescribeConfigs says of a broker: where each value comes from, and what comes next (CONFORMANCE CRD-04, CDY-01). */
final class BrokerEntriesTest {
    private static final String OWN = "listener.name.clients.ssl.keystore.";

    private static final BrokerConfig CONFIG = BrokerConfig.parse(
                    Map.ofEntries(
                            Map.entry("listeners", "CLIENTS://localhost:9093,PLAINTEXT://localhost:9092"),
                            Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CLIENTS:SSL"),
                            Map.entry("ssl.keystore.type", "PEM"),
                            Map.entry(OWN + "type", "PEM"),
                            Map.entry(OWN + "key", "hunter2"),
                            Map.entry(OWN + "certificate.chain", "hunter3"),
                            Map.entry("listener.name.clients.ssl.protocol", "TLSv1.3"),
                            Map.entry("zookeeper.connect", "localhost:2181"),
                            Map.entry("allow.plaintext.listeners", "true"),
                            Map.entry("allow.unencrypted.zookeeper", "true"),
                            Map.entry("allow.unsealed.metadata", "true"),
                            Map.entry("allow.no.authorizer", "true")),
                    Map.of())
            .fold(ConfigOutcome.Legal::config, refused -> {
                throw new AssertionError(refused.report());
            });

    private final BrokerEntries entries = new BrokerEntries(CONFIG.settings(), CONFIG::changeableSetting);

    private ConfigEntry entry(String name, Map<String, Optional<String>> stored) {
        return entries.ofThisBroker(stored).stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void cdy01_theWinnerComesFirstAndThenTheOthersInOrder() {
        ConfigEntry type = entry(OWN + "type", Map.of(OWN + "type", Optional.of("PKCS12")));

        assertThat(type.value()).contains("PKCS12");
        assertThat(type.source()).isEqualTo(Source.DYNAMIC_BROKER);
        assertThat(type.readOnly()).isFalse();
        assertThat(type.synonyms())
                .extracting(each ->
                        each.source() + " " + each.name() + "=" + each.value().orElse("null"))
                .containsExactly(
                        "DYNAMIC_BROKER " + OWN + "type=PKCS12",
                        "STATIC_BROKER " + OWN + "type=PEM",
                        "STATIC_BROKER ssl.keystore.type=PEM",
                        "DEFAULT ssl.keystore.type=JKS");
    }

    @Test
    void aStoredSettingThatTheFileDoesNotHaveIsThereToo() {
        ConfigEntry location = entry(OWN + "location", Map.of(OWN + "location", Optional.of("/a.p12")));

        assertThat(location.value()).contains("/a.p12");
        assertThat(location.type()).isEqualTo(ConfigEntry.Type.STRING);
        assertThat(location.synonyms()).hasSize(1);
    }

    @Test
    void crd04_withoutAnythingStoredTheFileAndTheDefaultsAreShown() {
        assertThat(entry(OWN + "type", Map.of()).source()).isEqualTo(Source.STATIC_BROKER);
        assertThat(entry("broker.rack", Map.of()).source()).isEqualTo(Source.DEFAULT);
        assertThat(entry("broker.rack", Map.of()).synonyms()).isEmpty();
        assertThat(entries.ofThisBroker(Map.of()))
                .filteredOn(entry -> !entry.readOnly())
                .extracting(ConfigEntry::name)
                .containsExactlyInAnyOrder(
                        "advertised.listeners",
                        OWN + "certificate.chain",
                        OWN + "key",
                        OWN + "type",
                        "listener.security.protocol.map",
                        "listeners");
    }

    /** Attack 293. */
    @Test
    void secretsHaveNoValueWhereverTheyComeFrom() {
        ConfigEntry key = entry(OWN + "key", Map.of(OWN + "key", Optional.empty()));

        assertThat(key.sensitive()).isTrue();
        assertThat(key.toString()).doesNotContain("hunter2");
        assertThat(entries.ofThisBroker(Map.of()).toString()).doesNotContain("hunter2", "hunter3");
    }

    @Test
    void cdy08_whatNobodyKnowsCouldBeASecret() {
        ConfigEntry unknown = entry("foo.bar", Map.of("foo.bar", Optional.empty()));

        assertThat(unknown.sensitive()).isTrue();
        assertThat(unknown.source()).isEqualTo(Source.DYNAMIC_BROKER);
        assertThat(entries.ofEveryBroker(Map.of("foo.bar", Optional.empty())))
                .singleElement()
                .satisfies(entry -> assertThat(entry.source()).isEqualTo(Source.DYNAMIC_DEFAULT_BROKER));
    }
}
