package io.gatehouse.broker.config;

import java.util.Map;

/** How many connections there may be; the parameters of {@code quotas.ConnectionLimits}. */
public record ConnectionSettings(
        int max,
        int perAddress,
        Map<String, Integer> overrides,
        int unauthenticatedMax,
        int unauthenticatedPerAddress) {
    public ConnectionSettings {
        overrides = Map.copyOf(overrides);
    }
}
