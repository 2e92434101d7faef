package io.gatehouse.zk;

import static io.gatehouse.zk.TestZooKeeper.await;
import static io.gatehouse.zk.TestZooKeeper.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.block.Block;
import io.gatehouse.auth.identity.AddressRange;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.zk.znode.BlockZnode;
import io.gatehouse.zk.znode.MalformedZnode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ZkBlockStoreTest extends SealedPlace {
    private static final String ID = "aaaaaaaaaaaa";
    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);
    private static final Block BLOCK = new Block(
            ID,
            Optional.of(VerifiedPrincipal.user("al ice*")),
            AddressRange.parse("10.0.0.0/8"),
            "left us",
            VerifiedPrincipal.user("CN=admin"),
            NOW,
            Optional.of(NOW.plusSeconds(60)));

    private Broker first;
    private Broker second;

    @BeforeEach
    void connect() {
        first = new Broker();
        second = new Broker();
        get(first.store.start());
        get(second.store.start());
    }

    private final class Broker {
        private final ZkSession session = zookeeper.session(chroot);
        private final AtomicInteger told = new AtomicInteger();
        private final ZkBlockStore store;

        Broker() {
            AuditTrail audit = new AuditTrail();
            store = new ZkBlockStore(session, znodes(session, audit), audit, InstantSource.system());
            store.onChange(told::incrementAndGet);
        }
    }

    @Test
    void whatOneBrokerBlocksAllBlockAndWhatItTakesBackNobody() {
        get(first.store.add(BLOCK));

        assertThat(first.store.all()).containsEntry(ID, BLOCK);
        await("elsewhere", () -> second.store.all().containsKey(ID));
        assertThat(second.store.all()).containsEntry(ID, BLOCK);
        int told = second.told.get();

        assertThat(get(first.store.remove(ID))).isTrue();

        assertThat(first.store.all()).isEmpty();
        await("gone elsewhere", () -> second.store.all().isEmpty());
        assertThat(second.told.get()).isGreaterThan(told);
        assertThat(get(first.store.remove(ID))).isFalse();
        assertThat(get(first.store.remove("../../config"))).isFalse();
    }

    @Test
    void whatWasThereBeforeTheStartCounts() {
        get(first.store.add(BLOCK));
        ZkBlockStore third = new ZkBlockStore(
                second.session, znodes(second.session, new AuditTrail()), new AuditTrail(), InstantSource.system());

        get(third.start());

        assertThat(third.all()).containsOnlyKeys(ID);
    }

    @Test
    void nobodyReadsInZooKeeperWhoIsBlocked() {
        get(first.store.add(BLOCK));

        byte[] sealed =
                get(first.session.read(BlockZnode.path(ID))).orElseThrow().data();
        assertThat(new String(sealed, UTF_8)).doesNotContain("User", "ice", "10.0");
        assertThat(ZnodePermissions.sensitive(BlockZnode.path(ID))).isTrue();
    }

    /** Edited, put in the place of another, or not sealed: the others count, and it can be taken away. */
    @Test
    void anEntryThatSomebodyElseWroteIsNoneAndTheOthersCount() {
        String copied = "bbbbbbbbbbbb";
        get(first.store.add(BLOCK));
        byte[] sealed =
                get(first.session.read(BlockZnode.path(ID))).orElseThrow().data();
        get(first.session.create(BlockZnode.path(copied), sealed, ZnodeKind.PERSISTENT));
        get(first.session.create(BlockZnode.path("cccccccccccc"), BlockZnode.encode(BLOCK), ZnodeKind.PERSISTENT));
        get(first.session.create(BlockZnode.FOLDER + "/no id", new byte[0], ZnodeKind.PERSISTENT));
        ZkBlockStore third = new ZkBlockStore(
                second.session, znodes(second.session, new AuditTrail()), new AuditTrail(), InstantSource.system());

        get(third.start());

        assertThat(third.all()).containsOnlyKeys(ID);
        assertThat(get(third.remove(copied))).isTrue();
        assertThat(get(first.session.children(BlockZnode.FOLDER))).doesNotContain(copied);
    }

    @Test
    void theValueIsWhatItIs() {
        assertThat(new String(BlockZnode.encode(BLOCK), UTF_8))
                .isEqualTo("{\"version\":1,\"principal\":\"User%3Aal%20ice%2A\",\"addresses\":\"10.0.0.0/8\","
                        + "\"reason\":\"left us\",\"by\":\"User%3ACN%3Dadmin\",\"since\":\"1700000000000\","
                        + "\"until\":\"1700000060000\"}");
        assertThat(BlockZnode.decode(ID, BlockZnode.encode(BLOCK))).isEqualTo(BLOCK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"version\":1,\"principal\":\"\",\"addresses\":\"\",\"reason\":\"\",\"by\":\"User%3Aa\",\"since\":\"1\",\"until\":\"\"}",
                "{\"version\":1,\"principal\":\"alice\",\"addresses\":\"\",\"reason\":\"\",\"by\":\"User%3Aa\",\"since\":\"1\",\"until\":\"\"}",
                "{\"version\":1,\"principal\":\"\",\"addresses\":\"localhost\",\"reason\":\"\",\"by\":\"User%3Aa\",\"since\":\"1\",\"until\":\"\"}",
                "{\"version\":1,\"principal\":\"User%3Aa\",\"addresses\":\"\",\"reason\":\"\",\"by\":\"User%3Aa\",\"since\":\"soon\",\"until\":\"\"}",
                "{\"version\":2,\"principal\":\"User%3Aa\",\"addresses\":\"\",\"reason\":\"\",\"by\":\"User%3Aa\",\"since\":\"1\",\"until\":\"\"}"
            })
    void whatIsNoBlockIsRefused(String value) {
        assertThatThrownBy(() -> BlockZnode.decode(ID, value.getBytes(UTF_8))).isInstanceOf(MalformedZnode.class);
    }
}
