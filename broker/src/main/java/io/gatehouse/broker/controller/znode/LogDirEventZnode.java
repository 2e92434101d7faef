package io.gatehouse.broker.controller.znode;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.broker.model.BrokerId;

/** The notice that a broker lost a log directory (COMPAT C5.8). */
public final class LogDirEventZnode {
    /** The path that a new notice is created under; ZooKeeper appends ten digits. */
    public static final String PREFIX = KnownPaths.LOG_DIR_EVENTS + "/log_dir_event_";

    /** The only event that there is. */
    private static final int FAILURE = 1;

    private LogDirEventZnode() {}

    public static byte[] encode(BrokerId broker) {
        return ZnodeJson.bytes(ZnodeJson.object()
                .put("version", 1)
                .put("broker", broker.value())
                .put("event", FAILURE));
    }

    public static BrokerId decode(byte[] bytes) {
        ObjectNode json = ZnodeJson.parse(bytes);
        return new BrokerId(ZnodeJson.integer(json, "broker"));
    }
}
