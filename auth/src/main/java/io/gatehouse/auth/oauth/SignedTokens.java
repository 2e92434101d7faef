package io.gatehouse.auth.oauth;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * Believes tokens that a provider has signed. Which algorithm a key may be used with is the key's and our business; from the
 * token comes only which of those it is (attacks 89, 90). The claims are read after the signature was checked.
 */
final class SignedTokens implements TokenJudge {
    private final TokenRules rules;
    private final ProviderKeys keys;
    private final Predicate<VerifiedPrincipal> privileged;

    /** @param privileged who has rights that no provider gives (attack 98) */
    SignedTokens(TokenRules rules, ProviderKeys keys, Predicate<VerifiedPrincipal> privileged) {
        this.rules = rules;
        this.keys = keys;
        this.privileged = privileged;
    }

    @Override
    public TokenVerdict judge(String token, Instant now) {
        try {
            CompactToken compact = CompactToken.parse(token);
            requireSignature(compact, now);
            return judgeClaims(token, compact, now);
        } catch (RefusedToken e) {
            return e.verdict("");
        }
    }

    @Override
    public CompletionStage<TokenVerdict> judgeInTime(String token, Instant now) {
        TokenVerdict first = judge(token, now);
        boolean mayChange = first instanceof TokenVerdict.Bad bad
                && (bad.fault() == TokenFault.UNKNOWN_KEY || bad.fault() == TokenFault.STALE_KEYS);
        return mayChange
                ? keys.renewed().thenApply(renewed -> again(token, now, renewed))
                : CompletableFuture.completedStage(first);
    }

    /** A key that is not known although the provider was asked is nobody's; otherwise nobody can tell yet. */
    private TokenVerdict again(String token, Instant now, boolean renewed) {
        TokenVerdict verdict = judge(token, now);
        return !renewed && verdict instanceof TokenVerdict.Bad bad && bad.fault() == TokenFault.UNKNOWN_KEY
                ? new TokenVerdict.Bad(TokenFault.UNDECIDED_KEY, bad.user(), bad.detail())
                : verdict;
    }

    private void requireSignature(CompactToken token, Instant now) throws RefusedToken {
        Optional<SigningAlgorithm> named = token.algorithm().flatMap(SigningAlgorithm::named);
        if (named.filter(rules.algorithms()::contains).isEmpty()) {
            throw new RefusedToken(
                    TokenFault.ALGORITHM,
                    "alg " + token.algorithm().map(Shown::text).orElse("is missing") + " (expected: one of "
                            + rules.algorithms().stream().sorted().toList() + ")");
        }
        SigningAlgorithm algorithm = named.get();
        KeySet set = keys.current(now)
                .orElseThrow(() -> new RefusedToken(
                        TokenFault.STALE_KEYS, "the provider's keys could not be fetched for too long"));
        SigningKey key = key(set, token.keyId());
        if (!key.fits(algorithm)) {
            throw new RefusedToken(
                    TokenFault.OTHER_KEY,
                    "alg " + algorithm + ", key " + Shown.text(key.id()) + " is " + key.family()
                            + key.only().map(one -> " for " + one).orElse(""));
        }
        if (!key.signed(algorithm, token.signed(), token.signature())) {
            throw new RefusedToken(TokenFault.SIGNATURE, "alg " + algorithm + ", key " + Shown.text(key.id()));
        }
    }

    private static SigningKey key(KeySet set, Optional<String> id) throws RefusedToken {
        if (id.filter(set::ambiguous).isPresent()) {
            throw new RefusedToken(TokenFault.AMBIGUOUS_KEY, "two keys have the id " + Shown.text(id.get()));
        }
        Optional<SigningKey> found = id.isPresent() ? set.find(id.get()) : set.single();
        return found.orElseThrow(() -> new RefusedToken(
                id.isPresent() ? TokenFault.UNKNOWN_KEY : TokenFault.KEY_ID,
                id.map(name -> "kid " + Shown.text(name)).orElse("no kid") + " (known: " + Shown.list(set.ids())
                        + ")"));
    }

    private TokenVerdict judgeClaims(String token, CompactToken compact, Instant now) throws RefusedToken {
        TokenClaims claims = new TokenClaims(compact.claims());
        VerifiedPrincipal principal = claims.principal(rules.subjectClaim());
        try {
            claims.requireAccessToken(compact.declaredAccessToken());
            claims.requireIssuer(rules.issuer());
            claims.requireAudience(rules.audiences());
            Instant end = new TokenTimes(claims.claims(), rules.skew(), now).end();
            claims.requireScopes(rules.scopeClaim(), rules.scopes());
            claims.requireClaims(rules.claims());
            if (privileged.test(principal)) {
                throw new RefusedToken(
                        TokenFault.PRIVILEGED, "a name that no provider gives (expected: another way to log in)");
            }
            Set<String> groups = rules.groupsClaim().isPresent()
                    ? claims.groups(rules.groupsClaim().get())
                    : Set.of();
            return new TokenVerdict.Good(principal, end, claims.fingerprint(token), groups);
        } catch (RefusedToken e) {
            return e.verdict(principal.name());
        }
    }
}
