package io.gatehouse.broker.replica;

import io.gatehouse.broker.log.LogConfig;
import io.gatehouse.broker.model.BrokerId;
import java.util.Map;

/**
 * What every partition of this broker shares.
 *
 * @param brokerDefaults settings of the broker by their own names, from which topics take what they do not override
 * @param inSyncMin {@code min.insync.replicas} of the broker
 * @param moveBytesPerSecond of all moves between log directories together
 */
public record ReplicaSettings(
        BrokerId self, Map<String, String> brokerDefaults, int inSyncMin, long moveBytesPerSecond) {
    private static final String IN_SYNC_MIN = "min.insync.replicas";

    public ReplicaSettings {
        brokerDefaults = Map.copyOf(brokerDefaults);
    }

    LogConfig logConfig(Map<String, String> topicOverrides) {
        return LogConfig.of(brokerDefaults, topicOverrides);
    }

    int inSyncMin(Map<String, String> topicOverrides) {
        String override = topicOverrides.get(IN_SYNC_MIN);
        return override == null ? inSyncMin : Integer.parseInt(override.strip());
    }
}
