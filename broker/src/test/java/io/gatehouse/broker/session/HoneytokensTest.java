package io.gatehouse.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.sasl.RoundResult;
import io.gatehouse.auth.sasl.SaslExchange;
import io.gatehouse.auth.sasl.SaslMechanism;
import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.broker.wire.RequestHeader;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class HoneytokensTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final byte[] FIRST = {'1'};
    private static final byte[] RIGHT = {'r'};
    private static final byte[] WRONG = {'w'};

    /** One that says a name first, then proves it to be {@code principal}'s. */
    private record Named(String name, String claim, String principal) implements SaslMechanism {
        @Override
        public SaslExchange begin() {
            return new SaslExchange() {
                private String claimed = "";

                @Override
                public String claimed() {
                    return claimed;
                }

                @Override
                public RoundResult evaluate(byte[] token, Instant now) {
                    claimed = claim;
                    if (token[0] == FIRST[0]) {
                        return new RoundResult.Challenge(token);
                    }
                    return token[0] == RIGHT[0]
                            ? new RoundResult.Accepted(token, VerifiedPrincipal.user(principal), Optional.empty())
                            : new RoundResult.Refused(claim, "unknown-user");
                }
            };
        }
    }

    /** attack 84: the password is right, and the answer is an unknown user's. */
    @Test
    void whoProvesSuchANameHearsWhatAnUnknownUserHears() {
        for (String mechanism : List.of("PLAIN", "SCRAM-SHA-512", "GSSAPI")) {
            TokenAnswer.Refused unknown = refused(machine(new Named(mechanism, "bob", "bob")), WRONG);
            ConnectionMachine machine = machine(new Named(mechanism, "decoy", "decoy"));
            TokenAnswer.Refused proven = refused(machine, RIGHT);

            assertThat(proven.sentence()).isEqualTo(unknown.sentence());
            assertThat(proven.silent()).isEqualTo(unknown.silent());
            assertThat(proven.user()).isEqualTo("decoy");
            assertThat(proven.auditReason()).isEqualTo("honeytoken");
            assertThat(machine.state()).isInstanceOf(ConnectionState.Closed.class);
            assertThat(machine.session()).isEmpty();
        }
    }

    @Test
    void theReasonOfOneThatIsRefusedAnywayStays() {
        assertThat(refused(machine(new Named("PLAIN", "decoy", "decoy")), WRONG).auditReason())
                .isEqualTo("unknown-user");
    }

    @Test
    void othersAreLetIn() {
        assertThat(SaslRound.answer(machine(new Named("PLAIN", "decoy2", "decoy2")), RIGHT, NOW))
                .isInstanceOf(TokenAnswer.Accepted.class);
        assertThat(SaslRound.answer(machine(new Named("PLAIN", "Decoy", "Decoy")), RIGHT, NOW))
                .isInstanceOf(TokenAnswer.Accepted.class);
    }

    /** The holder of a delegation token says its id, and becomes its owner. */
    @Test
    void whatWasClaimedCountsAsWellAsWhoItIs() {
        assertThat(refused(machine(new Named("SCRAM-SHA-256", "decoy", "alice")), RIGHT)
                        .user())
                .isEqualTo("decoy");
        assertThat(refused(machine(new Named("SCRAM-SHA-256", "a-token", "decoy")), RIGHT)
                        .user())
                .isEqualTo("decoy");
    }

    @Test
    void aKerberosNameIsMeantInEveryRealm() {
        Honeytokens names = new Honeytokens(Set.of("decoy", "trap@REALM"));

        assertThat(names.has("GSSAPI", "decoy@REALM")).isTrue();
        assertThat(names.has("GSSAPI", "decoy/host@REALM")).isTrue();
        assertThat(names.has("GSSAPI", "trap@REALM")).isTrue();
        assertThat(names.has("GSSAPI", "trap@OTHER")).isFalse();
        assertThat(names.has("PLAIN", "decoy@REALM")).isFalse();
        assertThat(names.has("PLAIN", "")).isFalse();
    }

    @Test
    void whoNamesOneAndLeavesIsWrittenDown() {
        ConnectionMachine machine = machine(new Named("SCRAM-SHA-512", "decoy", "decoy"));
        assertThat(SaslRound.answer(machine, FIRST, NOW)).isInstanceOf(TokenAnswer.Challenge.class);

        assertThat(machine.onPeerGone()).get().satisfies(refused -> {
            assertThat(refused.user()).isEqualTo("decoy");
            assertThat(refused.auditReason()).isEqualTo("honeytoken-abandoned");
        });
        assertThat(machine.onPeerGone()).isEmpty();
    }

    @Test
    void whoNamesAnotherAndLeavesIsNot() {
        ConnectionMachine machine = machine(new Named("SCRAM-SHA-512", "bob", "bob"));
        assertThat(SaslRound.answer(machine, FIRST, NOW)).isInstanceOf(TokenAnswer.Challenge.class);

        assertThat(machine.onPeerGone()).isEmpty();
    }

    private static TokenAnswer.Refused refused(ConnectionMachine machine, byte[] token) {
        return (TokenAnswer.Refused) SaslRound.answer(machine, token, NOW);
    }

    private static ConnectionMachine machine(SaslMechanism mechanism) {
        ListenerPolicy policy =
                ListenerPolicy.sasl("CLIENTS", List.of(mechanism)).without(new Honeytokens(Set.of("decoy")));
        ConnectionMachine machine = new ConnectionMachine(policy, "10.0.0.7", () -> "id7");
        machine.onTransportReady(Optional.empty(), NOW);
        machine.onRequest(new RequestHeader(ApiKey.SASL_HANDSHAKE.id(), (short) 1, 1, "c"), NOW);
        machine.onHandshake(mechanism.name(), NOW);
        return machine;
    }
}
