package io.gatehouse.broker.controller.znode;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The cluster's id (COMPAT C3.1); the version is a string. */
public final class ClusterIdZnode {
    public static final String PATH = "/cluster/id";

    private ClusterIdZnode() {}

    public static byte[] encode(String id) {
        return ZnodeJson.bytes(ZnodeJson.object().put("version", "1").put("id", id));
    }

    public static String decode(byte[] bytes) {
        ObjectNode json = ZnodeJson.parse(bytes);
        return ZnodeJson.text(json, "id");
    }
}
