package io.gatehouse.auth.oauth;

import static io.gatehouse.auth.oauth.Provider.EC;
import static io.gatehouse.auth.oauth.Provider.NOW;
import static io.gatehouse.auth.oauth.Provider.RSA;
import static io.gatehouse.auth.oauth.Provider.claims;
import static io.gatehouse.auth.oauth.Provider.json;
import static io.gatehouse.auth.oauth.Provider.signed;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a good token is, and everything that its claims can have wrong (CONFORMANCE OAU-10..15, attacks 97, 98, 107, 110). */
final class SignedTokensTest {
    private static final ECKey EC_384 = Provider.ec("ec-2", Curve.P_384);
    private static final ECKey EC_521 = Provider.ec("ec-3", Curve.P_521);

    private final Provider provider = new Provider(RSA, EC, EC_384, EC_521);

    private TokenVerdict judge(String token) {
        return judge(token, Provider.rules());
    }

    private TokenVerdict judge(String token, TokenRules rules) {
        return new SignedTokens(rules, provider, principal -> principal.name().equals("root")).judge(token, NOW);
    }

    /** "alice until END", or the reason of the refusal. */
    private static String said(TokenVerdict verdict) {
        return verdict.fold(
                good -> good.principal().name() + " until "
                        + Duration.between(NOW, good.end()).toSeconds(),
                bad -> bad.fault().auditReason());
    }

    private String with(String claim, String json) {
        return said(judge(signed(RSA, "RS256", json(claims(claim, json)))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
    void anRsaKeySignsByEachOfItsAlgorithms(String algorithm) {
        assertThat(said(judge(signed(RSA, algorithm, json(claims()))))).isEqualTo("alice until 300");
    }

    @Test
    void aCurvesKeySignsByItsAlgorithm() {
        assertThat(said(judge(signed(EC, "ES256", json(claims()))))).isEqualTo("alice until 300");
        assertThat(said(judge(signed(EC_384, "ES384", json(claims()))))).isEqualTo("alice until 300");
        assertThat(said(judge(signed(EC_521, "ES512", json(claims()))))).isEqualTo("alice until 300");
    }

    @Test
    void onlyConfiguredAlgorithmsCount() {
        TokenRules rules = rules(Provider.rules(), Set.of(SigningAlgorithm.ES256));

        assertThat(said(judge(signed(EC, "ES256", json(claims())), rules))).isEqualTo("alice until 300");
        assertThat(said(judge(Provider.good(), rules))).isEqualTo("algorithm-not-allowed");
    }

    private static TokenRules rules(TokenRules from, Set<SigningAlgorithm> algorithms) {
        return new TokenRules(
                algorithms,
                from.issuer(),
                from.audiences(),
                from.skew(),
                from.subjectClaim(),
                from.scopeClaim(),
                from.scopes(),
                from.claims(),
                Optional.empty());
    }

    private String groups(String json) {
        TokenRules from = Provider.rules();
        TokenRules rules = new TokenRules(
                from.algorithms(),
                from.issuer(),
                from.audiences(),
                from.skew(),
                from.subjectClaim(),
                from.scopeClaim(),
                from.scopes(),
                from.claims(),
                Optional.of("groups"));
        return judge(signed(RSA, "RS256", json(claims("groups", json))), rules)
                .fold(
                        good -> new TreeSet<>(good.groups()).toString(),
                        bad -> bad.fault().auditReason());
    }

    /** PEERS C8. */
    @Test
    void aTokenSaysWhichGroupsItsPrincipalIsIn() {
        assertThat(groups("[\"shop\",\"Domain Users\",\"/realm/ops\",\"shop\"]"))
                .isEqualTo("[/realm/ops, Domain Users, shop]");
        assertThat(groups("\"shop\"")).isEqualTo("[shop]");
        assertThat(groups("[]")).isEqualTo("[]");
        assertThat(groups("")).isEqualTo("[]");
        assertThat(judge(signed(RSA, "RS256", json(claims("groups", "[\"shop\"]"))))
                        .<Object>fold(TokenVerdict.Good::groups, bad -> bad))
                .as("nobody has asked for them")
                .isEqualTo(Set.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "{}",
                "null",
                "[7]",
                "[[\"shop\"]]",
                "\"\"",
                "\" shop\"",
                "[\"shop \"]",
                "[\"a,b\"]",
                "[\"*\"]",
                "[\"a\\nb\"]",
                "[\"sh\u00f6p\"]"
            })
    void aGroupThatNoRuleCanNameSpoilsTheToken(String json) {
        assertThat(groups(json)).isEqualTo("malformed-groups");
    }

    /** Rules that deny a group would have no effect otherwise. */
    @Test
    void groupsThatDoNotFitIntoTheTokenSpoilIt() {
        String two = IntStream.range(0, 200).mapToObj(i -> "\"g" + i + "\"").collect(Collectors.joining(",", "[", "]"));
        assertThat(groups(two)).startsWith("[g0, ");
        assertThat(groups(two.replace("[", "[\"one more\","))).isEqualTo("malformed-groups");
        assertThat(groups("[\"" + "g".repeat(249) + "\"]")).startsWith("[g");
        assertThat(groups("[\"" + "g".repeat(250) + "\"]")).isEqualTo("malformed-groups");
        assertThat(groups("[],\"_claim_names\":{\"groups\":\"src1\"}")).isEqualTo("malformed-groups");
    }

    /** OAU-13, attack 97. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"https://id.example/realms/one/\"",
                "\"https://id.example/realms/On\"",
                "\"https://ID.example/realms/one\"",
                "\"https://id.example/realms/on\"",
                "[\"https://id.example/realms/one\"]",
                "\" https://id.example/realms/one\"",
                "{}",
                "7",
                "null"
            })
    void onlyTheIssuerToTheLetter(String issuer) {
        assertThat(with("iss", issuer)).isEqualTo("wrong-issuer");
    }

    /** OAU-12, attack 97. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"gate\"",
                "\"gatehouse2\"",
                "\"Gatehouse\"",
                "\"gatehouse other\"",
                "[]",
                "[\"x\",\"gatehous\"]",
                "[\"gatehouse\",7]",
                "[[\"gatehouse\"]]",
                "{\"gatehouse\":1}",
                "7",
                "null",
                "true"
            })
    void oneOfTheAudiencesToTheLetter(String audience) {
        assertThat(with("aud", audience)).isEqualTo("wrong-audience");
    }

    @Test
    void anAudienceAmongOthersIsEnough() {
        assertThat(with("aud", "[\"account\",\"other\"]")).isEqualTo("alice until 300");
    }

    @Test
    void whatIsNotAskedForIsNotLookedAt() {
        TokenRules open = new TokenRules(
                Set.of(SigningAlgorithm.RS256),
                Optional.empty(),
                Set.of(),
                Duration.ZERO,
                "sub",
                "scope",
                Set.of(),
                Map.of(),
                Optional.empty());

        assertThat(said(judge(signed(RSA, "RS256", json(claims("iss", "\"x\""))), open)))
                .isEqualTo("alice until 300");
        assertThat(said(judge(signed(RSA, "RS256", json(claims("aud", "\"x\""))), open)))
                .isEqualTo("alice until 300");
    }

    /** OAU-11; who is in the allowance stays as long as clocks may differ, everybody else until the token's end (OAU-16). */
    @ParameterizedTest
    @CsvSource({
        "exp,   1, alice until 1",
        "exp,   0, alice until 30",
        "iat,  30, alice until 300",
        "iat,  31, token-from-the-future",
        "iat, 400, token-from-the-future",
        "nbf,  30, alice until 300",
        "nbf,  31, token-not-valid-yet"
    })
    void clocksMayDifferByTheAllowance(String claim, long offset, String expected) {
        String value = Long.toString(NOW.getEpochSecond() + offset);

        assertThat(with(claim, value)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"-20, alice until 10", "-29, alice until 1", "-30, token-expired", "-40, token-expired"})
    void anExpiredTokenIsGoodForAsLongAsClocksMayDiffer(long offset, String expected) {
        Map<String, String> claims = claims("exp", Long.toString(NOW.getEpochSecond() + offset));
        claims.put("iat", Long.toString(NOW.getEpochSecond() - 1000));

        assertThat(said(judge(signed(RSA, "RS256", json(claims))))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "\"1900000000\"",
                "-1",
                "1e400",
                "1e999999999",
                "1e-999999999",
                "99999999999999999999",
                "253402300800",
                "true",
                "[1900000000]",
                "{}"
            })
    void timesAreSecondsAndNothingElse(String value) {
        assertThat(with("exp", value)).isEqualTo("malformed-times");
        assertThat(with("iat", value)).isEqualTo("malformed-times");
        if (!value.isEmpty()) {
            assertThat(with("nbf", value)).isEqualTo("malformed-times");
        }
    }

    @Test
    void fractionsOfASecondAreTimesToo() {
        assertThat(with("exp", NOW.getEpochSecond() + 300 + ".75")).isEqualTo("alice until 300");
        assertThat(with("exp", "253402300799")).startsWith("alice until ");
    }

    @Test
    void aTokenThatEndsBeforeItWasIssuedIsNone() {
        Map<String, String> claims = claims("iat", Long.toString(NOW.getEpochSecond() + 10));
        claims.put("exp", Long.toString(NOW.getEpochSecond() + 5));

        assertThat(said(judge(signed(RSA, "RS256", json(claims))))).isEqualTo("malformed-times");
    }

    /** OAU-14, attack 98: names that rules or logs could mistake for another. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "7",
                "[\"alice\"]",
                "{}",
                "\"\"",
                "\" \"",
                "\"alice \"",
                "\" alice\"",
                "\"ali\\r\\nce\"",
                "\"alice\\u0000\"",
                "\"alice,bob\"",
                "\"alice;bob\"",
                "\"User:root\"",
                "\"User:alice\"",
                "\"*\"",
                "\".\"",
                "\"..\"",
                "\"ANONYMOUS\"",
                "\"\u0430lice\"",
                "\"alice\u00ad\"",
                "\"a\\\"b\"",
                "\"a%62\"",
                "\"<default>\""
            })
    void aNameThatIsNoneIsRefused(String subject) {
        assertThat(with("sub", subject)).isEqualTo("malformed-subject");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice",
                "auth0|507f1f77",
                "system:serviceaccount:shop:orders",
                "alice@example.org",
                "4fe6d3c2-5f3e-4f2b-8a3e-0b2a8f0a4d11"
            })
    void namesAsProvidersMakeThem(String subject) {
        assertThat(with("sub", Provider.quoted(subject))).isEqualTo(subject + " until 300");
    }

    @Test
    void aNameIsAtMostAsLongAsAUsers() {
        assertThat(with("sub", Provider.quoted("a".repeat(249)))).endsWith(" until 300");
        assertThat(with("sub", Provider.quoted("a".repeat(250)))).isEqualTo("malformed-subject");
    }

    /** Attack 98: whoever runs the identity provider does not run the cluster. */
    @Test
    void aSuperUserDoesNotComeByToken() {
        assertThat(with("sub", "\"root\"")).isEqualTo("privileged-subject");
    }

    @Test
    void theNameMayBeInAnotherClaim() {
        TokenRules from = Provider.rules();
        TokenRules rules = new TokenRules(
                from.algorithms(),
                from.issuer(),
                from.audiences(),
                from.skew(),
                "client_id",
                "scope",
                Set.of(),
                Map.of(),
                Optional.empty());

        assertThat(said(judge(signed(RSA, "RS256", json(claims("client_id", "\"orders\""))), rules)))
                .isEqualTo("orders until 300");
        assertThat(said(judge(Provider.good(), rules))).isEqualTo("malformed-subject");
    }

    /** Attack 97: what says who somebody is gives no access. */
    @Test
    void idTokensAndRefreshTokensAreNoAccessTokens() {
        assertThat(with("nonce", "\"n\"")).isEqualTo("wrong-token-type");
        assertThat(with("at_hash", "\"n\"")).isEqualTo("wrong-token-type");
        assertThat(with("typ", "\"ID\"")).isEqualTo("wrong-token-type");
        assertThat(with("typ", "\"Refresh\"")).isEqualTo("wrong-token-type");
        assertThat(with("typ", "\"Bearer\"")).isEqualTo("alice until 300");
    }

    @ParameterizedTest
    @CsvSource({
        "JWT, alice until 300",
        "jwt, alice until 300",
        "at+jwt, alice until 300",
        "application/at+JWT, alice until 300",
        "logout+jwt, wrong-token-type",
        "dpop+jwt, wrong-token-type",
        "secevent+jwt, wrong-token-type",
        "JOSE, wrong-token-type",
        "'', wrong-token-type"
    })
    void theHeaderMaySayOfWhatTypeItIs(String type, String expected) {
        String header = "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"typ\":\"" + type + "\"}";

        assertThat(said(judge(signed(RSA, "RS256", header, json(claims()))))).isEqualTo(expected);
    }

    /** A provider that follows RFC 9068 says itself what an access token is. */
    @Test
    void aDeclaredAccessTokenMayHaveANonce() {
        String header = "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"typ\":\"at+jwt\"}";

        assertThat(said(judge(signed(RSA, "RS256", header, json(claims("nonce", "\"n\""))))))
                .isEqualTo("alice until 300");
    }

    /** OAU-15. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "''; insufficient-scope",
                "\"kafka orders\"; alice until 300",
                "\"orders kafka x\"; alice until 300",
                "\"kafka\"; insufficient-scope",
                "\"kafkaorders\"; insufficient-scope",
                "[\"kafka\",\"orders\"]; alice until 300",
                "[\"kafka orders\"]; insufficient-scope",
                "[\"kafka\",\"orders\",\"kafka\"]; malformed-scope",
                "[\"kafka\",\"orders\",\"\"]; malformed-scope",
                "[\"kafka\",7]; malformed-scope",
                "\"\"; malformed-scope",
                "7; malformed-scope",
                "{}; malformed-scope"
            })
    void allRequiredScopesMustBeThere(String scope, String expected) {
        TokenRules from = Provider.rules();
        TokenRules rules = new TokenRules(
                from.algorithms(),
                from.issuer(),
                from.audiences(),
                from.skew(),
                "sub",
                "scope",
                Set.of("kafka", "orders"),
                Map.of(),
                Optional.empty());

        assertThat(said(judge(signed(RSA, "RS256", json(claims("scope", scope))), rules)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "\"shop\"; alice until 300",
                "[\"x\",\"shop\"]; alice until 300",
                "\"shops\"; required-claim-missing",
                "''; required-claim-missing",
                "{\"shop\":1}; required-claim-missing"
            })
    void requiredClaimsMustBeThere(String tenant, String expected) {
        TokenRules from = Provider.rules();
        TokenRules rules = new TokenRules(
                from.algorithms(),
                from.issuer(),
                from.audiences(),
                from.skew(),
                "sub",
                "scope",
                Set.of(),
                Map.of("tenant", "shop"),
                Optional.empty());

        assertThat(said(judge(signed(RSA, "RS256", json(claims("tenant", tenant))), rules)))
                .isEqualTo(expected);
    }

    /** Attack 110: the audit can tell two tokens apart, and nobody can log in with what it knows. */
    @Test
    void theAuditKnowsWhichTokenItWas() {
        String token = Provider.good();

        TokenVerdict.Good good = (TokenVerdict.Good) judge(token);

        assertThat(good.detail()).matches("token-sha256=[0-9a-f]{16} jti='id-7'");
        assertThat(token).doesNotContain(good.detail().substring(13, 29));
    }

    /** PEERS B1: the operator reads what was found and what was expected. */
    @Test
    void aRefusalSaysWhatWasFoundAndWhatWasExpected() {
        TokenVerdict.Bad wrong = (TokenVerdict.Bad) judge(signed(RSA, "RS256", json(claims("iss", "\"x\\n\""))));
        TokenVerdict.Bad unknown =
                (TokenVerdict.Bad) judge(signed(Provider.rsa("rsa-9", 2048), "RS256", json(claims())));

        assertThat(wrong.user()).isEqualTo("alice");
        assertThat(wrong.detail()).isEqualTo("iss 'x\\u000a' (expected: 'https://id.example/realms/one')");
        assertThat(unknown.fault()).isEqualTo(TokenFault.UNKNOWN_KEY);
        assertThat(unknown.detail()).isEqualTo("kid 'rsa-9' (known: 'ec-1', 'ec-2', 'ec-3', 'rsa-1')");
    }

    @Test
    void aTokenWithoutAKeysIdIsTheOnlyKeysOrNobodys() {
        String token = signed(RSA, "RS256", "{\"alg\":\"RS256\"}", json(claims()));

        assertThat(said(judge(token))).isEqualTo("malformed-key-id");
        assertThat(said(new SignedTokens(Provider.rules(), new Provider(RSA), any -> false).judge(token, NOW)))
                .isEqualTo("alice until 300");
        assertThat(said(new SignedTokens(Provider.rules(), new Provider(Provider.rsa("rsa-1", 2048)), any -> false)
                        .judge(token, NOW)))
                .isEqualTo("wrong-signature");
    }

    @Test
    void keysThatAreTooOldJudgeNothing() {
        ProviderKeys away = new ProviderKeys() {
            @Override
            public Optional<KeySet> current(Instant now) {
                return Optional.empty();
            }

            @Override
            public java.util.concurrent.CompletionStage<Boolean> renewed() {
                return java.util.concurrent.CompletableFuture.completedStage(false);
            }
        };

        assertThat(said(new SignedTokens(Provider.rules(), away, any -> false)
                        .judgeInTime(Provider.good(), NOW)
                        .toCompletableFuture()
                        .join()))
                .isEqualTo("key-set-too-old");
    }

    /** OAU-06: for development only. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"alg\":\"none\"}; {\"sub\":\"alice\",\"exp\":1795262700}; alice until 300",
                "{\"alg\":\"none\"}; {\"sub\":\"alice\",\"exp\":1795262700,\"iat\":1795262300}; alice until 300",
                "{\"alg\":\"none\"}; {\"sub\":\"alice\",\"exp\":1795262700,\"iat\":1795262500}; token-from-the-future",
                "{\"alg\":\"none\"}; {\"sub\":\"alice\"}; malformed-times",
                "{\"alg\":\"none\"}; {\"sub\":\"alice\",\"exp\":1795262399}; token-expired",
                "{\"alg\":\"none\"}; {\"sub\":7,\"exp\":1795262700}; malformed-subject",
                "{\"alg\":\"NONE\"}; {\"sub\":\"alice\",\"exp\":1795262700}; signature-nobody-checks",
                "{\"alg\":\"RS256\"}; {\"sub\":\"alice\",\"exp\":1795262700}; signature-nobody-checks"
            })
    void theUnsecuredJudgeBelievesWhatIsWellFormed(String header, String claims, String expected) {
        assertThat(NOW.getEpochSecond()).isEqualTo(1_795_262_400L);
        UnsecuredTokens judge = new UnsecuredTokens(new UnsecuredRules("sub", "scope", Set.of(), Duration.ZERO));

        assertThat(said(judge.judge(Provider.encoded(header) + "." + Provider.encoded(claims) + ".", NOW)))
                .isEqualTo(expected);
    }

    @Test
    void theUnsecuredJudgeRefusesSignaturesAndMissingScopes() {
        UnsecuredTokens judge = new UnsecuredTokens(new UnsecuredRules("sub", "scope", Set.of("x"), Duration.ZERO));
        String text = Provider.encoded("{\"alg\":\"none\"}") + "."
                + Provider.encoded("{\"sub\":\"alice\",\"exp\":1795262700,\"scope\":[\"y\"]}");

        assertThat(said(judge.judge(text + ".", NOW))).isEqualTo("insufficient-scope");
        assertThat(said(judge.judge(text + ".AAAA", NOW))).isEqualTo("signature-nobody-checks");
        assertThat(said(judge.judge(Provider.good(), NOW))).isEqualTo("signature-nobody-checks");
    }

    @Test
    void whoIsWhoDoesNotDependOnTheKindOfKey() {
        for (JWK key : List.of(RSA, EC)) {
            TokenVerdict.Good good =
                    (TokenVerdict.Good) judge(signed(key, key instanceof RSAKey ? "RS256" : "ES256", json(claims())));
            assertThat(good.principal()).isEqualTo(VerifiedPrincipal.user("alice"));
        }
    }
}
