package io.gatehouse.auth.oauth;

import static io.gatehouse.auth.oauth.Provider.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.sasl.RoundResult;
import io.gatehouse.auth.sasl.SaslExchange;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rounds of one log-in (CONFORMANCE OAU-02, OAU-03, OAU-16). */
final class OauthExchangeTest {
    private static final Instant END = NOW.plusSeconds(300);
    private static final byte[] ACKNOWLEDGED = {1};

    private final TokenJudge judge = (token, now) -> switch (token) {
        case "good" -> new TokenVerdict.Good(VerifiedPrincipal.user("alice"), END, "token-sha256=0");
        case "later" -> new TokenVerdict.Bad(TokenFault.STALE_KEYS, "", "away");
        case "weak" -> new TokenVerdict.Bad(TokenFault.INSUFFICIENT_SCOPE, "alice", "scope");
        default -> new TokenVerdict.Bad(TokenFault.SIGNATURE, "", "key 'one'");
    };

    private final SaslExchange exchange = new OauthExchange(judge, Set.of("orders", "kafka"));

    private RoundResult say(String text) {
        return exchange.evaluate(text.replace('^', '\u0001').getBytes(StandardCharsets.US_ASCII), NOW);
    }

    private static String challenge(RoundResult result) {
        return result.fold(
                challenge -> new String(challenge.token(), StandardCharsets.US_ASCII),
                accepted -> "accepted",
                RoundResult.Refused::auditReason);
    }

    @Test
    void aGoodTokenIsAcceptedInOneRoundAndEndsWhenItEnds() {
        RoundResult.Accepted accepted = (RoundResult.Accepted) say("n,,^auth=Bearer good^^");

        assertThat(accepted.principal()).hasToString("User:alice");
        assertThat(accepted.expiresAt()).contains(END);
        assertThat(accepted.token()).isEmpty();
        assertThat(accepted.detail()).isEqualTo("token-sha256=0");
    }

    @Test
    void aBadTokenIsRefusedInTwoRounds() {
        assertThat(challenge(say("n,,^auth=Bearer bad^^"))).isEqualTo("{\"status\":\"invalid_token\"}");

        assertThat(exchange.evaluate(ACKNOWLEDGED, NOW))
                .isEqualTo(new RoundResult.Refused("", "wrong-signature", "key 'one'"));
    }

    @Test
    void aTokenThatMayTooLittleIsToldSo() {
        assertThat(challenge(say("n,,^auth=Bearer weak^^")))
                .isEqualTo("{\"status\":\"insufficient_scope\",\"scope\":\"kafka orders\"}");
        assertThat(OauthMechanism.SENTENCES)
                .containsEntry("insufficient-scope", "{\"status\":\"insufficient_scope\"}")
                .containsEntry("wrong-signature", "{\"status\":\"invalid_token\"}");
    }

    /** AUE-10: the provider is away, which is not the client's doing. */
    @Test
    void whoMaySucceedLaterIsNotToldThatItFailed() {
        assertThat(say("n,,^auth=Bearer later^^"))
                .isEqualTo(new RoundResult.Refused("", "key-set-too-old", true, "away"));
    }

    /** Attack 108: after the status a good message is as bad as any. */
    @Test
    void whateverComesAfterTheStatusIsRefused() {
        var unused = say("n,,^auth=Bearer bad^^");

        assertThat(challenge(say("n,,^auth=Bearer good^^"))).isEqualTo("wrong-signature");
        assertThat(challenge(say("n,,^auth=Bearer good^^"))).isEqualTo("exchange-is-over");
    }

    @Test
    void aSpentExchangeRefuses() {
        var unused = say("n,,^auth=Bearer good^^");

        assertThat(challenge(say("n,,^auth=Bearer good^^"))).isEqualTo("exchange-is-over");
    }

    @Test
    void aMalformedMessageIsRefusedAtOnce() {
        assertThat(challenge(say("n,,^auth=Basic good^^"))).isEqualTo("malformed-oauth-message");
        assertThat(OauthMechanism.SENTENCES).doesNotContainKey("malformed-oauth-message");
    }

    /** Attack 108. */
    @Test
    void onlyTheTokensOwnNameMayBeAskedFor() {
        assertThat(say("n,a=bob,^auth=Bearer good^^"))
                .isEqualTo(new RoundResult.Refused("alice", RoundResult.OTHER_AUTHORIZATION_ID));
        assertThat(challenge(new OauthExchange(judge, Set.of("orders", "kafka"))
                        .evaluate(
                                "n,a=alice,\u0001auth=Bearer good\u0001\u0001".getBytes(StandardCharsets.US_ASCII),
                                NOW)))
                .isEqualTo("accepted");
    }

    /** kafka-python hangs up at the status instead of acknowledging it; the reason must not be lost (PEERS B1). */
    @Test
    void whoLeavesAfterTheStatusWasRefusedAllTheSame() {
        assertThat(exchange.unfinished()).isEmpty();
        var unused = say("n,,^auth=Bearer bad^^");

        assertThat(exchange.unfinished()).contains(new RoundResult.Refused("", "wrong-signature", "key 'one'"));
        var unused2 = exchange.evaluate(ACKNOWLEDGED, NOW);
        assertThat(exchange.unfinished()).isEqualTo(Optional.empty());
    }

    @Test
    void onlyTheTokenTakesTime() {
        assertThat(exchange.slow()).isTrue();
        var unused = say("n,,^auth=Bearer bad^^");
        assertThat(exchange.slow()).isFalse();
    }
}
