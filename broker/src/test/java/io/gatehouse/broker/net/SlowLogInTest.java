package io.gatehouse.broker.net;

import static io.gatehouse.broker.net.TestGate.handshake;
import static io.gatehouse.broker.net.TestGate.request;
import static io.gatehouse.broker.net.TestGate.token;
import static io.gatehouse.broker.net.TestGate.versions;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.wire.ApiKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.SaslAuthenticateResponseData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Log-ins that take long are worked out elsewhere; the connection waits, and nothing of it is mixed up (attack 59). */
final class SlowLogInTest {
    private static final byte[] METADATA = request(ApiKey.METADATA, 12, 4, new MetadataRequestData());

    private final AuditLines audit = new AuditLines();
    private final Queue<Runnable> work = new ArrayDeque<>();
    private final TestGate gate = TestGate.slow(work::add);

    @AfterEach
    void close() {
        audit.close();
    }

    private void workOut() {
        work.remove().run();
    }

    @Test
    void whatComesAfterATokenIsServedWhenTheTokenIsAccepted() {
        TestGate.Peer peer = gate.connect();
        peer.send(versions(3, 1), handshake("TEST", 1), token("ok"), METADATA);

        assertThat(peer.correlationIds()).containsExactly(1, 2);
        assertThat(gate.apis.entered).hasValue(0);
        assertThat(gate.sessions.list()).isEmpty();

        workOut();
        assertThat(peer.correlationIds()).containsExactly(3, 4);
        assertThat(gate.sessions.list()).hasSize(1);
    }

    @Test
    void whatComesAfterATokenIsNeverReadWhenTheTokenIsRefused() {
        TestGate.Peer peer = gate.connect();
        peer.send(handshake("TEST", 1), token("wrong"), METADATA);
        var unused = peer.frames();

        workOut();

        assertThat(peer.frames()).as("a refusal takes its time, DLY-01").isEmpty();
        assertThat(peer.after(Duration.ofSeconds(1)).correlationIds()).containsExactly(3);
        assertThat(peer.open()).isFalse();
        assertThat(gate.apis.entered).hasValue(0);
    }

    @Test
    void roundsFollowOneAnother() {
        TestGate.Peer peer = gate.connect();
        peer.send(handshake("TEST", 1), token("more"), token("ok"), METADATA);
        assertThat(work).hasSize(1);

        workOut();
        assertThat(peer.correlationIds()).containsExactly(2, 3);
        assertThat(work).hasSize(1);
        workOut();
        assertThat(peer.correlationIds()).containsExactly(3, 4);
    }

    @Test
    void theDeadlineDoesNotWaitForTheWork() {
        TestGate.Peer peer = gate.connect();
        peer.send(handshake("TEST", 1), token("ok"));

        peer.after(Duration.ofSeconds(11));
        assertThat(peer.open()).isFalse();
        workOut();

        assertThat(peer.open()).isFalse();
        assertThat(gate.sessions.list()).isEmpty();
        assertThat(audit.events()).containsExactly("auth.deadline");
    }

    @Test
    void whoIsGoneMeanwhileIsNotLoggedIn() {
        TestGate.Peer peer = gate.connect();
        peer.send(handshake("TEST", 1), token("ok"));
        peer.channel.close().syncUninterruptibly();

        workOut();

        assertThat(gate.sessions.list()).isEmpty();
        assertThat(gate.limits.open()).isZero();
    }

    /** Attack 102: who waits for somebody far away holds no thread, so the others' work goes on. */
    @Test
    void anAnswerFromFarAwayHoldsNoThread() {
        CompletableFuture<Void> there = new CompletableFuture<>();
        TestGate remote = TestGate.far(Runnable::run, there);
        TestGate.Peer first = remote.connect();
        TestGate.Peer second = remote.connect();
        first.send(handshake("TEST", 1), token("ok"), METADATA);
        second.send(handshake("TEST", 1), token("wrong"));
        assertThat(first.correlationIds()).containsExactly(2);
        assertThat(remote.sessions.list()).isEmpty();

        there.complete(null);

        assertThat(first.correlationIds()).containsExactly(3, 4);
        assertThat(remote.sessions.list()).hasSize(1);
        assertThat(second.frames()).as("a refusal takes its time").hasSize(1);
        assertThat(second.after(Duration.ofSeconds(1)).open()).isFalse();
    }

    @Test
    void whoIsGoneWhenTheAnswerComesIsNotLoggedIn() {
        CompletableFuture<Void> there = new CompletableFuture<>();
        TestGate remote = TestGate.far(Runnable::run, there);
        TestGate.Peer peer = remote.connect();
        peer.send(handshake("TEST", 1), token("ok"));
        peer.channel.close().syncUninterruptibly();

        there.complete(null);

        assertThat(remote.sessions.list()).isEmpty();
        assertThat(remote.limits.open()).isZero();
    }

    @Test
    void nobodyIsLetInWhenThereIsTooMuchWork() {
        TestGate busy = TestGate.slow(task -> {
            throw new RejectedExecutionException("full");
        });
        TestGate.Peer peer = busy.connect();
        peer.send(handshake("TEST", 1));
        var unused = peer.frames();

        peer.send(token("ok")).after(Duration.ofSeconds(1));

        assertThat(peer.answer(ApiKey.SASL_AUTHENTICATE, 2, SaslAuthenticateResponseData.class)
                        .errorCode())
                .isEqualTo(ErrorCode.SASL_AUTHENTICATION_FAILED.code());
        assertThat(peer.open()).isFalse();
        assertThat(audit.lines()).anyMatch(line -> line.contains("not-verified"));
    }
}
