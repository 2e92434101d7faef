package io.gatehouse.broker.config;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** All settings of the broker by name, with the prefixes that make one listener's of them (CONFORMANCE chapter 8). */
final class KeyTable {
    /** Kafka's hidden keys; accepted in silence, since they say nothing about what the broker does (XKY-19). */
    private static final Set<String> HIDDEN = Set.of(
            "unstable.api.versions.enable",
            "unstable.feature.versions.enable",
            "log.initial.task.delay.ms",
            "producer.id.expiration.check.interval.ms",
            "unclean.leader.election.interval.ms",
            "group.coordinator.new.enable",
            "group.consumer.migration.policy",
            "group.share.enable",
            "zookeeper.metadata.migration.min.batch.size");

    private static final Pattern PREFIXED = Pattern.compile("listener\\.name\\.([^.]+)\\.(.+)");
    private static final Pattern PROVIDER = Pattern.compile("config\\.providers\\.[^.]+\\.(class|param\\..+)");
    private static final List<String> MECHANISMS =
            List.of("scram-sha-256", "scram-sha-512", "plain", "gssapi", "oauthbearer");

    private static final Map<String, ConfigKey<?>> BY_NAME = byName();

    private KeyTable() {}

    /** All keys, sorted by name. */
    static List<ConfigKey<?>> keys() {
        return List.copyOf(BY_NAME.values());
    }

    static Optional<ConfigKey<?>> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** What a name in the file means; empty if we do not know it. */
    static Optional<KeyUse> use(String name) {
        Matcher prefixed = PREFIXED.matcher(name);
        if (prefixed.matches()) {
            return ofListener(prefixed.group(1), prefixed.group(2));
        }
        return find(name).map(key -> new KeyUse(key, Optional.empty()));
    }

    /** Names that are legal and mean nothing to this broker. */
    static boolean hidden(String name) {
        return HIDDEN.contains(name) || PROVIDER.matcher(name).matches();
    }

    /** The known name that is most like this one. */
    static String nearest(String name) {
        Matcher prefixed = PREFIXED.matcher(name);
        String bare = prefixed.matches() ? prefixed.group(2) : name;
        String best = "";
        int distance = Integer.MAX_VALUE;
        for (String known : BY_NAME.keySet()) {
            int next = EditDistance.between(bare, known, distance);
            if (next < distance) {
                distance = next;
                best = known;
            }
        }
        return prefixed.matches() ? "listener.name." + prefixed.group(1) + "." + best : best;
    }

    private static Optional<KeyUse> ofListener(String listener, String rest) {
        return Stream.concat(Stream.of(""), MECHANISMS.stream().map(mechanism -> mechanism + "."))
                .filter(rest::startsWith)
                .flatMap(prefix -> find(rest.substring(prefix.length())).stream()
                        .filter(key -> ofOneListener(key.name(), !prefix.isEmpty())))
                .findFirst()
                .map(key -> new KeyUse(key, Optional.of(listener)));
    }

    /** Which keys may be one listener's or one mechanism's own (CONFORMANCE XKY-08). */
    private static boolean ofOneListener(String name, boolean ofMechanism) {
        if (ofMechanism) {
            return name.startsWith("sasl.") || name.equals("connections.max.reauth.ms");
        }
        return name.startsWith("ssl.")
                || name.startsWith("sasl.")
                || name.equals("connections.max.reauth.ms")
                || name.equals("max.connections")
                || name.equals("max.connection.creation.rate")
                || name.equals("num.network.threads")
                || name.equals("principal.builder.class");
    }

    private static Map<String, ConfigKey<?>> byName() {
        Map<String, ConfigKey<?>> byName = new HashMap<>();
        Stream.of(
                        NetworkKeys.ALL,
                        TlsKeys.ALL,
                        SaslKeys.ALL,
                        OauthKeys.ALL,
                        TokenKeys.ALL,
                        PluginKeys.ALL,
                        AccessKeys.ALL,
                        QuotaKeys.ALL,
                        LogKeys.ALL,
                        ReplicationKeys.ALL,
                        GroupKeys.ALL,
                        TransactionKeys.ALL,
                        ZooKeeperKeys.ALL,
                        IdentityKeys.ALL,
                        TieredKeys.ALL,
                        KraftKeys.ALL,
                        OwnKeys.ALL)
                .flatMap(List::stream)
                .forEach(key -> {
                    if (byName.put(key.name(), key) != null) {
                        throw new IllegalStateException("two lines for " + key.name());
                    }
                });
        return new TreeMap<>(byName);
    }

    /**
     * A name from the file.
     *
     * @param listener lower case; empty if the key is everybody's
     */
    record KeyUse(ConfigKey<?> key, Optional<String> listener) {
        KeyUse {
            listener = listener.map(name -> name.toLowerCase(Locale.ROOT));
        }
    }
}
