package io.gatehouse.auth.oauth;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a token must say to be believed.
 *
 * @param algorithms how it may be signed
 * @param issuer who must have issued it, to the letter; empty: anybody who has a key of the set
 * @param audiences one of these must be among those it is for, to the letter; empty: it may be for anybody
 * @param skew how far the provider's clock may be from ours
 * @param subjectClaim where the principal's name is
 * @param scopeClaim where its scopes are
 * @param scopes those that it must have, all of them
 * @param claims others that it must have: texts that are equal, or lists with an equal text in them
 * @param groupsClaim where the groups of the principal are; empty: it is in none
 */
public record TokenRules(
        Set<SigningAlgorithm> algorithms,
        Optional<String> issuer,
        Set<String> audiences,
        Duration skew,
        String subjectClaim,
        String scopeClaim,
        Set<String> scopes,
        Map<String, String> claims,
        Optional<String> groupsClaim) {
    public TokenRules {
        algorithms = Set.copyOf(algorithms);
        audiences = Set.copyOf(audiences);
        scopes = Set.copyOf(scopes);
        claims = Map.copyOf(claims);
    }
}
