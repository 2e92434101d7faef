package io.gatehouse.auth.plain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.sasl.FailedExchange;
import io.gatehouse.auth.sasl.RoundResult;
import io.gatehouse.auth.sasl.SaslClientExchange;
import io.gatehouse.auth.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Our side of PLAIN between brokers (CONFORMANCE PLN-03). */
final class PlainProofTest {
    private final PlainProof proof = new PlainProof("bröker", Secret.ofText("pässword"));

    @Test
    void theTokenIsNobodyElseThenTheUserThenThePassword() throws FailedExchange {
        SaslClientExchange exchange = proof.begin("localhost");

        assertThat(exchange.first()).asString(StandardCharsets.UTF_8).isEqualTo("\0bröker\0pässword");
        assertThat(exchange.next(new byte[0])).isEmpty();
        assertThatThrownBy(() -> exchange.next(new byte[0])).isInstanceOf(FailedExchange.class);
    }

    @Test
    void ourServerTakesIt() throws FailedExchange {
        PasswordCheck passwords =
                (user, password, now) -> user.equals("bröker") && password.sameAs(Secret.ofText("pässword"))
                        ? PasswordVerdict.right(() -> true)
                        : PasswordVerdict.refused("wrong-password");

        RoundResult result = new PlainMechanism(passwords)
                .begin()
                .evaluate(proof.begin("localhost").first(), Instant.parse("2026-01-01T00:00:00Z"));

        assertThat(result.<VerifiedPrincipal>fold(c -> null, RoundResult.Accepted::principal, r -> null))
                .isEqualTo(VerifiedPrincipal.user("bröker"));
    }

    @Test
    void aServerThatSaysMoreIsNotBelievedAndThePasswordIsNotShown() {
        assertThatThrownBy(() -> proof.begin("localhost").next(new byte[] {1})).hasMessageContaining("more than PLAIN");
        assertThat(proof.toString()).doesNotContain("pässword");
    }
}
