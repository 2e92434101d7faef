package io.gatehouse.broker.net;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.sasl.RoundResult;
import io.gatehouse.auth.sasl.SaslExchange;
import io.gatehouse.auth.sasl.SaslMechanism;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Accepts the token {@code ok}, and {@code bye} without a word, goes on after {@code more}, hangs up after {@code later}, refuses all else. */
final class TestMechanism implements SaslMechanism {
    @Override
    public String name() {
        return "TEST";
    }

    @Override
    public SaslExchange begin() {
        return (token, now) -> switch (new String(token, StandardCharsets.UTF_8)) {
            case "ok" -> new RoundResult.Accepted(new byte[] {1}, VerifiedPrincipal.user("alice"), Optional.empty());
            case "more" -> new RoundResult.Challenge(new byte[] {2});
            case "bye" ->
                RoundResult.Accepted.byTheClientsLastWord(VerifiedPrincipal.user("alice"), Optional.empty(), "");
            case "later" -> RoundResult.Refused.passing("mallory", "clock-skew");
            default -> new RoundResult.Refused("mallory", "wrong-token");
        };
    }
}
