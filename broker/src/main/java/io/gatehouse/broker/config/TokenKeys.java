package io.gatehouse.broker.config;

import static io.gatehouse.broker.config.ConfigKey.Update.RESTART;
import static io.gatehouse.broker.config.ConfigKey.later;
import static io.gatehouse.broker.config.ValueType.PASSWORD;
import static io.gatehouse.broker.config.ValueType.TEXT;
import static io.gatehouse.broker.config.ValueType.intFrom;
import static io.gatehouse.broker.config.ValueType.longFrom;

import java.util.List;

/** Delegation tokens and stored passwords (CONFORMANCE CFG-088..CFG-098). */
final class TokenKeys {

    static final List<ConfigKey<?>> ALL = List.of(
            later(
                    "delegation.token.master.key",
                    PASSWORD,
                    RESTART,
                    "Old name of the secret; same on all brokers; null = tokens off."),
            later("delegation.token.secret.key", PASSWORD, RESTART, "New name (≥2.8), wins over the old one."),
            later("delegation.token.max.lifetime.ms", longFrom(1), "604800000", RESTART, "Hard end of a token."),
            later("delegation.token.expiry.time.ms", longFrom(1), "86400000", RESTART, "Validity until renewed."),
            later("delegation.token.expiry.check.interval.ms", longFrom(1), "3600000", RESTART, "Sweep interval."),
            later("password.encoder.secret", PASSWORD, RESTART, "Encrypts dynamic passwords in ZooKeeper."),
            later("password.encoder.old.secret", PASSWORD, RESTART, "Previous secret for rotation."),
            later(
                    "password.encoder.keyfactory.algorithm",
                    TEXT,
                    RESTART,
                    "Null = PBKDF2WithHmacSHA512 if there, else SHA1."),
            later("password.encoder.cipher.algorithm", TEXT, "AES/CBC/PKCS5Padding", RESTART, "Cipher."),
            later("password.encoder.key.length", intFrom(8), "128", RESTART, "Bits."),
            later("password.encoder.iterations", intFrom(1024), "4096", RESTART, "PBKDF2 rounds."));

    private TokenKeys() {}
}
