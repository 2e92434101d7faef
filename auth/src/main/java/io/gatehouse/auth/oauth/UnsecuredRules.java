package io.gatehouse.auth.oauth;

import java.time.Duration;
import java.util.Set;

/**
 * The options of the validator that checks no signature (CONFORMANCE OAU-06). Whoever can connect can be anybody.
 *
 * @param subjectClaim where the principal's name is
 * @param scopeClaim where its scopes are
 * @param scopes those that it must have, all of them
 * @param skew how far the client's clock may be from ours
 */
public record UnsecuredRules(String subjectClaim, String scopeClaim, Set<String> scopes, Duration skew) {
    public UnsecuredRules {
        scopes = Set.copyOf(scopes);
    }
}
