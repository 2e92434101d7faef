package io.gatehouse.broker.main;

import io.gatehouse.auth.secret.PasswordEncoder;
import io.gatehouse.auth.secret.Secret;
import io.gatehouse.auth.secret.UndecodablePassword;
import io.gatehouse.broker.config.DynamicKeys;
import io.gatehouse.broker.config.PasswordSettings;
import io.gatehouse.broker.config.SettingOverrides;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a broker's settings in ZooKeeper mean: which of them hold, and what the passwords are (CONFORMANCE ENC-04 to
 * ENC-06). Making a key of a secret takes a while. Thread: any that may take its time.
 */
final class StoredSettings {
    /** More passwords than any broker has: each may take half a second to open, whoever wrote it. */
    private static final int RENEWED_MAX = 100;

    private final DynamicKeys keys;
    private final Optional<PasswordEncoder> encoder;
    private final Optional<PasswordEncoder> oldEncoder;

    StoredSettings(DynamicKeys keys, PasswordSettings passwords, SecureRandom random) {
        this.keys = keys;
        this.encoder = passwords.secret().map(secret -> new PasswordEncoder(secret, passwords.encoding(), random));
        this.oldEncoder =
                passwords.oldSecret().map(secret -> new PasswordEncoder(secret, passwords.encoding(), random));
    }

    /**
     * What holds.
     *
     * @param problems by name, what does not hold although it is stored, and why
     */
    record Meaning(SettingOverrides overrides, Map<String, String> problems) {}

    Meaning meaning(Map<String, String> stored) {
        Map<String, String> texts = new HashMap<>();
        Map<String, Secret> secrets = new HashMap<>();
        Map<String, String> problems = new TreeMap<>();
        stored.forEach((name, value) -> {
            if (!keys.changeable(name)) {
                if (!DynamicKeys.unknown(name)) {
                    problems.put(name, "this version of the broker takes it from its file only");
                }
            } else if (DynamicKeys.secret(name)) {
                decode(name, value, texts, secrets, problems);
            } else {
                texts.put(name, value);
            }
        });
        return new Meaning(new SettingOverrides(texts, secrets), problems);
    }

    private void decode(
            String name,
            String value,
            Map<String, String> texts,
            Map<String, Secret> secrets,
            Map<String, String> problems) {
        if (encoder.isEmpty()) {
            problems.put(name, "there is no password.encoder.secret to open it with");
            return;
        }
        try {
            if (DynamicKeys.loginModule(name)) {
                texts.put(name, encoder.get().decodeText(value));
            } else {
                secrets.put(name, encoder.get().decode(value));
            }
        } catch (UndecodablePassword e) {
            problems.put(name, String.valueOf(e.getMessage()));
        }
    }

    /** The value as it is stored; empty where there is no secret to encrypt it with. */
    Optional<String> encrypted(String value) {
        try (Secret password = Secret.ofText(value)) {
            return encoder.map(each -> each.encode(password));
        }
    }

    /**
     * The same settings with every password that only the old secret opens encrypted with the new one (ENC-05), those that
     * only Kafka uses too.
     */
    Map<String, String> renewed(Map<String, String> stored) {
        Map<String, String> renewed = new HashMap<>(stored);
        oldEncoder.ifPresent(old -> stored.keySet().stream()
                .filter(DynamicKeys::secret)
                .sorted(Comparator.comparing((String name) -> !keys.changeable(name)))
                .limit(RENEWED_MAX)
                .forEach(name -> renewed.computeIfPresent(name, (same, value) -> renewed(old, value))));
        return renewed;
    }

    private String renewed(PasswordEncoder old, String value) {
        try (Secret password = old.decode(value)) {
            return encoder.map(each -> each.encode(password)).orElse(value);
        } catch (UndecodablePassword e) {
            return value; // With the new secret already, or with none that we know, which will be told.
        }
    }
}
