package io.gatehouse.broker.api.topic;

import io.gatehouse.broker.config.BrokerSetting;
import io.gatehouse.broker.controller.ConfigEntry;
import io.gatehouse.broker.controller.ConfigEntry.Source;
import io.gatehouse.broker.controller.ConfigEntry.Synonym;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A broker's settings as DescribeConfigs shows them: what is in force, and what would be if that went (CONFORMANCE CDY-01,
 * CRD-04). Thread: any.
 */
final class BrokerEntries {
    private final Map<String, BrokerSetting> known = new LinkedHashMap<>();
    private final Function<String, Optional<BrokerSetting>> changeable;

    /**
     * @param file what the file and the defaults say
     * @param changeable knows the settings that can be stored although the file does not have them
     */
    BrokerEntries(List<BrokerSetting> file, Function<String, Optional<BrokerSetting>> changeable) {
        file.forEach(setting -> known.put(setting.name(), setting));
        this.changeable = changeable;
    }

    /** @param stored with the values that may be shown */
    List<ConfigEntry> ofThisBroker(Map<String, Optional<String>> stored) {
        List<ConfigEntry> entries = new ArrayList<>();
        Map<String, Optional<String>> others = new TreeMap<>(stored);
        others.keySet().removeAll(known.keySet());
        known.forEach((name, setting) -> entries.add(entry(setting, Optional.ofNullable(stored.get(name)))));
        others.forEach((name, value) -> entries.add(changeable
                .apply(name)
                .map(setting -> entry(setting, Optional.of(value)))
                .orElseGet(() -> unknown(name, Source.DYNAMIC_BROKER))));
        return entries;
    }

    /** What holds for all brokers: only what nobody but a plug-in knows (CDY-08). */
    List<ConfigEntry> ofEveryBroker(Map<String, Optional<String>> stored) {
        return stored.keySet().stream()
                .sorted()
                .map(name -> unknown(name, Source.DYNAMIC_DEFAULT_BROKER))
                .toList();
    }

    /** The winner first; {@code stored} has a value inside where there may be one to show. */
    private ConfigEntry entry(BrokerSetting setting, Optional<Optional<String>> stored) {
        List<Synonym> sources = new ArrayList<>();
        stored.ifPresent(value -> sources.add(new Synonym(setting.name(), value, Source.DYNAMIC_BROKER)));
        if (setting.fromFile()) {
            sources.add(new Synonym(setting.name(), setting.written(), Source.STATIC_BROKER));
        }
        BrokerSetting bare = known.getOrDefault(setting.bareName(), setting);
        if (bare.fromFile() && !bare.name().equals(setting.name())) {
            sources.add(new Synonym(bare.name(), bare.written(), Source.STATIC_BROKER));
        }
        bare.defaultValue()
                .ifPresent(value -> sources.add(new Synonym(bare.name(), Optional.of(value), Source.DEFAULT)));
        Optional<Synonym> winner = sources.stream().findFirst();
        return new ConfigEntry(
                setting.name(),
                winner.flatMap(Synonym::value),
                winner.map(Synonym::source).orElse(Source.DEFAULT),
                TopicTableRules.type(setting.kind()),
                setting.readOnly(),
                setting.sensitive(),
                setting.purpose(),
                sources);
    }

    /** It may be a secret for all we know. */
    private static ConfigEntry unknown(String name, Source source) {
        return new ConfigEntry(
                name,
                Optional.empty(),
                source,
                ConfigEntry.Type.STRING,
                false,
                true,
                "Not a setting of this broker; kept for plug-ins.",
                List.of(new Synonym(name, Optional.empty(), source)));
    }
}
