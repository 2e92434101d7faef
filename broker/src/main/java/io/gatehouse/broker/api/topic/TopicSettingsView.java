package io.gatehouse.broker.api.topic;

import io.gatehouse.broker.config.TopicConfigKey;
import io.gatehouse.broker.config.TopicConfigTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a topic's settings are and where each comes from, in the order of the table. Thread: any. */
public final class TopicSettingsView {
    private final Map<String, String> brokerGiven;

    /** @param brokerGiven the broker's settings that its file sets, by the broker's names */
    public TopicSettingsView(Map<String, String> brokerGiven) {
        this.brokerGiven = Map.copyOf(brokerGiven);
    }

    /** Where a value comes from, with its number on the wire. */
    enum Source {
        TOPIC(1),
        BROKER_FILE(4),
        DEFAULT(5);

        private final byte code;

        Source(int code) {
            this.code = (byte) code;
        }

        byte code() {
            return code;
        }
    }

    /** A value and those it hides, the nearest first; the first synonym is the value itself. */
    record Entry(TopicConfigKey key, String value, Source source, List<Synonym> synonyms) {
        String name() {
            return key.name();
        }
    }

    record Synonym(String name, String value, Source source) {}

    /** Every setting of a topic that overrides {@code overrides}. */
    List<Entry> of(Map<String, String> overrides) {
        return TopicConfigTable.keys().stream()
                .map(key -> entry(key, overrides))
                .toList();
    }

    private Entry entry(TopicConfigKey key, Map<String, String> overrides) {
        List<Synonym> synonyms = new ArrayList<>();
        String override = overrides.get(key.name());
        if (override != null) {
            synonyms.add(new Synonym(key.name(), override, Source.TOPIC));
        }
        key.brokerKeys().forEach(broker -> {
            String given = brokerGiven.get(broker.key());
            if (given != null) {
                synonyms.add(new Synonym(broker.key(), given, Source.BROKER_FILE));
            }
        });
        String nearestBrokerName = key.brokerKeys().isEmpty()
                ? key.name()
                : key.brokerKeys().get(0).key();
        synonyms.add(new Synonym(nearestBrokerName, key.defaultValue(), Source.DEFAULT));
        Source source = synonyms.get(0).source();
        String value = override != null ? override : key.inherited(brokerGiven);
        return new Entry(key, value, source, synonyms);
    }
}
