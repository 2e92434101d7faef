package io.gatehouse.broker.main;

import io.gatehouse.broker.config.DynamicKeys;
import io.gatehouse.broker.controller.AlterOutcome;
import io.gatehouse.broker.controller.ConfigChange;
import io.gatehouse.broker.model.ErrorCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What a change makes of the settings that are stored, or why it is refused (CONFORMANCE CDY-04 to CDY-12). Thread: any. */
final class SettingsChange {
    private static final int NAME_MAX = 255;

    /** ZooKeeper takes a megabyte at most, and hangs up on whoever sends more. */
    private static final int CHARACTERS_MAX = 400_000;

    private final DynamicKeys keys;
    private final StoredSettings stored;

    SettingsChange(DynamicKeys keys, StoredSettings stored) {
        this.keys = keys;
        this.stored = stored;
    }

    /**
     * The settings after the change.
     *
     * @param listeners in lower case, those whose stores it names
     * @param refusal then nothing else counts
     */
    record Decided(Map<String, String> after, Set<String> listeners, Optional<AlterOutcome> refusal) {}

    /** The changes that leave of {@code now} only what is wanted. */
    static List<ConfigChange> replacing(Map<String, String> now, Map<String, String> wanted) {
        List<ConfigChange> changes = new ArrayList<>();
        now.keySet().stream()
                .filter(name -> !wanted.containsKey(name))
                .forEach(name -> changes.add(new ConfigChange(name, ConfigChange.Kind.DELETE, "")));
        wanted.forEach((name, value) -> changes.add(new ConfigChange(name, ConfigChange.Kind.SET, value)));
        return changes;
    }

    Decided decide(Map<String, String> now, List<ConfigChange> changes, boolean everyBroker) {
        Optional<AlterOutcome> refusal = refusal(now, changes, everyBroker);
        Map<String, String> after = new TreeMap<>(now);
        Set<String> listeners = new HashSet<>();
        if (refusal.isPresent()) {
            return new Decided(after, listeners, refusal);
        }
        for (ConfigChange change : changes) {
            if (change.kind() == ConfigChange.Kind.DELETE) {
                after.remove(change.name());
            } else if (DynamicKeys.secret(change.name())) {
                Optional<String> encrypted = stored.encrypted(change.value());
                if (encrypted.isEmpty()) {
                    return new Decided(after, listeners, Optional.of(withoutSecret(change.name())));
                }
                after.put(change.name(), encrypted.get());
            } else {
                after.put(change.name(), change.value());
            }
            DynamicKeys.storesListener(change.name()).ifPresent(listeners::add);
        }
        return new Decided(after, listeners, tooLarge(after));
    }

    private Optional<AlterOutcome> refusal(Map<String, String> now, List<ConfigChange> changes, boolean everyBroker) {
        for (ConfigChange change : changes) {
            if (change.name().isEmpty() || change.name().length() > NAME_MAX) {
                return refused("a name has " + change.name().length() + " characters (expected: 1.." + NAME_MAX + ")");
            }
            if (change.needsList() && !DynamicKeys.isList(change.name())) { // CDY-11.
                return Optional.of(AlterOutcome.refused(
                        ErrorCode.INVALID_CONFIG,
                        "Config value append is not allowed for config key: " + change.name()
                                + " (expected: a list to append to or subtract from)"));
            }
        }
        List<String> given = changes.stream()
                .filter(change -> change.kind() != ConfigChange.Kind.DELETE)
                // What stays as it is may have been stored by others, who know more settings.
                .filter(change -> !change.value().equals(now.get(change.name())))
                .map(ConfigChange::name)
                .toList();
        return keys.refusal(given, everyBroker).flatMap(SettingsChange::refused);
    }

    private static AlterOutcome withoutSecret(String name) {
        return AlterOutcome.refused(
                ErrorCode.INVALID_REQUEST,
                "Password encoder secret not configured: " + name
                        + " cannot be stored (expected: password.encoder.secret in the broker's file, and a restart)");
    }

    private static Optional<AlterOutcome> tooLarge(Map<String, String> after) {
        long characters = after.entrySet().stream()
                .mapToLong(entry ->
                        entry.getKey().length() + (long) entry.getValue().length())
                .sum();
        return characters > CHARACTERS_MAX
                ? refused("the settings would have " + characters + " characters (expected: at most " + CHARACTERS_MAX
                        + " together)")
                : Optional.empty();
    }

    private static Optional<AlterOutcome> refused(String message) {
        return Optional.of(AlterOutcome.refused(ErrorCode.INVALID_REQUEST, message));
    }
}
