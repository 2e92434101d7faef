package io.gatehouse.auth.oauth;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.sasl.SaslExchange;
import io.gatehouse.auth.sasl.SaslMechanism;
import java.time.Instant;
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

    /** Believes whom somebody else believes, until its token ends. */
    public static OauthMechanism checkedBy(TokenCheck check) {
        return new OauthMechanism((token, now) -> verdict(check.check(token), now), Set.of());
    }

    private static TokenVerdict verdict(TokenCheck.Answer answer, Instant now) {
        if (answer instanceof TokenCheck.Believed believed) {
            return now.isBefore(believed.end())
                    ? new TokenVerdict.Good(believed.principal(), believed.end(), "")
                    : new TokenVerdict.Bad(
                            TokenFault.EXPIRED, believed.principal().name(), "ended at " + believed.end());
        }
        return new TokenVerdict.Bad(TokenFault.PLUG_IN, "", ((TokenCheck.Refused) answer).why());
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
