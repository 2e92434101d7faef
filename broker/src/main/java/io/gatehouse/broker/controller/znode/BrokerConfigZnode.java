package io.gatehouse.broker.controller.znode;

import io.gatehouse.broker.model.BrokerId;
import java.util.Map;
import java.util.Optional;

/** Settings of a broker, or of all, that win over their files (COMPAT C6.1, C6.6, CONFORMANCE CDY-02). */
public final class BrokerConfigZnode {
    public static final String PARENT = "/config/brokers";

    private static final String ENTITIES = "brokers/";
    private static final String DEFAULT = "<default>";

    private BrokerConfigZnode() {}

    /** @param broker empty for the settings of all brokers */
    public static String path(Optional<BrokerId> broker) {
        return PARENT + "/" + name(broker);
    }

    private static String name(Optional<BrokerId> broker) {
        return broker.map(BrokerId::toString).orElse(DEFAULT);
    }

    public static byte[] encode(Map<String, String> settings) {
        return ZnodeJson.config(settings);
    }

    public static Map<String, String> decode(byte[] bytes) {
        return ZnodeJson.config(bytes, "broker");
    }

    /** The notice that these settings have changed. */
    public static byte[] notice(Optional<BrokerId> broker) {
        return ConfigChangeZnode.encode(ENTITIES + name(broker));
    }

    /** Whether a notice speaks of settings that hold for this broker. */
    public static boolean concerns(byte[] notice, BrokerId broker) {
        String path = ConfigChangeZnode.entityPath(notice);
        return path.equals(ENTITIES + broker) || path.equals(ENTITIES + DEFAULT);
    }
}
