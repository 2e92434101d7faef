package io.gatehouse.zk;

import static io.gatehouse.zk.TestZooKeeper.await;
import static io.gatehouse.zk.TestZooKeeper.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ZkSessionTest {
    private static TestZooKeeper zookeeper;
    private ZkSession session;
    private String chroot;

    @BeforeAll
    static void start() {
        zookeeper = new TestZooKeeper();
    }

    @AfterAll
    static void stop() {
        zookeeper.close();
    }

    @BeforeEach
    void connect() {
        chroot = zookeeper.freshChroot() + "/deep";
        session = zookeeper.session(chroot);
    }

    @AfterEach
    void disconnect() {
        zookeeper.closeSessions();
    }

    @Test
    void aValueIsReadAsItWasCreated() {
        String path = get(session.create("/a", bytes("one"), ZnodeKind.PERSISTENT));

        assertThat(path).isEqualTo("/a");
        ZnodeValue value = get(session.read("/a")).orElseThrow();
        assertThat(value.data()).isEqualTo(bytes("one"));
        assertThat(value.version()).isZero();
        assertThat(value.czxid()).isPositive();
        assertThat(value.ephemeralOwner()).isZero();
    }

    @Test
    void whatIsNotThereReadsAsEmpty() {
        assertThat(get(session.read("/none"))).isEmpty();
        assertThat(get(session.children("/none"))).isEmpty();
    }

    @Test
    void aWriteNeedsTheVersionThatItExpects() {
        get(session.create("/a", bytes("one"), ZnodeKind.PERSISTENT));

        assertThat(get(session.write("/a", bytes("two"), 0))).isEqualTo(1);
        assertThatThrownBy(() -> get(session.write("/a", bytes("three"), 0))).isInstanceOf(ZnodeVersionConflict.class);
        assertThatThrownBy(() -> get(session.write("/b", bytes("three"), -1))).isInstanceOf(ZnodeMissing.class);
        assertThat(get(session.write("/a", bytes("three"), -1))).isEqualTo(2);
    }

    @Test
    void creationsAndDeletionsSayWhatStandsInTheWay() {
        get(session.ensure("/a/b/c"));
        get(session.ensure("/a/b/c"));

        assertThatThrownBy(() -> get(session.create("/a", bytes(""), ZnodeKind.PERSISTENT)))
                .isInstanceOf(ZnodeExists.class);
        assertThatThrownBy(() -> get(session.create("/x/y", bytes(""), ZnodeKind.PERSISTENT)))
                .isInstanceOf(ZnodeMissing.class);
        assertThatThrownBy(() -> get(session.delete("/a", -1))).isInstanceOf(ZnodeNotEmpty.class);
        assertThatThrownBy(() -> get(session.delete("/a/b/c", 7))).isInstanceOf(ZnodeVersionConflict.class);
        get(session.delete("/a/b/c", 0));
        assertThat(get(session.children("/a/b"))).isEmpty();
    }

    @Test
    void aSequentialZnodeGetsTenDigits() {
        get(session.ensure("/changes"));

        String path = get(session.create("/changes/change_", bytes("x"), ZnodeKind.PERSISTENT_SEQUENTIAL));

        assertThat(path).isEqualTo("/changes/change_0000000000");
    }

    @Test
    void aMultiDoesAllOrNothing() {
        get(session.create("/fence", bytes("1"), ZnodeKind.PERSISTENT));
        List<OpOutcome> done = get(session.multi(List.of(
                ZkOp.check("/fence", 0),
                ZkOp.create("/m", new byte[0], ZnodeKind.EPHEMERAL),
                ZkOp.write("/m", bytes("value"), 0))));

        assertThat(done).extracting(OpOutcome::path).containsExactly("/fence", "/m", "/m");
        assertThat(done.get(2).version()).isEqualTo(1);
        assertThat(done.get(2).czxid())
                .isEqualTo(get(session.read("/m")).orElseThrow().czxid());
        assertThatThrownBy(() -> get(session.multi(List.of(
                        ZkOp.create("/n", new byte[0], ZnodeKind.PERSISTENT), ZkOp.write("/fence", bytes("2"), 5)))))
                .isInstanceOf(ZnodeVersionConflict.class)
                .hasMessageContaining("/fence");
        assertThat(get(session.read("/n"))).isEmpty();
    }

    @Test
    void aWatchFiresOnceAtAChangeACreationAndANewChild() {
        ZkSession other = zookeeper.session(chroot);
        AtomicInteger changes = new AtomicInteger();
        AtomicInteger creations = new AtomicInteger();
        AtomicInteger children = new AtomicInteger();
        get(session.ensure("/a"));
        get(session.readAndWatch("/a", changes::incrementAndGet));
        get(session.readAndWatch("/absent", creations::incrementAndGet));
        get(session.childrenAndWatch("/a", children::incrementAndGet));

        get(other.write("/a", bytes("1"), -1));
        get(other.write("/a", bytes("2"), -1));
        get(other.create("/absent", bytes(""), ZnodeKind.PERSISTENT));
        get(other.ensure("/a/child"));

        await("all watches", () -> changes.get() + creations.get() + children.get() >= 3);
        assertThat(List.of(changes.get(), creations.get(), children.get())).containsExactly(1, 1, 1);
    }

    @Test
    void manyCallsAreAnsweredInTheirOrder() {
        get(session.ensure("/a"));
        List<Integer> answers = Collections.synchronizedList(new ArrayList<>());
        List<CompletionStage<Void>> stages = new ArrayList<>();

        for (int i = 0; i < 500; i++) {
            stages.add(session.write("/a", bytes("" + i), i).thenAccept(answers::add));
        }
        stages.forEach(TestZooKeeper::get);

        assertThat(answers).hasSize(500).isSorted().startsWith(1).endsWith(500);
    }

    @Test
    void theServerGivesItsPortBackBeforeItsCloseReturns() {
        for (int round = 0; round < 5; round++) {
            zookeeper.stop();
            zookeeper.startAgain();
        }
        assertThat(zookeeper.port()).isPositive();
    }

    @Test
    void callsSurviveARestartOfTheServer() { // COMPAT C1.3
        get(session.ensure("/a"));
        List<SessionState> states = Collections.synchronizedList(new ArrayList<>());
        session.onSessionState(states::add);
        AtomicInteger seen = new AtomicInteger();
        get(session.readAndWatch("/a", seen::incrementAndGet));
        long before = session.sessionId();

        zookeeper.stop();
        await("the loss is seen", () -> states.contains(SessionState.DISCONNECTED));
        List<CompletionStage<Integer>> writes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            writes.add(session.write("/a", bytes("" + i), -1));
        }
        zookeeper.startAgain();

        writes.forEach(TestZooKeeper::get);
        assertThat(get(session.read("/a")).orElseThrow().data()).isEqualTo(bytes("49"));
        assertThat(states).contains(SessionState.CONNECTED).doesNotContain(SessionState.EXPIRED);
        assertThat(session.sessionId()).isEqualTo(before);
        await("the watch is still there", () -> seen.get() == 1);
    }

    @Test
    void anExpiredSessionIsReplacedAndItsWatchesStaySilent() { // COMPAT C1.4, attack 267
        List<SessionState> states = Collections.synchronizedList(new ArrayList<>());
        session.onSessionState(states::add);
        get(session.create("/e", bytes(""), ZnodeKind.EPHEMERAL));
        AtomicInteger fired = new AtomicInteger();
        get(session.readAndWatch("/watched", fired::incrementAndGet));
        long before = session.sessionId();

        zookeeper.expire(session);
        await("a new session", () -> states.contains(SessionState.RECONNECTED_NEW_SESSION));

        assertThat(states)
                .containsSubsequence(
                        SessionState.DISCONNECTED, SessionState.EXPIRED, SessionState.RECONNECTED_NEW_SESSION);
        assertThat(session.sessionId()).isNotEqualTo(before);
        assertThat(get(session.read("/e"))).isEmpty();
        get(session.ensure("/watched"));
        assertThat(fired).hasValue(0);
    }

    @Test
    void callsOfAnExpiredSessionFailAndLaterOnesWaitForTheNew() { // attack 267
        CountDownLatch expired = new CountDownLatch(1);
        List<CompletionStage<String>> late = new ArrayList<>();
        session.onSessionState(state -> {
            if (state == SessionState.EXPIRED) {
                expired.countDown();
            }
            if (state == SessionState.RECONNECTED_NEW_SESSION) {
                late.add(session.create("/late", bytes(""), ZnodeKind.EPHEMERAL));
            }
        });

        zookeeper.expire(session);
        List<CompletionStage<Integer>> calls = new ArrayList<>();
        while (expired.getCount() > 0) {
            calls.add(session.write("/fenced", bytes(""), 3));
            assertThat(calls.size()).isLessThan(5_000_000);
            if (calls.size() % 100 == 0) {
                awaitBriefly(expired);
            }
        }

        for (CompletionStage<Integer> call : calls) {
            assertThatThrownBy(() -> get(call)).isInstanceOfAny(ZnodeMissing.class, ZkSessionExpired.class);
        }
        await("the new session", () -> !late.isEmpty());
        assertThat(get(late.get(0))).isEqualTo("/late");
        assertThat(get(session.read("/late")).orElseThrow().ephemeralOwner()).isEqualTo(session.sessionId());
    }

    @Test
    void aClosedSessionTakesItsEphemeralZnodesAlong() {
        ZkSession other = zookeeper.session(chroot);
        get(session.create("/e", bytes(""), ZnodeKind.EPHEMERAL));

        session.close();

        assertThat(get(other.read("/e"))).isEmpty();
        assertThatThrownBy(() -> get(session.read("/e")))
                .isInstanceOf(ZkUnavailable.class)
                .hasMessageContaining("closed");
    }

    private static void awaitBriefly(CountDownLatch latch) {
        try {
            if (latch.await(20, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
