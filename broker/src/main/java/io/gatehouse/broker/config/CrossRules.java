package io.gatehouse.broker.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What settings ask of one another (CONFORMANCE 8.4), as far as no reader of a group of settings has checked it. */
final class CrossRules {
    private final Values values;

    CrossRules(Values values) {
        this.values = values;
    }

    void check(Map<String, String> topicDefaults) {
        topics(topicDefaults);
        retention();
        replication();
        requests();
        refuseTrue("zookeeper.metadata.migration.enable", "false; this broker does not move metadata to KRaft");
        refuseTrue("remote.log.storage.system.enable", "false; this broker has no tiered storage");
    }

    /** A default for topics has to be a value that a topic could have (CVL-02, CVL-08). */
    private void topics(Map<String, String> given) {
        for (TopicConfigKey key : TopicConfigTable.keys()) {
            key.brokerKeys().stream()
                    .map(TopicConfigKey.BrokerSynonym::key)
                    .filter(given::containsKey)
                    .findFirst()
                    .filter(name -> key.type().parse(key.inherited(given)).isEmpty())
                    .flatMap(KeyTable::find)
                    .ifPresent(broker -> values.mistake(broker, key.type().expected()));
        }
    }

    private void retention() {
        for (ConfigKey<? extends Number> key :
                List.of(LogKeys.LOG_RETENTION_MS, LogKeys.LOG_RETENTION_MINUTES, LogKeys.LOG_RETENTION_HOURS)) {
            values.find(key)
                    .filter(age -> age.longValue() == 0)
                    .ifPresent(age -> values.mistake(key, "1 or more, or -1 for ever")); // CVL-03.
        }
    }

    private void replication() {
        long wait = number("replica.fetch.wait.max.ms");
        requireAtMost("replica.fetch.wait.max.ms", wait, "replica.socket.timeout.ms"); // CVL-06.
        requireAtMost("replica.fetch.wait.max.ms", wait, "replica.lag.time.max.ms");
        long acks = number("offsets.commit.required.acks");
        long factor = number(GroupKeys.OFFSETS_TOPIC_REPLICATION_FACTOR.name());
        if (acks < -1 || acks > factor) { // CVL-07.
            mistake("offsets.commit.required.acks", "-1 to " + factor);
        }
        long cleaners = Math.max(1, number("log.cleaner.threads"));
        if (number("log.cleaner.dedupe.buffer.size") / cleaners <= 1024 * 1024) { // CVL-05.
            mistake("log.cleaner.dedupe.buffer.size", "more than 1048576 for each of log.cleaner.threads");
        }
    }

    private void requests() {
        long queued = number("queued.max.request.bytes");
        if (queued > 0 && queued < values.get(NetworkKeys.SOCKET_REQUEST_MAX_BYTES)) { // CVL-16.
            mistake("queued.max.request.bytes", "-1, or at least " + NetworkKeys.SOCKET_REQUEST_MAX_BYTES.name());
        }
    }

    private void requireAtMost(String name, long value, String limit) {
        if (value > number(limit)) {
            mistake(name, "at most " + limit + ", which is " + number(limit));
        }
    }

    private void refuseTrue(String name, String expected) {
        Optional<?> value = KeyTable.find(name).flatMap(values::find);
        if (value.filter(Boolean.TRUE::equals).isPresent()) {
            mistake(name, expected);
        }
    }

    private long number(String name) {
        return KeyTable.find(name)
                .flatMap(key -> values.find(key))
                .filter(Number.class::isInstance)
                .map(value -> ((Number) value).longValue())
                .orElseThrow(() -> new IllegalStateException(name + " is no number with a default"));
    }

    private void mistake(String name, String expected) {
        KeyTable.find(name).ifPresent(key -> values.mistake(key, expected));
    }
}
