package io.gatehouse.broker.controller.znode;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.broker.model.TopicName;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The notice that an entity's config changed (COMPAT C6.3); written as version 2, read from version 1 on. */
public final class ConfigChangeZnode {
    public static final String PARENT = "/config/changes";

    public static final String NAME_BEGINS = "config_change_";

    /** The path that a new notice is created under; ZooKeeper appends ten digits. */
    public static final String PREFIX = PARENT + "/" + NAME_BEGINS;

    private static final Pattern NAME = Pattern.compile("config_change_(\\d{10})");
    private static final String TOPICS = "topics/";

    private ConfigChangeZnode() {}

    public static byte[] encode(TopicName topic) {
        return encode(TOPICS + topic);
    }

    static byte[] encode(String entityPath) {
        return ZnodeJson.bytes(ZnodeJson.object().put("version", 2).put("entity_path", entityPath));
    }

    /** The sequence number in the name of a notice; empty for a name that is none. */
    public static OptionalLong number(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }

    /** The topic that the notice speaks of, if it speaks of one. */
    public static Optional<TopicName> decode(byte[] bytes) {
        String path = entityPath(bytes);
        return path.startsWith(TOPICS) ? TopicName.parse(path.substring(TOPICS.length())) : Optional.empty();
    }

    static String entityPath(byte[] bytes) {
        ObjectNode json = ZnodeJson.parse(bytes);
        return ZnodeJson.integer(json, "version") == 1
                ? ZnodeJson.text(json, "entity_type") + "/" + ZnodeJson.text(json, "entity_name")
                : ZnodeJson.text(json, "entity_path");
    }
}
