package io.gatehouse.broker.controller.znode;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;

/** A partition's leader and in-sync set (COMPAT C5.3). Its znode version is the partition epoch (C5.9). */
public final class PartitionStateZnode {
    private PartitionStateZnode() {}

    /** The parent of a topic's partitions (COMPAT C5.2). */
    public static String partitionsPath(TopicName topic) {
        return TopicZnode.path(topic) + "/partitions";
    }

    public static String partitionPath(TopicPartition partition) {
        return partitionsPath(partition.topic()) + "/" + partition.partition();
    }

    public static String path(TopicPartition partition) {
        return partitionPath(partition) + "/state";
    }

    public static byte[] encode(LeaderState state) {
        ObjectNode json = ZnodeJson.object();
        json.put("version", 1);
        json.put("leader", state.leader());
        json.put("leader_epoch", state.leaderEpoch());
        ZnodeJson.put(json, "isr", state.isr());
        json.put("controller_epoch", state.controllerEpoch());
        if (state.recovering()) {
            json.put("leader_recovery_state", 1);
        }
        return ZnodeJson.bytes(json);
    }

    public static LeaderState decode(byte[] bytes) {
        ObjectNode json = ZnodeJson.parse(bytes);
        return new LeaderState(
                ZnodeJson.integer(json, "leader"),
                ZnodeJson.integer(json, "leader_epoch"),
                ZnodeJson.integers(json, "isr"),
                ZnodeJson.integer(json, "controller_epoch"),
                ZnodeJson.integer(json, "leader_recovery_state", 0) == 1);
    }
}
