package io.gatehouse.auth.plain;

import io.gatehouse.auth.sasl.SaslExchange;
import io.gatehouse.auth.sasl.SaslMechanism;
import java.util.Map;

/** PLAIN as a listener offers it. Thread: any. */
public final class PlainMechanism implements SaslMechanism {
    public static final String NAME = "PLAIN";

    /** What a peer is told of refusals that have nothing to do with who exists, by audit reason (CONFORMANCE PLN-01, PLN-05). */
    public static final Map<String, String> SENTENCES = Map.of(
            PlainExchange.NO_USER, "Authentication failed: username not specified",
            PlainExchange.NO_PASSWORD, "Authentication failed: password not specified",
            PlainExchange.MALFORMED,
                    "Invalid SASL/PLAIN response: expected an authorization id, a user and a password");

    private final PasswordCheck passwords;

    public PlainMechanism(PasswordCheck passwords) {
        this.passwords = passwords;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public SaslExchange begin() {
        return new PlainExchange(passwords);
    }
}
