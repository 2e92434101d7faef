package io.gatehouse.broker.config;

import io.gatehouse.broker.log.CleanerSettings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Makes the settings whose keys stand for themselves. */
final class SettingsReader {
    private final Values values;

    SettingsReader(Values values) {
        this.values = values;
    }

    BrokerIdentity identity() {
        int id = values.get(IdentityKeys.BROKER_ID);
        boolean generate = values.get(IdentityKeys.BROKER_ID_GENERATION_ENABLE);
        int reserved = values.get(IdentityKeys.RESERVED_BROKER_MAX_ID);
        if (id < (generate ? -1 : 0)) { // CONFORMANCE CVL-01.
            values.mistake(IdentityKeys.BROKER_ID, generate ? "-1 or more" : "0 or more");
        } else if (generate && id > reserved) {
            values.mistake(
                    IdentityKeys.BROKER_ID,
                    "at most " + reserved + ", which is " + IdentityKeys.RESERVED_BROKER_MAX_ID.name());
        }
        return new BrokerIdentity(
                id < 0 ? OptionalInt.empty() : OptionalInt.of(id),
                reserved,
                values.find(ReplicationKeys.BROKER_RACK).filter(rack -> !rack.isEmpty()));
    }

    SocketSettings sockets() {
        Duration idle = values.millis(NetworkKeys.CONNECTIONS_MAX_IDLE_MS);
        Duration delay = values.millis(SaslKeys.CONNECTION_FAILED_AUTHENTICATION_DELAY_MS);
        if (!idle.isNegative() && delay.compareTo(idle) >= 0) { // CONFORMANCE CVL-18, DLY-02.
            values.mistake(
                    SaslKeys.CONNECTION_FAILED_AUTHENTICATION_DELAY_MS,
                    "less than " + NetworkKeys.CONNECTIONS_MAX_IDLE_MS.name());
        }
        return new SocketSettings(
                values.get(NetworkKeys.NUM_NETWORK_THREADS),
                values.get(NetworkKeys.SOCKET_LISTEN_BACKLOG_SIZE),
                values.get(NetworkKeys.SOCKET_SEND_BUFFER_BYTES),
                values.get(NetworkKeys.SOCKET_RECEIVE_BUFFER_BYTES),
                values.get(NetworkKeys.SOCKET_REQUEST_MAX_BYTES),
                values.get(SaslKeys.SASL_SERVER_MAX_RECEIVE_SIZE),
                idle.isNegative() ? Optional.empty() : Optional.of(idle),
                values.millis(OwnKeys.AUTHENTICATION_TIMEOUT_MS),
                delay);
    }

    ConnectionSettings connections() {
        Map<String, Integer> overrides = overrides();
        int perAddress = values.get(NetworkKeys.MAX_CONNECTIONS_PER_IP);
        if (perAddress == 0 && overrides.isEmpty()) { // CONFORMANCE CVL-17.
            values.mistake(
                    NetworkKeys.MAX_CONNECTIONS_PER_IP,
                    "1 or more, or exceptions in " + NetworkKeys.MAX_CONNECTIONS_PER_IP_OVERRIDES.name());
        }
        return new ConnectionSettings(
                values.get(NetworkKeys.MAX_CONNECTIONS),
                perAddress,
                overrides,
                values.get(OwnKeys.UNAUTHENTICATED_MAX),
                values.get(OwnKeys.UNAUTHENTICATED_PER_IP_MAX),
                values.get(OwnKeys.FAILURES_PER_MINUTE),
                values.get(OwnKeys.FAILURES_PER_MINUTE_PER_IP));
    }

    private Map<String, Integer> overrides() {
        Map<String, Integer> overrides = new HashMap<>();
        String text = values.get(NetworkKeys.MAX_CONNECTIONS_PER_IP_OVERRIDES);
        for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
            int colon = part.lastIndexOf(':'); // An IPv6 address has more of them.
            Optional<Integer> count =
                    colon < 1 ? Optional.empty() : ValueType.intFrom(0).parse(part.substring(colon + 1));
            if (count.isEmpty()) {
                values.mistake(NetworkKeys.MAX_CONNECTIONS_PER_IP_OVERRIDES, "host:count, separated by commas");
            } else {
                overrides.put(part.substring(0, colon).trim(), count.get());
            }
        }
        return overrides;
    }

    LogSettings logs() {
        return new LogSettings(
                directories(),
                topicDefaults(),
                values.millis(ReplicationKeys.REPLICA_HIGH_WATERMARK_CHECKPOINT_INTERVAL_MS),
                values.millis(LogKeys.LOG_FLUSH_OFFSET_CHECKPOINT_INTERVAL_MS),
                values.millis(LogKeys.LOG_RETENTION_CHECK_INTERVAL_MS),
                values.millis(TransactionKeys.PRODUCER_ID_EXPIRATION_MS),
                values.get(LogKeys.NUM_RECOVERY_THREADS_PER_DATA_DIR),
                cleaner(),
                values.get(ReplicationKeys.REPLICA_ALTER_LOG_DIRS_IO_MAX_BYTES_PER_SECOND));
    }

    private CleanerSettings cleaner() {
        return new CleanerSettings(
                values.get(LogKeys.LOG_CLEANER_ENABLE) ? values.get(LogKeys.LOG_CLEANER_THREADS) : 0,
                values.get(LogKeys.LOG_CLEANER_DEDUPE_BUFFER_SIZE),
                values.get(LogKeys.LOG_CLEANER_IO_BUFFER_LOAD_FACTOR),
                values.get(LogKeys.LOG_CLEANER_IO_BUFFER_SIZE),
                values.get(LogKeys.LOG_CLEANER_IO_MAX_BYTES_PER_SECOND),
                values.millis(LogKeys.LOG_CLEANER_BACKOFF_MS));
    }

    /** {@code log.dirs}, and {@code log.dir} where that is not there (CONFORMANCE CVL-04). */
    private List<Path> directories() {
        ConfigKey<String> key = values.given(LogKeys.LOG_DIRS) ? LogKeys.LOG_DIRS : LogKeys.LOG_DIR;
        Set<Path> directories = new LinkedHashSet<>();
        for (String part : values.get(key).split(",", -1)) {
            try {
                if (part.isBlank()
                        || !directories.add(
                                Path.of(part.trim()).toAbsolutePath().normalize())) {
                    values.mistake(key, "different directories, separated by commas");
                }
            } catch (InvalidPathException e) {
                values.mistake(key, "directories, separated by commas");
            }
        }
        return List.copyOf(directories);
    }

    /** By the broker's names, in the words of the file, only those that are set. */
    private Map<String, String> topicDefaults() {
        Map<String, String> given = new HashMap<>();
        TopicConfigTable.keys().stream()
                .flatMap(topicKey -> topicKey.brokerKeys().stream())
                .forEach(synonym -> KeyTable.find(synonym.key())
                        .filter(values::given)
                        .flatMap(key -> values.find(key).map(value -> text(key, value)))
                        .ifPresent(text -> given.put(synonym.key(), text)));
        return given;
    }

    private static String text(ConfigKey<?> key, Object value) {
        return key.type().kind() == ConfigKind.LIST
                ? String.join(
                        ",", ((List<?>) value).stream().map(Object::toString).toList())
                : value.toString();
    }

    TopicSettings topics() {
        return new TopicSettings(
                values.get(LogKeys.NUM_PARTITIONS),
                values.get(ReplicationKeys.DEFAULT_REPLICATION_FACTOR),
                values.get(LogKeys.AUTO_CREATE_TOPICS_ENABLE),
                values.get(LogKeys.DELETE_TOPIC_ENABLE));
    }

    GroupSettings groups() {
        Duration least = values.millis(GroupKeys.GROUP_MIN_SESSION_TIMEOUT_MS);
        Duration most = values.millis(GroupKeys.GROUP_MAX_SESSION_TIMEOUT_MS);
        if (least.compareTo(most) > 0) {
            values.mistake(
                    GroupKeys.GROUP_MIN_SESSION_TIMEOUT_MS,
                    "at most " + GroupKeys.GROUP_MAX_SESSION_TIMEOUT_MS.name() + ", which is " + most.toMillis());
        }
        return new GroupSettings(
                least,
                most,
                values.millis(GroupKeys.GROUP_INITIAL_REBALANCE_DELAY_MS),
                values.get(GroupKeys.GROUP_MAX_SIZE),
                values.get(OwnKeys.GROUP_INSTANCE_ID_BOUND_TO_PRINCIPAL),
                values.get(GroupKeys.OFFSET_METADATA_MAX_BYTES),
                Duration.ofMinutes(values.get(GroupKeys.OFFSETS_RETENTION_MINUTES)),
                values.millis(GroupKeys.OFFSETS_RETENTION_CHECK_INTERVAL_MS),
                values.millis(GroupKeys.OFFSETS_COMMIT_TIMEOUT_MS),
                values.get(GroupKeys.OFFSETS_TOPIC_NUM_PARTITIONS),
                values.get(GroupKeys.OFFSETS_TOPIC_REPLICATION_FACTOR),
                values.get(GroupKeys.OFFSETS_TOPIC_SEGMENT_BYTES));
    }

    QuotaSettings quotas() {
        return new QuotaSettings(
                values.get(QuotaKeys.QUOTA_WINDOW_NUM),
                Duration.ofSeconds(values.get(QuotaKeys.QUOTA_WINDOW_SIZE_SECONDS)));
    }

    PeerTimeouts peers() {
        return new PeerTimeouts(
                values.millis(NetworkKeys.SOCKET_CONNECTION_SETUP_TIMEOUT_MS),
                values.millis(NetworkKeys.REQUEST_TIMEOUT_MS));
    }
}
