package io.gatehouse.auth.oauth;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.sasl.SaslExchange;
import io.gatehouse.auth.sasl.SaslMechanism;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** OAUTHBEARER as a listener offers it. Thread: any. */
public final class OauthMechanism implements SaslMechanism {
    public static final String NAME = "OAUTHBEARER";

    /** What a peer is told of a token that is no good, by audit reason (CONFORMANCE OAU-02, AUE-04). */
    public static final Map<String, String> SENTENCES = Arrays.stream(TokenFault.values())
            .collect(Collectors.toUnmodifiableMap(
                    TokenFault::auditReason, fault -> "{\"status\":\"" + fault.status() + "\"}"));

    private final TokenJudge judge;
    private final Set<String> scopes;

    private OauthMechanism(TokenJudge judge, Set<String> scopes) {
        this.judge = judge;
        this.scopes = scopes;
    }

    /**
     * Believes tokens that a provider has signed.
     *
     * @param privileged who has rights that no provider gives
     */
    public static OauthMechanism signed(TokenRules rules, SigningKeys keys, Predicate<VerifiedPrincipal> privileged) {
        return new OauthMechanism(new SignedTokens(rules, keys, privileged), rules.scopes());
    }

    /** Insecure: believes whatever a token says. */
    public static OauthMechanism unsecured(UnsecuredRules rules) {
        return new OauthMechanism(new UnsecuredTokens(rules), rules.scopes());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public SaslExchange begin() {
        return new OauthExchange(judge, scopes);
    }
}
