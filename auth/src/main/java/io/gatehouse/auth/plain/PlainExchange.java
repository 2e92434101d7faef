package io.gatehouse.auth.plain;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.sasl.RoundResult;
import io.gatehouse.auth.sasl.SaslExchange;
import io.gatehouse.auth.secret.Secret;
import java.time.Instant;
import java.util.Optional;

/** One PLAIN exchange: one message from the client, one answer. */
final class PlainExchange implements SaslExchange {
    /** Audit reasons that are decided before anybody looks whether the user exists; the peer may know them (PLN-05). */
    static final String NO_USER = "no-user";

    static final String NO_PASSWORD = "no-password";
    static final String MALFORMED = "malformed-plain-token";

    private final PasswordCheck passwords;
    private boolean spent;

    PlainExchange(PasswordCheck passwords) {
        this.passwords = passwords;
    }

    @Override
    public boolean slow() {
        return true;
    }

    @Override
    public RoundResult evaluate(byte[] token, Instant now) {
        if (spent) {
            return new RoundResult.Refused("", "exchange-is-over");
        }
        spent = true;
        try {
            PlainToken message = PlainToken.parse(token);
            try (Secret password = message.password()) {
                return judge(message, password, now);
            }
        } catch (MalformedPlain e) {
            return new RoundResult.Refused(e.user(), e.auditReason());
        }
    }

    private RoundResult judge(PlainToken message, Secret password, Instant now) {
        String user = message.user();
        if (!message.authorization().isEmpty() && !message.authorization().equals(user)) {
            return new RoundResult.Refused(user, RoundResult.OTHER_AUTHORIZATION_ID); // Attack 71.
        }
        PasswordVerdict verdict = passwords.judge(user, password, now);
        return verdict.refusal()
                .<RoundResult>map(reason -> new RoundResult.Refused(user, reason))
                .orElseGet(() -> new RoundResult.Accepted(
                        new byte[0], VerifiedPrincipal.user(user), Optional.empty(), verdict.current()));
    }
}
