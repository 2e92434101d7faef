package io.gatehouse.auth.oauth;

import io.gatehouse.auth.audit.PeerText;
import io.gatehouse.auth.sasl.FailedExchange;
import io.gatehouse.auth.sasl.RenewedProof;
import io.gatehouse.auth.sasl.SaslClientExchange;
import io.gatehouse.auth.sasl.SaslProof;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;

/**
 * This broker's tokens, by which it proves itself to other brokers (RFC 7628, CONFORMANCE OAU-18), fetched as {@link RenewedProof}
 * has it. Thread: any that may wait for the provider.
 */
public final class OauthProof implements SaslProof {
    /** Of what another broker says of a token that it does not believe. */
    private static final int SAID_MAX = 200;

    private final TokenEndpoint endpoint;
    private final String user;
    private final String subjectClaim;
    private final RenewedProof<String> token;

    /**
     * @param user who this broker is to others; a token for somebody else is not sent
     * @param subjectClaim where tokens say whom they are for
     */
    public OauthProof(TokenEndpoint endpoint, String user, String subjectClaim, InstantSource clock) {
        this.endpoint = endpoint;
        this.user = user;
        this.subjectClaim = subjectClaim;
        this.token = new RenewedProof<>(clock, this::fetched);
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
                return ("n,,\u0001auth=Bearer " + token.current() + "\u0001\u0001").getBytes(StandardCharsets.US_ASCII);
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

    /** Other brokers judge its signature; here it only has to be for this broker. */
    private RenewedProof.Given<String> fetched(Instant now) throws IOException, FailedExchange {
        RenewedProof.Given<String> given;
        try {
            given = endpoint.fetch(now);
        } catch (IOException e) {
            throw new IOException("no token from " + endpoint + ": " + e.getMessage(), e);
        }
        try {
            String name = new TokenClaims(CompactToken.parse(given.proof()).claims())
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
        return given;
    }
}
