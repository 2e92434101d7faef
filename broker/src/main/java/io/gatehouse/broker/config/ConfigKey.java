package io.gatehouse.broker.config;

import java.util.Optional;

/**
 * One setting of the broker: one line in one of the tables.
 *
 * @param defaultText what holds where nothing is said, empty if that is "nothing"
 * @param update how it may change once dynamic settings exist
 * @param use what this version does with it
 * @param purpose one sentence for documentation and DescribeConfigs
 */
record ConfigKey<T>(
        String name, ValueType<T> type, Optional<String> defaultText, Update update, Use use, String purpose) {
    /** The columns ro, pb and cw of CONFORMANCE 8.1. */
    enum Update {
        RESTART,
        PER_BROKER,
        CLUSTER_WIDE
    }

    enum Use {
        HONOURED,
        /** Known and checked, but this version does nothing with it; said once at start if it differs from its default. */
        LATER
    }

    static <T> ConfigKey<T> key(String name, ValueType<T> type, String defaultText, Update update, String purpose) {
        return new ConfigKey<>(name, type, Optional.of(defaultText), update, Use.HONOURED, purpose);
    }

    static <T> ConfigKey<T> key(String name, ValueType<T> type, Update update, String purpose) {
        return new ConfigKey<>(name, type, Optional.empty(), update, Use.HONOURED, purpose);
    }

    static <T> ConfigKey<T> later(String name, ValueType<T> type, String defaultText, Update update, String purpose) {
        return new ConfigKey<>(name, type, Optional.of(defaultText), update, Use.LATER, purpose);
    }

    static <T> ConfigKey<T> later(String name, ValueType<T> type, Update update, String purpose) {
        return new ConfigKey<>(name, type, Optional.empty(), update, Use.LATER, purpose);
    }

    /** Never printed, never in DescribeConfigs. */
    boolean secret() {
        return type.kind() == ConfigKind.PASSWORD;
    }
}
