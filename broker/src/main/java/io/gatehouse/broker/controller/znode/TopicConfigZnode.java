package io.gatehouse.broker.controller.znode;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.broker.model.TopicName;
import java.util.Map;
import java.util.TreeMap;

/** What a topic overrides of the brokers' settings (COMPAT C6.1, C6.6). */
public final class TopicConfigZnode {
    public static final String PARENT = "/config/topics";

    private TopicConfigZnode() {}

    public static String path(TopicName topic) {
        return PARENT + "/" + topic;
    }

    public static byte[] encode(Map<String, String> overrides) {
        ObjectNode json = ZnodeJson.object();
        json.put("version", 1);
        ObjectNode config = json.putObject("config");
        new TreeMap<>(overrides).forEach(config::put);
        return ZnodeJson.bytes(json);
    }

    public static Map<String, String> decode(byte[] bytes) {
        ObjectNode json = ZnodeJson.parse(bytes);
        int version = ZnodeJson.integer(json, "version");
        if (version != 1) {
            throw new CorruptZnode("topic config version " + version + " (expected: 1)");
        }
        return ZnodeJson.textMap(json, "config");
    }
}
