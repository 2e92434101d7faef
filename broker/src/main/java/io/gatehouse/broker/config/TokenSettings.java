package io.gatehouse.broker.config;

import io.gatehouse.auth.secret.Secret;
import java.time.Duration;
import java.util.Optional;

/**
 * Delegation tokens (CONFORMANCE DTK-01, DTK-06, DTK-20).
 *
 * @param secret makes their passwords; the same on all brokers; empty: there are no tokens
 * @param lifetimeMax from the making of a token to the end of its last renewal
 * @param renewal how long a token lives if it is not renewed
 * @param checkInterval how often those that are over are removed
 */
public record TokenSettings(Optional<Secret> secret, Duration lifetimeMax, Duration renewal, Duration checkInterval) {
    /** Less can be guessed by whoever has seen one token's password. */
    private static final int SECRET_BYTES_MIN = 16;

    static TokenSettings read(Values values) {
        ConfigKey<String> key = values.given(TokenKeys.DELEGATION_TOKEN_SECRET_KEY)
                ? TokenKeys.DELEGATION_TOKEN_SECRET_KEY
                : TokenKeys.DELEGATION_TOKEN_MASTER_KEY;
        Optional<Secret> secret = values.secret(key).filter(found -> found.length() > 0);
        secret.filter(found -> found.length() < SECRET_BYTES_MIN)
                .ifPresent(found -> values.mistake(
                        key, "at least " + SECRET_BYTES_MIN + " bytes, random ones (openssl rand -base64 32)"));
        return new TokenSettings(
                secret,
                values.millis(TokenKeys.DELEGATION_TOKEN_MAX_LIFETIME_MS),
                values.millis(TokenKeys.DELEGATION_TOKEN_EXPIRY_TIME_MS),
                values.millis(TokenKeys.DELEGATION_TOKEN_EXPIRY_CHECK_INTERVAL_MS));
    }
}
