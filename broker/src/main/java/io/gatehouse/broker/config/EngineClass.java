package io.gatehouse.broker.config;

import java.util.Map;
import org.apache.kafka.common.security.auth.SslEngineFactory;

/**
 * A plug-in that makes a listener's TLS engines (CONFORMANCE TLS-36).
 *
 * @param settings what it is configured with: everything, with the listener's own settings in front; secrets among them
 */
public record EngineClass(Class<? extends SslEngineFactory> type, Map<String, String> settings) {
    public EngineClass {
        settings = Map.copyOf(settings);
    }

    /** Without the settings. */
    @Override
    public String toString() {
        return type.getName();
    }
}
