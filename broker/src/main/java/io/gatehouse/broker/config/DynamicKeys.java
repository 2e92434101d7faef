package io.gatehouse.broker.config;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What of this broker's settings can be changed while it runs: key and trust stores of its TLS listeners, which listeners
 * there are, and everything about those that its file does not have. What Kafka can change and we cannot is refused with a
 * sentence that says so (CONFORMANCE TLS-52, TLS-53, TLS-59, CDY-04 to CDY-08). Thread: any.
 */
public final class DynamicKeys {
    private static final String RESTART = "the broker's file and a restart";

    /** Which listeners there are, where they are bound, and where others find them. */
    private static final Set<String> LISTENERS = Set.of(
            NetworkKeys.LISTENERS.name(),
            NetworkKeys.ADVERTISED_LISTENERS.name(),
            NetworkKeys.LISTENER_SECURITY_PROTOCOL_MAP.name());

    /** Those of the file, by prefix. */
    private final Map<String, ListenerConfig> listeners = new HashMap<>();

    /** @param listeners the file's */
    public DynamicKeys(List<ListenerConfig> listeners) {
        listeners.forEach(listener -> this.listeners.put(listener.prefix(), listener));
    }

    /**
     * Why these settings cannot be set, or nothing. Names that mean nothing to this broker are nobody's to refuse: plug-ins
     * may know them (CDY-08).
     *
     * @param everyBroker they would hold on all brokers
     */
    public Optional<String> refusal(Collection<String> names, boolean everyBroker) {
        TreeSet<String> sorted = new TreeSet<>(names);
        List<String> fixed = sorted.stream()
                .filter(name -> !ofNewcomer(name))
                .filter(name -> KeyTable.use(name)
                        .filter(use -> use.key().update() == ConfigKey.Update.RESTART)
                        .isPresent())
                .toList();
        if (!fixed.isEmpty()) {
            return Optional.of("Cannot update these configs dynamically: Set(" + String.join(", ", fixed)
                    + ") (expected: " + RESTART + ")");
        }
        return sorted.stream()
                .flatMap(name -> refusal(name, everyBroker).stream())
                .findFirst();
    }

    private Optional<String> refusal(String name, boolean everyBroker) {
        Optional<KeyTable.KeyUse> use = KeyTable.use(name);
        if (use.isEmpty()) {
            return name.startsWith("listener.name.")
                    ? Optional.of(name + " is an unknown key (expected: perhaps " + KeyTable.nearest(name) + ")")
                    : Optional.empty();
        }
        ConfigKey<?> key = use.get().key();
        if (everyBroker && key.secret()) {
            return Optional.of(
                    "Password config " + name + " can be defined only at broker level (expected: a broker id)");
        }
        if (everyBroker && key.update() == ConfigKey.Update.PER_BROKER) {
            return Optional.of(name + " is a setting of one broker (expected: a broker id)");
        }
        return use.get().listener().isPresent()
                ? ofListener(name, key, use.get().listener().get())
                : bare(key);
    }

    private Optional<String> ofListener(String name, ConfigKey<?> key, String listener) {
        ListenerConfig config = listeners.get(listener);
        if (config == null) {
            return ofNewcomer(name)
                    ? Optional.empty()
                    : Optional.of(name + " (expected: " + StoreKeys.prefix(listener) + key.name() + ", in lower case)");
        }
        if (!config.ownEngines()) {
            return Optional.of(
                    name + " is a setting of no TLS listener of this broker (expected: one of " + tlsListeners() + ")");
        }
        if (!StoreKeys.NAMES.contains(key.name())) {
            return Optional.of(name + " of a running listener cannot be changed (expected: one of "
                    + String.join(", ", new TreeSet<>(StoreKeys.NAMES)) + "; or " + RESTART + ")");
        }
        return changeable(name)
                ? Optional.empty()
                : Optional.of(name + " (expected: " + StoreKeys.prefix(listener) + key.name() + ", in lower case)");
    }

    private static Optional<String> bare(ConfigKey<?> key) {
        if (LISTENERS.contains(key.name())) {
            return Optional.empty();
        }
        return Optional.of(
                key.name().startsWith("ssl.")
                        ? key.name() + " can only be changed for one listener (expected: listener.name.NAME."
                                + key.name() + ")"
                        : key.name() + " cannot be changed while this version of the broker runs (expected: " + RESTART
                                + ")");
    }

    private List<String> tlsListeners() {
        return listeners.values().stream()
                .filter(ListenerConfig::ownEngines)
                .map(ListenerConfig::prefix)
                .sorted()
                .toList();
    }

    /** Whether this is the name of a setting that can be changed. */
    public boolean changeable(String name) {
        return decidesListeners(name)
                || StoreKeys.listener(name)
                        .filter(prefix -> tlsListeners().contains(prefix))
                        .isPresent();
    }

    /** Whether the setting says which listeners there are, or is one of a listener that the file does not have. */
    public boolean decidesListeners(String name) {
        return LISTENERS.contains(name) || ofNewcomer(name);
    }

    private boolean ofNewcomer(String name) {
        return StoreKeys.ownersPrefix(name)
                .filter(prefix -> !listeners.containsKey(prefix))
                .flatMap(prefix -> KeyTable.use(name))
                .isPresent();
    }

    /** The listener, in lower case, that this setting is one of; it may not be there. */
    public static Optional<String> listener(String name) {
        return StoreKeys.ownersPrefix(name);
    }

    /** The listener, in lower case, that this is a setting of a store of. */
    public static Optional<String> storesListener(String name) {
        return StoreKeys.listener(name);
    }

    /** Whether the broker does nothing with such a setting, wherever it stands. */
    public static boolean unknown(String name) {
        return KeyTable.use(name).isEmpty();
    }

    /** Whether the value is a secret. */
    public static boolean secret(String name) {
        return KeyTable.use(name).filter(use -> use.key().secret()).isPresent();
    }

    /** Whether the value is a secret that is read like other texts, because it says more than a password. */
    public static boolean loginModule(String name) {
        return KeyTable.use(name)
                .filter(use -> use.key().equals(SaslKeys.SASL_JAAS_CONFIG))
                .isPresent();
    }

    /** Whether append and subtract make sense. */
    public static boolean isList(String name) {
        return KeyTable.use(name)
                .filter(use -> use.key().type().kind() == ConfigKind.LIST)
                .isPresent();
    }
}
