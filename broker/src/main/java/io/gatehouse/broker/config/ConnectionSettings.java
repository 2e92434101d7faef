package io.gatehouse.broker.config;

import java.util.Map;

/**
 * How many connections there may be, and how fast their log-ins may fail; the parameters of {@code quotas.ConnectionLimits} and
 * {@code session.LogInBackoff}.
 */
public record ConnectionSettings(
        int max,
        int perAddress,
        Map<String, Integer> overrides,
        int unauthenticatedMax,
        int unauthenticatedPerAddress,
        int failuresPerMinute,
        int failuresPerMinutePerAddress) {
    public ConnectionSettings {
        overrides = Map.copyOf(overrides);
    }
}
