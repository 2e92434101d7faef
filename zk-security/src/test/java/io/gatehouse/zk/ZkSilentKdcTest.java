package io.gatehouse.zk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A KDC that takes connections and says nothing, for which the JDK waits a minute and a half (CONFORMANCE ZKS-17). */
class ZkSilentKdcTest {
    @Test
    @Timeout(60)
    void theStartDoesNotWaitForIt(@TempDir Path folder) throws Exception {
        int port = TestZooKeeper.portThatNoClientGets();
        Path keyTab;
        try (TestKdc kdc = new TestKdc(folder, port)) {
            keyTab = kdc.principal("kafka");
        }
        try (TestZooKeeper zookeeper = new TestZooKeeper("localhost");
                ServerSocket silent = new ServerSocket(port, 50, InetAddress.getByName("localhost"))) {
            assertThat(silent.isBound()).isTrue();

            assertThatThrownBy(() -> ZkSession.connect(new ZkSettings(
                            "localhost:" + zookeeper.port(),
                            Duration.ofSeconds(4),
                            Duration.ofSeconds(4),
                            10,
                            Optional.of(zookeeper.brokerTls()),
                            false,
                            true,
                            Optional.of(new ZkKerberos("kafka@" + TestKdc.REALM, keyTab, "zookeeper")))))
                    .isInstanceOf(ZkUnavailable.class)
                    .hasMessageContaining("within 4000 ms")
                    .hasMessageContaining("the KDC does not answer about kafka@" + TestKdc.REALM);
        }
    }
}
