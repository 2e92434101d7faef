package io.gatehouse.broker.config;

import io.gatehouse.auth.secret.PasswordEncoding;
import io.gatehouse.auth.secret.Secret;
import java.util.Optional;

/**
 * How passwords are kept in ZooKeeper (CONFORMANCE ENC-01 to ENC-05).
 *
 * @param secret without one no password is stored, and none is read
 * @param oldSecret what is still encrypted with it is encrypted anew
 */
public record PasswordSettings(Optional<Secret> secret, Optional<Secret> oldSecret, PasswordEncoding encoding) {
    static PasswordSettings read(Values values) {
        Optional<Secret> secret = secret(values, TokenKeys.PASSWORD_ENCODER_SECRET);
        Optional<Secret> old = secret(values, TokenKeys.PASSWORD_ENCODER_OLD_SECRET);
        if (old.isPresent() && secret.isEmpty()) {
            values.mistake(
                    TokenKeys.PASSWORD_ENCODER_OLD_SECRET,
                    "no such line, or " + TokenKeys.PASSWORD_ENCODER_SECRET.name() + " too: the secret from now on");
        }
        return new PasswordSettings(
                secret,
                old,
                new PasswordEncoding(
                        values.find(TokenKeys.PASSWORD_ENCODER_KEYFACTORY_ALGORITHM)
                                .orElse(PasswordEncoding.KEY_FACTORIES.get(0)),
                        values.get(TokenKeys.PASSWORD_ENCODER_CIPHER_ALGORITHM),
                        values.get(TokenKeys.PASSWORD_ENCODER_KEY_LENGTH),
                        values.get(TokenKeys.PASSWORD_ENCODER_ITERATIONS)));
    }

    private static Optional<Secret> secret(Values values, ConfigKey<String> key) {
        Optional<Secret> secret = values.secret(key);
        if (secret.filter(each -> each.length() == 0).isPresent()) {
            values.mistake(key, "a text");
        }
        return secret;
    }
}
