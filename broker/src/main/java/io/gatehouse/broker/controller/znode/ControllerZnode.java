package io.gatehouse.broker.controller.znode;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** Who is controller (COMPAT C3.4); the timestamp is a string. */
public final class ControllerZnode {
    public static final String PATH = "/controller";

    private static final int NO_KRAFT_EPOCH = -1;

    /** @param kraft whether a KRaft controller took the cluster over (COMPAT C10.6) */
    public record Holder(int brokerId, boolean kraft) {}

    private ControllerZnode() {}

    public static byte[] encode(int brokerId, Instant now) {
        ObjectNode json = ZnodeJson.object();
        json.put("version", 2);
        json.put("brokerid", brokerId);
        json.put("timestamp", Long.toString(now.toEpochMilli()));
        json.put("kraftControllerEpoch", NO_KRAFT_EPOCH);
        return ZnodeJson.bytes(json);
    }

    public static Holder decode(byte[] bytes) {
        ObjectNode json = ZnodeJson.parse(bytes);
        int kraftEpoch = ZnodeJson.integer(json, "kraftControllerEpoch", NO_KRAFT_EPOCH);
        return new Holder(ZnodeJson.integer(json, "brokerid"), kraftEpoch > NO_KRAFT_EPOCH);
    }
}
