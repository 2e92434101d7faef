package io.gatehouse.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.auth.block.Block;
import io.gatehouse.auth.block.BlockList;
import io.gatehouse.auth.identity.AddressRange;
import io.gatehouse.auth.identity.PrincipalMapping;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.sasl.RoundResult;
import io.gatehouse.auth.sasl.SaslExchange;
import io.gatehouse.auth.sasl.SaslMechanism;
import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.broker.wire.RequestHeader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DoorkeeperTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final VerifiedPrincipal ADMIN = VerifiedPrincipal.user("admin");
    private static final byte[] RIGHT = {'r'};
    private static final byte[] WRONG = {'w'};
    private static final String HOST = "10.0.0.7";

    private final BlockList blocks = new BlockList(Set.of(ADMIN));

    /** Proves to be {@code principal}, whatever was claimed: as the holder of a token does. */
    private record Named(String name, String principal) implements SaslMechanism {
        @Override
        public SaslExchange begin() {
            return (token, now) -> token[0] == RIGHT[0]
                    ? new RoundResult.Accepted(token, VerifiedPrincipal.user(principal), Optional.empty())
                    : new RoundResult.Refused(principal, "wrong-password");
        }
    }

    private void block(String principal, String addresses) {
        blocks.replace(List.of(new Block(
                "aaaaaaaaaaaa",
                Optional.of(principal).filter(text -> !text.isEmpty()).map(VerifiedPrincipal::user),
                AddressRange.parse(addresses),
                "",
                ADMIN,
                NOW,
                Optional.empty())));
    }

    private ConnectionMachine machine(SaslMechanism mechanism) {
        ListenerPolicy policy = ListenerPolicy.sasl(
                        "CLIENTS", List.of(mechanism), Map.of(mechanism.name(), Duration.ofMinutes(1)))
                .with(new Doorkeeper(blocks, false));
        ConnectionMachine machine = new ConnectionMachine(policy, HOST, () -> "id7");
        machine.onTransportReady(Optional.empty(), NOW);
        handshake(machine, mechanism.name(), NOW);
        return machine;
    }

    private static void handshake(ConnectionMachine machine, String mechanism, Instant now) {
        machine.onRequest(new RequestHeader(ApiKey.SASL_HANDSHAKE.id(), (short) 1, 1, "c"), now);
        machine.onHandshake(mechanism, now);
    }

    private static TokenAnswer.Refused refused(ConnectionMachine machine, byte[] token, Instant now) {
        return (TokenAnswer.Refused) SaslRound.answer(machine, token, now);
    }

    @Test
    void aBlockedPrincipalHearsWhatAWrongPasswordHears() {
        block("alice", "");
        for (String mechanism : List.of("PLAIN", "SCRAM-SHA-512", "OAUTHBEARER", "GSSAPI")) {
            TokenAnswer.Refused wrong = refused(machine(new Named(mechanism, "bob")), WRONG, NOW);
            ConnectionMachine machine = machine(new Named(mechanism, "alice"));

            assertThat(machine.judged(machine.result(RIGHT, NOW), NOW))
                    .as("whoever sets the pace of failures sees one")
                    .isInstanceOf(RoundResult.Refused.class);
            TokenAnswer.Refused proven = refused(machine, RIGHT, NOW);

            assertThat(proven.sentence()).isEqualTo(wrong.sentence());
            assertThat(proven.silent()).isEqualTo(wrong.silent());
            assertThat(proven.auditReason()).isEqualTo("blocked-principal: block aaaaaaaaaaaa");
            assertThat(machine.session()).isEmpty();
        }
    }

    @Test
    void whoIsBlockedMeanwhileDoesNotGetThroughReAuthentication() {
        ConnectionMachine machine = machine(new Named("PLAIN", "alice"));
        assertThat(SaslRound.answer(machine, RIGHT, NOW)).isInstanceOf(TokenAnswer.Accepted.class);
        Instant later = NOW.plusSeconds(30);
        handshake(machine, "PLAIN", later);
        block("alice", "");

        assertThat(refused(machine, RIGHT, later).auditReason()).startsWith("blocked-principal");
        assertThat(machine.session()).isEmpty();
    }

    @Test
    void aCertificateOfABlockedPrincipalEndsTheConnection() {
        block("CN=alice", "");
        ConnectionMachine machine = new ConnectionMachine(
                ListenerPolicy.certificate("SSL", PrincipalMapping.DEFAULT).with(new Doorkeeper(blocks, false)),
                HOST,
                () -> "id7");

        Admission admission = machine.onTransportReady(Optional.of("CN=alice"), NOW);

        assertThat(admission).isEqualTo(new Admission.HangUp("blocked-principal: block aaaaaaaaaaaa"));
    }

    @Test
    void othersAndSuperUsersAreLetIn() {
        block("alice", "");
        assertThat(SaslRound.answer(machine(new Named("PLAIN", "bob")), RIGHT, NOW))
                .isInstanceOf(TokenAnswer.Accepted.class);
        block("", "10.0.0.0/8");
        assertThat(SaslRound.answer(machine(new Named("PLAIN", "admin")), RIGHT, NOW))
                .isInstanceOf(TokenAnswer.Accepted.class);
        assertThat(refused(machine(new Named("PLAIN", "bob")), RIGHT, NOW).auditReason())
                .startsWith("blocked-address");
    }

    @Test
    void anAddressIsClosedAtTheDoorButNotAtThatOfBrokers() {
        block("", "10.0.0.0/8");

        assertThat(new Doorkeeper(blocks, false).atTheDoor(HOST, NOW)).contains("blocked-address: block aaaaaaaaaaaa");
        assertThat(new Doorkeeper(blocks, false).atTheDoor("11.0.0.7", NOW)).isEmpty();
        assertThat(new Doorkeeper(blocks, true).atTheDoor(HOST, NOW)).isEmpty();
        assertThat(new Doorkeeper(blocks, true).refusal(VerifiedPrincipal.user("bob"), HOST, NOW))
                .isPresent();
        assertThat(new Doorkeeper(blocks, true).refusal(ADMIN, HOST, NOW)).isEmpty();
    }
}
