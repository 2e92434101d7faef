package io.gatehouse.broker.net;

import static io.gatehouse.broker.net.TestGate.handshake;
import static io.gatehouse.broker.net.TestGate.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.broker.session.LogInBackoff;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a peer sees of the back-off (attack 67): its answers come late, and then none do. */
final class BackoffGateTest {
    private static final Duration FAILURE_DELAY = Duration.ofSeconds(1);

    private final AuditLines audit = new AuditLines();

    /** One failure comes free; the next answer comes 20 s after it. */
    private final TestGate strict = TestGate.sasl(new LogInBackoff(0, 3));

    /** Ten failures come free; the answer after that comes 2 s later. */
    private final TestGate lenient = TestGate.sasl(new LogInBackoff(0, 30));

    @AfterEach
    void close() {
        audit.close();
    }

    private static TestGate.Peer tries(TestGate gate, String token) {
        TestGate.Peer peer = gate.connect();
        peer.send(handshake("TEST", 1));
        var unused = peer.frames();
        return peer.send(token(token));
    }

    private static void fail(TestGate gate, int times) {
        for (int i = 0; i < times; i++) {
            tries(gate, "wrong").close();
        }
    }

    @Test
    void failuresCountAlsoWhenThePeerLeavesBeforeItsAnswer() {
        fail(lenient, 10);

        TestGate.Peer peer = tries(lenient, "ok");

        assertThat(peer.after(Duration.ofMillis(1999)).frames()).isEmpty();
        assertThat(lenient.sessions.list()).isEmpty();
        assertThat(peer.after(Duration.ofMillis(1)).correlationIds()).containsExactly(3);
        assertThat(lenient.sessions.list()).hasSize(1);
    }

    @Test
    void theWrongPasswordIsToldAsLateAsTheRightOne() {
        fail(lenient, 10);

        TestGate.Peer peer = tries(lenient, "wrong");

        assertThat(audit.lines()).as("the audit knows at once").hasSize(11);
        assertThat(peer.after(Duration.ofMillis(1999)).frames()).isEmpty();
        assertThat(peer.after(FAILURE_DELAY).correlationIds()).containsExactly(3);
        assertThat(peer.open()).isFalse();
    }

    @Test
    void whoWouldWaitForTooLongIsHungUpOnAndToldNothing() {
        fail(strict, 1);

        TestGate.Peer right = tries(strict, "ok");
        TestGate.Peer wrong = tries(strict, "wrong");

        assertThat(right.frames()).isEmpty();
        assertThat(right.open()).isFalse();
        assertThat(wrong.frames()).isEmpty();
        assertThat(wrong.open()).isFalse();
        assertThat(strict.sessions.list()).isEmpty();
        assertThat(audit.lines()).anyMatch(line -> line.contains("reason=too-many-failures"));
    }

    @Test
    void whoIsGoneMeanwhileIsNotLoggedIn() {
        fail(lenient, 10);
        TestGate.Peer peer = tries(lenient, "ok");

        peer.channel.close().syncUninterruptibly();

        peer.after(Duration.ofSeconds(3));
        assertThat(lenient.sessions.list()).isEmpty();
        assertThat(lenient.limits.open()).isZero();
    }

    @Test
    void anAddressWhereManyFailedIsReadLater() {
        TestGate gate = TestGate.sasl(new LogInBackoff(0, 60));
        fail(gate, 20);

        TestGate.Peer peer = gate.connect();

        assertThat(peer.channel.config().isAutoRead()).isFalse();
        peer.after(Duration.ofSeconds(1));
        assertThat(peer.channel.config().isAutoRead()).isTrue();
    }
}
