package io.gatehouse.broker.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ZooKeeperShellMainTest {
    @Test
    void theBrokersKeysBecomeThoseOfZooKeepersClient() { // CONFORMANCE CLI-05
        Map<String, String> settings = ZooKeeperShellMain.settings(Map.of(
                "zookeeper.ssl.client.enable", "true",
                "zookeeper.ssl.keystore.location", "/k.p12",
                "zookeeper.ssl.endpoint.identification.algorithm", ""));

        assertThat(settings)
                .containsOnly(
                        Map.entry("zookeeper.client.secure", "true"),
                        Map.entry("zookeeper.ssl.keyStore.location", "/k.p12"),
                        Map.entry("zookeeper.ssl.hostnameVerification", "false"));
    }

    @Test
    void aKeyThatIsNoneIsRefused() {
        assertThatThrownBy(() -> ZooKeeperShellMain.settings(Map.of("zookeeper.ssl.keystore.lokation", "/k.p12")))
                .hasMessageContaining("unknown zookeeper.ssl.keystore.lokation (expected: ");
    }
}
