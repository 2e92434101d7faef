package io.gatehouse.broker.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One setting of a topic.
 *
 * @param defaultValue what holds where neither topic nor broker says anything
 * @param brokerKeys the broker's settings that give the default, the first that is set wins (CONFORMANCE 8.2)
 * @param purpose one sentence for DescribeConfigs
 */
public record TopicConfigKey(
        String name, ValueType<?> type, String defaultValue, List<BrokerSynonym> brokerKeys, String purpose) {
    public TopicConfigKey {
        brokerKeys = List.copyOf(brokerKeys);
    }

    /** What is wrong with a value, as "name = value (expected: ...)"; empty if nothing is. */
    public Optional<String> mistake(String value) {
        return type.parse(value).isPresent()
                ? Optional.empty()
                : Optional.of("Invalid value " + value + " for configuration " + name + " (expected: " + type.expected()
                        + ")");
    }

    /** What a topic without a value of its own has on a broker whose file says {@code given}. */
    public String inherited(Map<String, String> given) {
        return brokerKeys.stream()
                .filter(synonym -> given.containsKey(synonym.key()))
                .map(synonym -> synonym.asTopicValue(given.getOrDefault(synonym.key(), "")))
                .findFirst()
                .orElse(defaultValue);
    }

    /** Whether DescribeConfigs may append to and subtract from it (CONFORMANCE CDY-11). */
    public boolean isList() {
        return type.kind() == ConfigKind.LIST;
    }

    /**
     * A broker's setting that gives a topic's default.
     *
     * @param factor what a number of the broker's unit is in the topic's: 3,600,000 for hours to milliseconds
     */
    public record BrokerSynonym(String key, long factor) {
        String asTopicValue(String brokerValue) {
            if (factor == 1) {
                return brokerValue.trim();
            }
            long value = Long.parseLong(brokerValue.trim());
            return Long.toString(value < 0 ? -1 : value * factor); // CONFORMANCE CVL-03: any negative age is none.
        }
    }
}
