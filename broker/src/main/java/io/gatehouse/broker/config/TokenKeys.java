package io.gatehouse.broker.config;

import static io.gatehouse.broker.config.ConfigKey.Update.RESTART;
import static io.gatehouse.broker.config.ConfigKey.key;
import static io.gatehouse.broker.config.ValueType.PASSWORD;
import static io.gatehouse.broker.config.ValueType.intWhere;
import static io.gatehouse.broker.config.ValueType.longFrom;
import static io.gatehouse.broker.config.ValueType.oneOf;

import io.gatehouse.auth.secret.PasswordEncoding;
import java.util.List;

/** Delegation tokens and stored passwords (CONFORMANCE CFG-088..CFG-098). */
final class TokenKeys {
    static final ConfigKey<String> PASSWORD_ENCODER_SECRET = key(
            "password.encoder.secret",
            PASSWORD,
            RESTART,
            "Encrypts passwords that AlterConfigs stores in ZooKeeper; without it there can be none.");

    static final ConfigKey<String> PASSWORD_ENCODER_OLD_SECRET = key(
            "password.encoder.old.secret",
            PASSWORD,
            RESTART,
            "The secret before this one: what it encrypted is encrypted anew at the start.");

    static final ConfigKey<String> PASSWORD_ENCODER_KEYFACTORY_ALGORITHM = key(
            "password.encoder.keyfactory.algorithm",
            oneOf(PasswordEncoding.KEY_FACTORIES.toArray(String[]::new)),
            RESTART,
            "Makes keys of password.encoder.secret; PBKDF2WithHmacSHA512 if nothing is said.");

    static final ConfigKey<String> PASSWORD_ENCODER_CIPHER_ALGORITHM = key(
            "password.encoder.cipher.algorithm",
            oneOf(PasswordEncoding.CIPHERS.toArray(String[]::new)),
            PasswordEncoding.GCM,
            RESTART,
            "Encrypts passwords in ZooKeeper; what is stored already says itself how it was encrypted.");

    static final ConfigKey<Integer> PASSWORD_ENCODER_KEY_LENGTH = key(
            "password.encoder.key.length",
            intWhere(bits -> PasswordEncoding.KEY_BITS.contains((int) bits), "128, 192 or 256"),
            "128",
            RESTART,
            "Bits of the keys made of password.encoder.secret.");

    static final ConfigKey<Integer> PASSWORD_ENCODER_ITERATIONS = key(
            "password.encoder.iterations",
            intWhere(
                    count -> count >= PasswordEncoding.ITERATIONS_MIN && count <= PasswordEncoding.ITERATIONS_MAX,
                    PasswordEncoding.ITERATIONS_MIN + ".." + PasswordEncoding.ITERATIONS_MAX),
            "4096",
            RESTART,
            "How often a key is hashed; more makes guessing password.encoder.secret slower.");

    static final ConfigKey<String> DELEGATION_TOKEN_MASTER_KEY = key(
            "delegation.token.master.key",
            PASSWORD,
            RESTART,
            "Old name of the secret; same on all brokers; null = tokens off.");

    static final ConfigKey<String> DELEGATION_TOKEN_SECRET_KEY =
            key("delegation.token.secret.key", PASSWORD, RESTART, "New name (≥2.8), wins over the old one.");

    static final ConfigKey<Long> DELEGATION_TOKEN_MAX_LIFETIME_MS =
            key("delegation.token.max.lifetime.ms", longFrom(1), "604800000", RESTART, "Hard end of a token.");

    static final ConfigKey<Long> DELEGATION_TOKEN_EXPIRY_TIME_MS =
            key("delegation.token.expiry.time.ms", longFrom(1), "86400000", RESTART, "Validity until renewed.");

    static final ConfigKey<Long> DELEGATION_TOKEN_EXPIRY_CHECK_INTERVAL_MS =
            key("delegation.token.expiry.check.interval.ms", longFrom(1), "3600000", RESTART, "Sweep interval.");

    static final List<ConfigKey<?>> ALL = List.of(
            DELEGATION_TOKEN_MASTER_KEY,
            DELEGATION_TOKEN_SECRET_KEY,
            DELEGATION_TOKEN_MAX_LIFETIME_MS,
            DELEGATION_TOKEN_EXPIRY_TIME_MS,
            DELEGATION_TOKEN_EXPIRY_CHECK_INTERVAL_MS,
            PASSWORD_ENCODER_SECRET,
            PASSWORD_ENCODER_OLD_SECRET,
            PASSWORD_ENCODER_KEYFACTORY_ALGORITHM,
            PASSWORD_ENCODER_CIPHER_ALGORITHM,
            PASSWORD_ENCODER_KEY_LENGTH,
            PASSWORD_ENCODER_ITERATIONS);

    private TokenKeys() {}
}
