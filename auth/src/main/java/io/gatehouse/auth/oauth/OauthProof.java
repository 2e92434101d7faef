package io.gatehouse.auth.oauth;

import io.gatehouse.auth.audit.PeerText;
import io.gatehouse.auth.sasl.FailedExchange;
import io.gatehouse.auth.sasl.SaslClientExchange;
import io.gatehouse.auth.sasl.SaslProof;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;

/**
 * This broker's tokens, by which it proves itself to other brokers (RFC 7628, CONFORMANCE OAU-18). One is fetched when the first
 * is needed, and anew when most of the time of the one before is over; while the provider is away the old one is used to its end.
 * Kept in memory and nowhere else. Thread: any that may wait for the provider.
 */
public final class OauthProof implements SaslProof {
    /** The share of a token's time after which another one is fetched. */
    private static final double USED_UP = 0.8;

    /** Of what another broker says of a token that it does not believe. */
    private static final int SAID_MAX = 200;

    private final TokenEndpoint endpoint;
    private final String user;
    private final String subjectClaim;
    private final InstantSource clock;
    private Optional<Held> current = Optional.empty();

    private record Held(String token, Instant staleAt, Instant end) {}

    /**
     * @param user who this broker is to others; a token for somebody else is not sent
     * @param subjectClaim where tokens say whom they are for
     */
    public OauthProof(TokenEndpoint endpoint, String user, String subjectClaim, InstantSource clock) {
        this.endpoint = endpoint;
        this.user = user;
        this.subjectClaim = subjectClaim;
        this.clock = clock;
    }

    @Override
    public String mechanism() {
        return OauthMechanism.NAME;
    }

    @Override
    public String user() {
        return user;
    }

    @Override
    public SaslClientExchange begin(String host) {
        return new SaslClientExchange() {
            @Override
            public byte[] first() throws FailedExchange {
                return ("n,,\u0001auth=Bearer " + token() + "\u0001\u0001").getBytes(StandardCharsets.US_ASCII);
            }

            @Override
            public Optional<byte[]> next(byte[] token) throws FailedExchange {
                if (token.length == 0) {
                    return Optional.empty();
                }
                String said =
                        new String(Arrays.copyOf(token, Math.min(token.length, SAID_MAX)), StandardCharsets.UTF_8);
                throw new FailedExchange("it does not believe this broker's token: " + PeerText.escaped(said));
            }
        };
    }

    private synchronized String token() throws FailedExchange {
        Instant now = clock.instant();
        if (current.isEmpty() || !now.isBefore(current.get().staleAt())) {
            try {
                current = Optional.of(held(endpoint.fetch(now), now));
            } catch (IOException e) {
                if (current.filter(known -> now.isBefore(known.end())).isEmpty()) {
                    throw new FailedExchange("no token from " + endpoint + ": " + e.getMessage());
                }
            }
        }
        return current.orElseThrow().token();
    }

    /** Other brokers judge its signature; here it only has to be for this broker. */
    private Held held(TokenEndpoint.OwnToken fetched, Instant now) throws FailedExchange {
        try {
            String name = new TokenClaims(CompactToken.parse(fetched.token()).claims())
                    .principal(subjectClaim)
                    .name();
            if (!name.equals(user)) {
                throw new FailedExchange(
                        "the token from " + endpoint + " is for " + name + " (expected: for " + user + ")");
            }
        } catch (RefusedToken e) {
            throw new FailedExchange("the token from " + endpoint + " is no good: "
                    + e.verdict("").fault().auditReason());
        }
        Duration life = Duration.between(now, fetched.end());
        return new Held(fetched.token(), now.plusMillis((long) (life.toMillis() * USED_UP)), fetched.end());
    }
}
