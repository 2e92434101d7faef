package io.gatehouse.broker.config;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;

/**
 * A plug-in that judges what clients prove themselves with by one mechanism of one listener (CONFORMANCE JAA-14).
 *
 * @param login the options of the login module, where there is one; secrets among them
 */
public record CallbackHandlerClass(
        PluginClass<AuthenticateCallbackHandler> plugin, String module, Optional<Map<String, String>> login) {
    public CallbackHandlerClass {
        login = login.map(Map::copyOf);
    }

    /** Without the options. */
    @Override
    public String toString() {
        return plugin.toString();
    }
}
