package io.gatehouse.auth.token;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.time.Instant;
import java.util.List;

/**
 * What is kept of a token; its password is made of the id and a key that only brokers have (CONFORMANCE DTK-03, DTK-17).
 *
 * @param owner whoever logs in with the token
 * @param requester who asked for it; the owner, but for those who may ask for others
 * @param renewers who may change its end besides the two
 * @param maxAt nobody can renew it beyond this
 * @param expiresAt when it ends as things stand
 */
public record DelegationToken(
        String id,
        VerifiedPrincipal owner,
        VerifiedPrincipal requester,
        List<VerifiedPrincipal> renewers,
        Instant issuedAt,
        Instant maxAt,
        Instant expiresAt) {
    public DelegationToken {
        renewers = List.copyOf(renewers);
    }

    public boolean over(Instant now) {
        return !now.isBefore(expiresAt);
    }

    /** Whether {@code principal} may see the token whole, renew it and end it (CONFORMANCE DTK-07, DTK-09). */
    public boolean isFor(VerifiedPrincipal principal) {
        return owner.equals(principal) || requester.equals(principal) || renewers.contains(principal);
    }

    DelegationToken until(Instant end) {
        return new DelegationToken(id, owner, requester, renewers, issuedAt, maxAt, end);
    }
}
