package io.gatehouse.broker.config;

import java.util.Map;

/**
 * A class that settings name, and that {@code plugin.classes.allowed} lists (CONFORMANCE TLS-36, JAA-14, PMR-11).
 *
 * @param settings what its object is configured with: everything, with the own settings of the listener and the mechanism in
 *     front; secrets among them
 */
public record PluginClass<T>(Class<? extends T> type, Map<String, String> settings) {
    public PluginClass {
        settings = Map.copyOf(settings);
    }

    /** Without the settings. */
    @Override
    public String toString() {
        return type.getName();
    }
}
