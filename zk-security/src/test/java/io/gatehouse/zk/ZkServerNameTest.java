package io.gatehouse.zk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Attack 52, CVE-2026-24281: what the resolver calls an address is not asked; whoever answers for it could say anything. */
class ZkServerNameTest {
    @Test
    void aServerIsNotBelievedForWhatItsAddressIsCalled() {
        try (TestZooKeeper named = new TestZooKeeper("localhost")) {
            ZkSession session = connect(named, "localhost", TestZooKeeper.PATIENCE);
            assertThat(session.sessionId()).isNotZero();
            session.close();

            assertThatThrownBy(() -> connect(named, "127.0.0.1", Duration.ofSeconds(4)))
                    .isInstanceOf(ZkUnavailable.class)
                    .hasMessageContaining("TLS with");
        }
    }

    private static ZkSession connect(TestZooKeeper server, String host, Duration patience) {
        return ZkSession.connect(new ZkSettings(
                host + ":" + server.port(),
                Duration.ofSeconds(4),
                patience,
                10,
                Optional.of(server.brokerTls()),
                false,
                true));
    }
}
