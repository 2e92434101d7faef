package io.gatehouse.zk.znode;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** The news that an entity's settings changed (COMPAT C6.3); it names the entity only. */
public final class ConfigChangeZnode {
    public static final String FOLDER = "/config/changes";

    /** The begin of each name; ZooKeeper adds ten digits. */
    public static final String NAME = "config_change_";

    private static final String EXPECTED = "{\"version\":2,\"entity_path\":\"users/alice\"}";

    private ConfigChangeZnode() {}

    public static byte[] encode(String entityPath) {
        return ZnodeJson.bytes(ZnodeJson.object().put("version", 2).put("entity_path", entityPath));
    }

    /** The entity path. Version 1, which Kafka has not written since 0.10, names topics and clients only. */
    public static String decode(byte[] data) {
        try {
            JsonNode node = ZnodeJson.parse(data, 2, Set.of("entity_path"), EXPECTED);
            return ZnodeJson.text(node, "entity_path", EXPECTED);
        } catch (MalformedZnode e) {
            JsonNode node = ZnodeJson.parse(data, 1, Set.of("entity_type", "entity_name"), EXPECTED);
            String type = ZnodeJson.text(node, "entity_type", EXPECTED);
            if (!Set.of("topics", "clients").contains(type)) {
                throw new MalformedZnode(EXPECTED);
            }
            return type + "/" + ZnodeJson.text(node, "entity_name", EXPECTED);
        }
    }
}
