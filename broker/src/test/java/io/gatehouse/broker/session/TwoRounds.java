package io.gatehouse.broker.session;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.sasl.RoundResult;
import io.gatehouse.auth.sasl.SaslExchange;
import io.gatehouse.auth.sasl.SaslMechanism;
import java.time.Instant;
import java.util.Optional;

/** A mechanism that wants to hear {@code good} twice. */
final class TwoRounds implements SaslMechanism {
    static final byte[] GOOD = {'g'};
    static final byte[] BAD = {'b'};
    /** The exchange is lost, and the peer has one more word to say. */
    static final byte[] LOST = {'l'};

    static final VerifiedPrincipal ALICE = VerifiedPrincipal.user("alice");

    private final Optional<Instant> expiresAt;

    TwoRounds(Optional<Instant> expiresAt) {
        this.expiresAt = expiresAt;
    }

    @Override
    public String name() {
        return "TWO-ROUNDS";
    }

    @Override
    public SaslExchange begin() {
        return new SaslExchange() {
            private int rounds;
            private boolean lost;

            @Override
            public Optional<RoundResult.Refused> unfinished() {
                return lost ? Optional.of(new RoundResult.Refused("alice", "lost", "by one")) : Optional.empty();
            }

            @Override
            public RoundResult evaluate(byte[] token, Instant now) {
                if (token[0] == LOST[0]) {
                    lost = true;
                    return new RoundResult.Challenge(token);
                }
                if (token[0] != GOOD[0]) {
                    return new RoundResult.Refused("alice", "wrong-proof");
                }
                rounds++;
                return rounds == 1
                        ? new RoundResult.Challenge(new byte[] {'?'})
                        : new RoundResult.Accepted(new byte[] {'!'}, ALICE, expiresAt);
            }
        };
    }
}
