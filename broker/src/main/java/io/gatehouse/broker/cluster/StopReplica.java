package io.gatehouse.broker.cluster;

import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.TopicPartition;
import java.util.List;

/** The controller's order to stop, and perhaps delete, replicas (COMPAT D7.10). */
public record StopReplica(BrokerId controller, int controllerEpoch, long brokerEpoch, List<Stop> stops) {
    /** The leader epoch of a stop that is part of a topic's deletion. */
    public static final int EPOCH_DURING_DELETE = -2;

    public StopReplica {
        stops = List.copyOf(stops);
    }

    public record Stop(TopicPartition partition, int leaderEpoch, boolean delete) {}
}
