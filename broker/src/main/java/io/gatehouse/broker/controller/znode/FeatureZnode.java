package io.gatehouse.broker.controller.znode;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The cluster's finalised features (COMPAT C3.6, D2.1): Kafka 3.9 has none. */
public final class FeatureZnode {
    public static final String PATH = "/feature";

    private static final int ENABLED = 1;

    private FeatureZnode() {}

    /** Enabled, without features. */
    public static byte[] encode() {
        ObjectNode json = ZnodeJson.object();
        json.put("version", 2);
        json.put("status", ENABLED);
        json.putObject("features");
        return ZnodeJson.bytes(json);
    }

    public static boolean enabled(byte[] bytes) {
        return ZnodeJson.integer(ZnodeJson.parse(bytes), "status") == ENABLED;
    }
}
