package io.gatehouse.broker.api.control;

import io.gatehouse.broker.cluster.LeaderAndIsr;
import io.gatehouse.broker.cluster.PartitionImage;
import io.gatehouse.broker.cluster.StopReplica;
import io.gatehouse.broker.model.BrokerId;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import io.gatehouse.broker.wire.control.LeaderAndIsrRequest;
import io.gatehouse.broker.wire.control.LeaderAndIsrResponse;
import io.gatehouse.broker.wire.control.StopReplicaRequest;
import io.gatehouse.broker.wire.control.StopReplicaResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The controller's orders between the wire's messages and ours (COMPAT D7). */
final class OrderMessages {
    private static final byte INCREMENTAL_UNKNOWN = 0;
    private static final byte RECOVERED = 0;

    private OrderMessages() {}

    static LeaderAndIsrRequest encode(LeaderAndIsr order) {
        Map<TopicName, List<LeaderAndIsrRequest.Partition>> partitions = new LinkedHashMap<>();
        Map<TopicName, TopicId> ids = new HashMap<>();
        for (LeaderAndIsr.Assignment assignment : order.assignments()) {
            TopicName topic = assignment.state().partition().topic();
            ids.put(topic, assignment.topicId());
            partitions.computeIfAbsent(topic, name -> new ArrayList<>()).add(encode(assignment));
        }
        List<LeaderAndIsrRequest.Topic> topics = partitions.entrySet().stream()
                .map(entry -> new LeaderAndIsrRequest.Topic(
                        entry.getKey().value(), ids.getOrDefault(entry.getKey(), TopicId.ZERO), entry.getValue()))
                .toList();
        return new LeaderAndIsrRequest(new LeaderAndIsrRequest.Body(
                order.controller().value(),
                false,
                order.controllerEpoch(),
                order.brokerEpoch(),
                INCREMENTAL_UNKNOWN,
                topics,
                List.of()));
    }

    private static LeaderAndIsrRequest.Partition encode(LeaderAndIsr.Assignment assignment) {
        PartitionImage state = assignment.state();
        return new LeaderAndIsrRequest.Partition(
                state.partition().partition(),
                state.controllerEpoch(),
                state.leader(),
                state.leaderEpoch(),
                state.isr(),
                state.partitionEpoch(),
                state.replicas(),
                List.of(),
                List.of(),
                assignment.isNew(),
                RECOVERED);
    }

    /** @throws IllegalArgumentException if a name or a number in it is not legal */
    static LeaderAndIsr decode(LeaderAndIsrRequest.Body body) {
        List<LeaderAndIsr.Assignment> assignments = new ArrayList<>();
        for (LeaderAndIsrRequest.Topic topic : body.topics()) {
            TopicName name = new TopicName(topic.name());
            for (LeaderAndIsrRequest.Partition partition : topic.partitions()) {
                PartitionImage state = new PartitionImage(
                        new TopicPartition(name, partition.index()),
                        partition.controllerEpoch(),
                        partition.leader(),
                        partition.leaderEpoch(),
                        partition.isr(),
                        partition.partitionEpoch(),
                        partition.replicas(),
                        List.of());
                assignments.add(new LeaderAndIsr.Assignment(topic.id(), state, partition.isNew()));
            }
        }
        return new LeaderAndIsr(
                new BrokerId(body.controllerId()), body.controllerEpoch(), body.brokerEpoch(), assignments);
    }

    static StopReplicaRequest encode(StopReplica order) {
        Map<TopicName, List<StopReplicaRequest.Partition>> partitions = new LinkedHashMap<>();
        for (StopReplica.Stop stop : order.stops()) {
            partitions
                    .computeIfAbsent(stop.partition().topic(), name -> new ArrayList<>())
                    .add(new StopReplicaRequest.Partition(
                            stop.partition().partition(), stop.leaderEpoch(), stop.delete()));
        }
        List<StopReplicaRequest.Topic> topics = partitions.entrySet().stream()
                .map(entry -> new StopReplicaRequest.Topic(entry.getKey().value(), entry.getValue()))
                .toList();
        return new StopReplicaRequest(new StopReplicaRequest.Body(
                order.controller().value(), false, order.controllerEpoch(), order.brokerEpoch(), topics));
    }

    /** @throws IllegalArgumentException if a name or a number in it is not legal */
    static StopReplica decode(StopReplicaRequest.Body body) {
        List<StopReplica.Stop> stops = new ArrayList<>();
        for (StopReplicaRequest.Topic topic : body.topics()) {
            TopicName name = new TopicName(topic.name());
            for (StopReplicaRequest.Partition partition : topic.partitions()) {
                stops.add(new StopReplica.Stop(
                        new TopicPartition(name, partition.index()), partition.leaderEpoch(), partition.delete()));
            }
        }
        return new StopReplica(new BrokerId(body.controllerId()), body.controllerEpoch(), body.brokerEpoch(), stops);
    }

    static LeaderAndIsrResponse answer(LeaderAndIsr order, Map<TopicPartition, ErrorCode> results) {
        Map<TopicId, List<LeaderAndIsrResponse.PartitionError>> topics = new LinkedHashMap<>();
        for (LeaderAndIsr.Assignment assignment : order.assignments()) {
            TopicPartition partition = assignment.state().partition();
            topics.computeIfAbsent(assignment.topicId(), id -> new ArrayList<>())
                    .add(new LeaderAndIsrResponse.PartitionError(
                            partition.partition(),
                            results.getOrDefault(partition, ErrorCode.UNKNOWN_SERVER_ERROR)
                                    .code()));
        }
        return new LeaderAndIsrResponse(new LeaderAndIsrResponse.Body(
                ErrorCode.NONE.code(),
                topics.entrySet().stream()
                        .map(entry -> new LeaderAndIsrResponse.Topic(entry.getKey(), entry.getValue()))
                        .toList()));
    }

    static StopReplicaResponse answer(StopReplica order, Map<TopicPartition, ErrorCode> results) {
        return new StopReplicaResponse(new StopReplicaResponse.Body(
                ErrorCode.NONE.code(),
                order.stops().stream()
                        .map(stop -> new StopReplicaResponse.PartitionError(
                                stop.partition().topic().value(),
                                stop.partition().partition(),
                                results.getOrDefault(stop.partition(), ErrorCode.UNKNOWN_SERVER_ERROR)
                                        .code()))
                        .toList()));
    }
}
