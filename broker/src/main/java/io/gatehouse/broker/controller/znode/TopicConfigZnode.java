package io.gatehouse.broker.controller.znode;

import io.gatehouse.broker.model.TopicName;
import java.util.Map;

/** What a topic overrides of the brokers' settings (COMPAT C6.1, C6.6). */
public final class TopicConfigZnode {
    public static final String PARENT = "/config/topics";

    private TopicConfigZnode() {}

    public static String path(TopicName topic) {
        return PARENT + "/" + topic;
    }

    public static byte[] encode(Map<String, String> overrides) {
        return ZnodeJson.config(overrides);
    }

    public static Map<String, String> decode(byte[] bytes) {
        return ZnodeJson.config(bytes, "topic");
    }
}
