package io.gatehouse.broker.controller;

import static io.gatehouse.broker.controller.TestCluster.await;
import static io.gatehouse.broker.controller.TestCluster.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.broker.controller.BrokerConfigStore.Stored;
import io.gatehouse.broker.controller.znode.ControllerZnode;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.zk.ZkSession;
import io.gatehouse.zk.ZnodeKind;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Brokers' settings in ZooKeeper: none is lost, and changes are heard of (CONFORMANCE CDY-02, CDY-21, COMPAT C6.4, C6.5). */
final class BrokerConfigStoreTest {
    private static TestCluster.Server server;

    private TestCluster cluster;
    private ZkSession session;
    private BrokerConfigStore mine;
    private BrokerConfigStore other;

    @BeforeAll
    static void startServer() {
        server = new TestCluster.Server();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void twoBrokers() {
        cluster = server.cluster(1);
        session = cluster.session();
        mine = new BrokerConfigStore(session, new BrokerId(0), InstantSource.system());
        other = new BrokerConfigStore(cluster.zookeeper(), new BrokerId(1), InstantSource.system());
    }

    @AfterEach
    void stop() {
        session.close();
        cluster.close();
    }

    @Test
    void whatIsWrittenIsReadAndKeptForEachBrokerAndForAll() {
        assertThat(get(mine.write(false, Map.of("a", "0"), get(mine.read(false)))))
                .isTrue();
        assertThat(get(other.write(false, Map.of("a", "1"), get(other.read(false)))))
                .isTrue();
        assertThat(get(other.write(true, Map.of("a", "all"), get(other.read(true)))))
                .isTrue();

        assertThat(get(mine.read(false)).settings()).isEqualTo(Map.of("a", "0"));
        assertThat(get(mine.read(true)).settings()).isEqualTo(Map.of("a", "all"));
    }

    @Test
    void whoeverIsLateWritesNothing() {
        Stored nothing = get(mine.read(true));
        assertThat(get(other.write(true, Map.of("a", "1"), nothing))).isTrue();
        assertThat(get(mine.write(true, Map.of("b", "2"), nothing))).isFalse();
        Stored first = get(mine.read(true));
        assertThat(get(other.write(true, Map.of("a", "3"), first))).isTrue();

        assertThat(get(mine.write(true, Map.of("b", "2"), first))).isFalse();

        assertThat(get(mine.read(true)).settings()).isEqualTo(Map.of("a", "3"));
    }

    @Test
    void aMigratedClusterIsLeftAlone() {
        String kraft = new String(ControllerZnode.encode(1, Instant.EPOCH), UTF_8).replace(":-1}", ":3}");
        get(cluster.zookeeper().create(ControllerZnode.PATH, kraft.getBytes(UTF_8), ZnodeKind.PERSISTENT));
        Stored nothing = get(mine.read(false));

        assertThatThrownBy(() -> get(mine.write(false, Map.of("a", "0"), nothing)))
                .hasStackTraceContaining("KRaft");
        assertThat(get(mine.read(false)).settings()).isEmpty();
    }

    @Test
    void cdy21_aBrokerHearsOfItsOwnSettingsAndOfThoseOfAll() {
        AtomicInteger heard = new AtomicInteger();
        get(mine.follow(heard::incrementAndGet));

        get(other.announce(false));
        get(other.announce(true));
        await("those of all", () -> heard.get() == 1);
        get(mine.announce(false));
        await("its own", () -> heard.get() == 2);
    }

    /** Nobody can say what was missed, so all is read again. */
    @Test
    void cdy21_aNewSessionMayHaveMissedSomething() {
        AtomicInteger heard = new AtomicInteger();
        get(mine.follow(heard::incrementAndGet));

        server.expire(session);

        await("looked again", () -> heard.get() >= 1);
        int before = heard.get();
        get(other.announce(true));
        await("heard in the new session", () -> heard.get() > before);
    }
}
