package io.gatehouse.broker.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.auth.block.Block;
import io.gatehouse.auth.block.BlockList;
import io.gatehouse.auth.identity.AddressRange;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.broker.net.TestGate.Peer;
import io.gatehouse.broker.session.Doorkeeper;
import io.gatehouse.broker.wire.ApiKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.message.SaslAuthenticateResponseData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is on the block list, at the door and at the log-in. */
final class BlockedTest {
    private final BlockList blocks = BlockList.empty();
    private final TestGate gate = TestGate.sasl(new Doorkeeper(blocks, false));
    private final AuditLines audit = new AuditLines();

    @AfterEach
    void nothingIsLeft() {
        audit.close();
        assertThat(gate.limits.open()).isZero();
        assertThat(gate.sessions.list()).isEmpty();
        assertThat(gate.memory.metric().usedHeapMemory()).isZero();
    }

    private void block(String principal, String addresses) {
        blocks.replace(List.of(new Block(
                "aaaaaaaaaaaa",
                Optional.of(principal).filter(text -> !text.isEmpty()).map(VerifiedPrincipal::user),
                AddressRange.parse(addresses),
                "",
                VerifiedPrincipal.user("admin"),
                Instant.EPOCH,
                Optional.empty())));
    }

    @Test
    void aBlockedAddressIsClosedBeforeItTakesAPlace() {
        block("", "127.0.0.0/8");

        Peer peer = gate.connect();

        assertThat(peer.open()).isFalse();
        assertThat(gate.limits.open()).isZero();
        assertThat(audit.events()).containsExactly("connection.blocked");
    }

    @Test
    void aBlockedPrincipalIsRefusedLikeAnyOther() {
        Peer wrong = gate.connect().send(TestGate.versions(3, 1), TestGate.handshake("TEST", 1));
        Peer blocked = gate.connect().send(TestGate.versions(3, 1), TestGate.handshake("TEST", 1));
        wrong.rawAnswers();
        blocked.rawAnswers();
        block("alice", "");

        String toWrong = told(wrong.send(TestGate.token("bad")));
        String toBlocked = told(blocked.send(TestGate.token("ok")));

        assertThat(toBlocked).isEqualTo(toWrong);
        assertThat(blocked.open()).isFalse();
        assertThat(audit.events()).containsExactly("authentication", "authentication");
    }

    private static String told(Peer peer) {
        SaslAuthenticateResponseData answer = peer.after(Duration.ofSeconds(1))
                .answer(ApiKey.SASL_AUTHENTICATE, 2, SaslAuthenticateResponseData.class);
        assertThat(answer.errorCode()).isEqualTo((short) 58);
        return answer.errorMessage().replaceAll("id-[0-9]+", "ID");
    }

    @Test
    void othersAreServed() {
        block("somebody", "10.0.0.0/8");

        Peer peer = gate.connect().login();

        assertThat(peer.open()).isTrue();
        peer.close();
    }
}
