package io.gatehouse.auth.oauth;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.time.Instant;
import java.util.Optional;

/** Believes whatever a token says, for development only. One with a signature is refused: nobody would check it. */
final class UnsecuredTokens implements TokenJudge {
    private final UnsecuredRules rules;

    UnsecuredTokens(UnsecuredRules rules) {
        this.rules = rules;
    }

    @Override
    public TokenVerdict judge(String token, Instant now) {
        try {
            CompactToken compact = CompactToken.parse(token);
            if (!compact.algorithm().equals(Optional.of("none")) || compact.signature().length > 0) {
                throw new RefusedToken(
                        TokenFault.SIGNED,
                        "alg " + compact.algorithm().map(Shown::text).orElse("is missing")
                                + " (expected: none, as this listener believes unsigned tokens only)");
            }
            TokenClaims claims = new TokenClaims(compact.claims());
            VerifiedPrincipal principal = claims.principal(rules.subjectClaim());
            Instant end = new TokenTimes(claims.claims(), rules.skew(), now).endOfUnsecured();
            claims.requireScopes(rules.scopeClaim(), rules.scopes());
            return new TokenVerdict.Good(principal, end, claims.fingerprint(token));
        } catch (RefusedToken e) {
            return e.verdict("");
        }
    }
}
