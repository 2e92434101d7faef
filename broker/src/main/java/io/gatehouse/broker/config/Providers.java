package io.gatehouse.broker.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Fills in the placeholders of all values, and checks that {@code config.providers} asks for no others. */
final class Providers {
    private static final String PACKAGE = "org.apache.kafka.common.config.provider.";
    private static final Map<String, String> CLASSES = Map.of(
            "file", PACKAGE + "FileConfigProvider",
            "directory", PACKAGE + "DirectoryConfigProvider",
            "env", PACKAGE + "EnvVarConfigProvider");

    private Providers() {}

    static Map<String, String> resolve(Map<String, String> raw, Map<String, String> environment, Findings findings) {
        boolean worldReadable = ValueType.BOOLEAN
                .parse(raw.getOrDefault(OwnKeys.ALLOW_WORLD_READABLE_SECRETS.name(), "false"))
                .orElse(false);
        Placeholders placeholders = new Placeholders(environment, findings, worldReadable);
        Map<String, String> resolved = new LinkedHashMap<>();
        raw.forEach((key, value) -> resolved.put(key, placeholders.resolve(key, value)));
        List<String> names = AccessKeys.CONFIG_PROVIDERS
                .type()
                .parse(resolved.getOrDefault(AccessKeys.CONFIG_PROVIDERS.name(), ""))
                .orElse(List.of());
        for (String name : names) {
            String key = "config.providers." + name + ".class";
            String found = resolved.getOrDefault(key, "nothing");
            if (!found.equals(CLASSES.get(name))) {
                findings.mistake(key, found, "file, directory or env, each with its class of " + PACKAGE);
            }
        }
        return resolved;
    }
}
