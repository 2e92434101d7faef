package io.gatehouse.broker.controller.znode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.broker.controller.znode.TopicAssignment.Replicas;
import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A topic's assignment (COMPAT C5.1); written as version 3, read from version 1 on. */
public final class TopicZnode {
    public static final String PARENT = "/brokers/topics";

    private static final int VERSION = 3;
    private static final int VERSION_WITHOUT_ID = 2;

    private TopicZnode() {}

    public static String path(TopicName topic) {
        return PARENT + "/" + topic;
    }

    public static byte[] encode(TopicAssignment topic) {
        ObjectNode json = ZnodeJson.object();
        json.put("version", topic.id().isPresent() ? VERSION : VERSION_WITHOUT_ID);
        ObjectNode partitions = json.putObject("partitions");
        ObjectNode adding = json.putObject("adding_replicas");
        ObjectNode removing = json.putObject("removing_replicas");
        topic.partitions().forEach((number, replicas) -> {
            ZnodeJson.put(partitions, Integer.toString(number), replicas.all());
            if (replicas.reassigning()) { // COMPAT C5.14: only partitions under reassignment.
                ZnodeJson.put(adding, Integer.toString(number), replicas.adding());
                ZnodeJson.put(removing, Integer.toString(number), replicas.removing());
            }
        });
        topic.id().ifPresent(id -> json.put("topic_id", id.toString()));
        return ZnodeJson.bytes(json);
    }

    public static TopicAssignment decode(byte[] bytes) {
        ObjectNode json = ZnodeJson.parse(bytes);
        ZnodeJson.integer(json, "version");
        ObjectNode adding = optional(json, "adding_replicas");
        ObjectNode removing = optional(json, "removing_replicas");
        Map<Integer, Replicas> partitions = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry :
                ZnodeJson.child(json, "partitions").properties()) {
            String number = entry.getKey();
            List<Integer> all = ZnodeJson.integers(entry.getValue(), "partitions");
            partitions.put(number(number), new Replicas(all, list(adding, number), list(removing, number)));
        }
        return new TopicAssignment(id(json), partitions);
    }

    private static Optional<TopicId> id(ObjectNode json) {
        if (!json.hasNonNull("topic_id")) {
            return Optional.empty();
        }
        try {
            return Optional.of(TopicId.parse(ZnodeJson.text(json, "topic_id")));
        } catch (IllegalArgumentException e) {
            throw ZnodeJson.wrong(json, "topic_id", "16 bytes in base64");
        }
    }

    private static ObjectNode optional(ObjectNode json, String key) {
        return json.hasNonNull(key) ? ZnodeJson.child(json, key) : ZnodeJson.object();
    }

    private static List<Integer> list(ObjectNode json, String key) {
        return json.has(key) ? ZnodeJson.integers(json, key) : List.of();
    }

    private static int number(String text) {
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
            throw new CorruptZnode("partition that is no number (expected: decimal digits)");
        }
    }
}
