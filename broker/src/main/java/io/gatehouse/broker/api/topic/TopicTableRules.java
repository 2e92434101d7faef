package io.gatehouse.broker.api.topic;

import io.gatehouse.broker.config.ConfigKind;
import io.gatehouse.broker.config.TopicConfigKey;
import io.gatehouse.broker.config.TopicConfigTable;
import io.gatehouse.broker.controller.ConfigEntry;
import io.gatehouse.broker.controller.ConfigEntry.Source;
import io.gatehouse.broker.controller.ConfigEntry.Synonym;
import io.gatehouse.broker.controller.TopicConfigRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rules of topic settings as the table of settings and this broker's file give them (CONFORMANCE 8.2). Thread: any. */
public final class TopicTableRules implements TopicConfigRules {
    private final Map<String, String> given;

    /** @param given what this broker's file says, by the broker's names; only those that are set */
    public TopicTableRules(Map<String, String> given) {
        this.given = Map.copyOf(given);
    }

    @Override
    public Optional<String> problem(Map<String, String> overrides) {
        for (Map.Entry<String, String> override : overrides.entrySet()) {
            Optional<TopicConfigKey> key = TopicConfigTable.find(override.getKey());
            if (key.isEmpty()) {
                return Optional.of("Unknown topic config name: " + override.getKey()); // TPC-30, word for word.
            }
            Optional<String> mistake = key.get().mistake(override.getValue());
            if (mistake.isPresent()) {
                return mistake;
            }
        }
        return lagProblem(overrides);
    }

    /** TPC-13. */
    private Optional<String> lagProblem(Map<String, String> overrides) {
        long least = number(overrides, "min.compaction.lag.ms");
        long most = number(overrides, "max.compaction.lag.ms");
        return least <= most
                ? Optional.empty()
                : Optional.of("min.compaction.lag.ms = " + least
                        + " (expected: at most max.compaction.lag.ms, which is " + most + ")");
    }

    private long number(Map<String, String> overrides, String name) {
        String text = overrides.getOrDefault(name, inherited(name).orElse("0"));
        return Long.parseLong(text.trim());
    }

    @Override
    public boolean isList(String name) {
        return TopicConfigTable.find(name).map(TopicConfigKey::isList).orElse(false);
    }

    @Override
    public Optional<String> inherited(String name) {
        return TopicConfigTable.find(name).map(key -> key.inherited(given));
    }

    @Override
    public List<ConfigEntry> describe(Map<String, String> overrides) {
        return TopicConfigTable.keys().stream()
                .map(key -> describe(key, overrides))
                .toList();
    }

    private ConfigEntry describe(TopicConfigKey key, Map<String, String> overrides) {
        List<Synonym> synonyms = synonyms(key, overrides);
        Synonym winner = synonyms.get(0);
        return new ConfigEntry(
                key.name(),
                winner.value(),
                winner.source(),
                type(key.type().kind()),
                false,
                key.type().kind() == ConfigKind.PASSWORD,
                key.purpose(),
                synonyms);
    }

    /** From the topic's own value to the default; every value in the topic's unit. */
    private List<Synonym> synonyms(TopicConfigKey key, Map<String, String> overrides) {
        List<Synonym> synonyms = new ArrayList<>();
        if (overrides.containsKey(key.name())) {
            synonyms.add(new Synonym(key.name(), Optional.ofNullable(overrides.get(key.name())), Source.TOPIC));
        }
        for (TopicConfigKey.BrokerSynonym broker : key.brokerKeys()) {
            if (given.containsKey(broker.key())) {
                TopicConfigKey alone =
                        new TopicConfigKey(key.name(), key.type(), key.defaultValue(), List.of(broker), key.purpose());
                synonyms.add(new Synonym(broker.key(), Optional.of(alone.inherited(given)), Source.STATIC_BROKER));
            }
        }
        String defaultName = key.brokerKeys().isEmpty()
                ? key.name()
                : key.brokerKeys().get(key.brokerKeys().size() - 1).key();
        synonyms.add(new Synonym(defaultName, Optional.of(key.defaultValue()), Source.DEFAULT));
        return synonyms;
    }

    static ConfigEntry.Type type(ConfigKind kind) {
        return switch (kind) {
            case BOOLEAN -> ConfigEntry.Type.BOOLEAN;
            case STRING -> ConfigEntry.Type.STRING;
            case INT -> ConfigEntry.Type.INT;
            case SHORT -> ConfigEntry.Type.SHORT;
            case LONG -> ConfigEntry.Type.LONG;
            case DOUBLE -> ConfigEntry.Type.DOUBLE;
            case LIST -> ConfigEntry.Type.LIST;
            case CLASS -> ConfigEntry.Type.CLASS;
            case PASSWORD -> ConfigEntry.Type.PASSWORD;
        };
    }
}
