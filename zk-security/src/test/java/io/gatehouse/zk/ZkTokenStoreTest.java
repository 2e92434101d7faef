package io.gatehouse.zk;

import static io.gatehouse.zk.TestZooKeeper.await;
import static io.gatehouse.zk.TestZooKeeper.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.auth.audit.AuditTrail;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.token.DelegationToken;
import io.gatehouse.zk.znode.MalformedZnode;
import io.gatehouse.zk.znode.TokenZnode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CONFORMANCE DTK-16 to DTK-19, COMPAT C8, attack 129. */
final class ZkTokenStoreTest extends SealedPlace {
    private static final String ID = "AAAAAAAAAAAAAAAAAAAAAA";
    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);
    private static final DelegationToken TOKEN = new DelegationToken(
            ID,
            VerifiedPrincipal.user("al ice*"),
            VerifiedPrincipal.user("bob"),
            List.of(VerifiedPrincipal.user("carol"), VerifiedPrincipal.user("d:e")),
            NOW,
            NOW.plus(Duration.ofDays(7)),
            NOW.plus(Duration.ofDays(1)));

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
        private final ZkTokenStore store;

        Broker() {
            AuditTrail audit = new AuditTrail();
            store = new ZkTokenStore(session, znodes(session, audit), audit, InstantSource.system());
            store.onChange(told::incrementAndGet);
        }
    }

    @Test
    void dtk19_whatOneBrokerMakesAllKnowAndWhatItRemovesNobody() {
        get(first.store.change(ID, nothing -> Optional.of(TOKEN)));

        assertThat(first.store.all()).containsEntry(ID, TOKEN);
        await("elsewhere", () -> second.store.all().containsKey(ID));
        assertThat(second.store.all()).containsEntry(ID, TOKEN);
        int told = second.told.get();
        get(first.store.change(ID, present -> Optional.empty()));

        assertThat(first.store.all()).isEmpty();
        await("gone elsewhere", () -> second.store.all().isEmpty());
        assertThat(second.told.get()).isGreaterThan(told);
        assertThat(get(first.session.children(TokenZnode.FOLDER))).isEmpty();
    }

    @Test
    void dtk19_whatWasMadeBeforeTheStartIsThere() {
        get(first.store.change(ID, nothing -> Optional.of(TOKEN)));
        Broker third = new Broker();

        get(third.store.start());

        assertThat(third.store.all()).containsOnlyKeys(ID);
    }

    @Test
    void dtk16_theZnodesAreKafkasAndTheNewsIsTheId() {
        get(first.store.change(ID, nothing -> Optional.of(TOKEN)));

        assertThat(get(first.session.children("/delegation_token/tokens"))).containsExactly(ID);
        List<String> news = get(first.session.children("/delegation_token/token_changes"));
        assertThat(news).singleElement().asString().matches("token_change_\\d{10}");
        assertThat(get(first.session.read("/delegation_token/token_changes/" + news.get(0)))
                        .orElseThrow()
                        .data())
                .isEqualTo(ID.getBytes(UTF_8));
        byte[] sealed =
                get(first.session.read(TokenZnode.path(ID))).orElseThrow().data();
        assertThat(new String(sealed, UTF_8)).doesNotContain("User", "ice", ID);
    }

    @Test
    void dtk17_theValueIsKafkas() {
        assertThat(new String(TokenZnode.encode(TOKEN), UTF_8))
                .isEqualTo("{\"version\":3,\"owner\":\"User%3Aal%20ice%2A\",\"tokenRequester\":\"User%3Abob\","
                        + "\"renewers\":[\"User%3Acarol\",\"User%3Ad%3Ae\"],\"issueTimestamp\":\"1700000000000\","
                        + "\"maxTimestamp\":\"1700604800000\",\"expiryTimestamp\":\"1700086400000\","
                        + "\"tokenId\":\"" + ID + "\"}");
        assertThat(TokenZnode.decode(ID, TokenZnode.encode(TOKEN))).isEqualTo(TOKEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"version\":1,\"owner\":\"User%3Aa\"}",
                "{\"version\":3,\"owner\":\"alice\",\"tokenRequester\":\"User%3Aa\",\"renewers\":[],"
                        + "\"issueTimestamp\":\"1\",\"maxTimestamp\":\"2\",\"expiryTimestamp\":\"2\",\"tokenId\":\""
                        + ID
                        + "\"}",
                "{\"version\":3,\"owner\":\"User%3Aa\",\"tokenRequester\":\"User%3Aa\",\"renewers\":[],"
                        + "\"issueTimestamp\":\"1\",\"maxTimestamp\":\"2\",\"expiryTimestamp\":\"soon\",\"tokenId\":\""
                        + ID
                        + "\"}",
                "{\"version\":3,\"owner\":\"User%3Aa\",\"tokenRequester\":\"User%3Aa\",\"renewers\":\"all\","
                        + "\"issueTimestamp\":\"1\",\"maxTimestamp\":\"2\",\"expiryTimestamp\":\"2\",\"tokenId\":\""
                        + ID
                        + "\"}",
                "{\"version\":3,\"owner\":\"User%3Aa\",\"tokenRequester\":\"User%3Aa\",\"renewers\":[],"
                        + "\"issueTimestamp\":\"1\",\"maxTimestamp\":\"2\",\"expiryTimestamp\":\"2\",\"tokenId\":\"other\"}"
            })
    void whatIsNoTokenIsRefused(String value) {
        assertThatThrownBy(() -> TokenZnode.decode(ID, value.getBytes(UTF_8))).isInstanceOf(MalformedZnode.class);
    }

    /** Attack 129: edited, and put in the place of another; the others stay. */
    @Test
    void attack129_aTokenThatSomebodyElseWroteIsNone() {
        String other = "BBBBBBBBBBBBBBBBBBBBBB";
        get(first.store.change(ID, nothing -> Optional.of(TOKEN)));
        byte[] sealed =
                get(first.session.read(TokenZnode.path(ID))).orElseThrow().data();
        get(first.session.create(TokenZnode.path(other), sealed, ZnodeKind.PERSISTENT));
        get(first.session.create(
                TokenZnode.path("CCCCCCCCCCCCCCCCCCCCCC"), TokenZnode.encode(TOKEN), ZnodeKind.PERSISTENT));
        get(first.session.create(TokenZnode.FOLDER + "/no id", new byte[0], ZnodeKind.PERSISTENT));
        Broker third = new Broker();

        get(third.store.start());

        assertThat(third.store.all()).containsOnlyKeys(ID);
        get(first.session.write(TokenZnode.path(ID), TokenZnode.encode(TOKEN), -1));
        Broker fourth = new Broker();
        get(fourth.store.start());
        assertThat(fourth.store.all()).isEmpty();
    }
}
