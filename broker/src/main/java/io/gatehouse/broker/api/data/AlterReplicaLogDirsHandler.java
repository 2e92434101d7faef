package io.gatehouse.broker.api.data;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.model.ClusterScope;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import io.gatehouse.broker.replica.Replicas;
import io.gatehouse.broker.wire.ApiKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.AlterReplicaLogDirsRequestData;
import org.apache.kafka.common.message.AlterReplicaLogDirsRequestData.AlterReplicaLogDir;
import org.apache.kafka.common.message.AlterReplicaLogDirsRequestData.AlterReplicaLogDirTopic;
import org.apache.kafka.common.message.AlterReplicaLogDirsResponseData;
import org.apache.kafka.common.message.AlterReplicaLogDirsResponseData.AlterReplicaLogDirPartitionResult;
import org.apache.kafka.common.message.AlterReplicaLogDirsResponseData.AlterReplicaLogDirTopicResult;

/**
 * AlterReplicaLogDirs (key 34): moves logs between the directories of the broker that is asked. The answer comes when a move
 * has begun; DescribeLogDirs shows how far it is (COMPAT B12.7, KIP-113).
 */
public final class AlterReplicaLogDirsHandler
        implements ApiHandler<AlterReplicaLogDirsRequestData, AlterReplicaLogDirsResponseData> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.ALTER_REPLICA_LOG_DIRS,
            1,
            2,
            RequiredRights.all(
                    "Alter on the cluster (ACL-46)", RequiredRights.on(ResourceType.CLUSTER, Operation.ALTER)));

    private final Replicas replicas;

    public AlterReplicaLogDirsHandler(Replicas replicas) {
        this.replicas = replicas;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<AlterReplicaLogDirsResponseData> handle(
            AlterReplicaLogDirsRequestData request, RequestContext context) {
        return context.access()
                .cluster(Operation.ALTER)
                .fold(
                        permit -> answered(request, (topic, partition, path) -> move(permit, topic, partition, path)),
                        error ->
                                answered(request, (topic, partition, path) -> CompletableFuture.completedStage(error)));
    }

    @FunctionalInterface
    private interface Step {
        CompletionStage<ErrorCode> move(String topic, int partition, String path);
    }

    private CompletionStage<ErrorCode> move(Permit<ClusterScope> permit, String topic, int partition, String path) {
        Optional<TopicName> name = TopicName.parse(topic);
        if (name.isEmpty()) {
            return CompletableFuture.completedStage(ErrorCode.INVALID_TOPIC_EXCEPTION);
        }
        return partition < 0
                ? CompletableFuture.completedStage(ErrorCode.REPLICA_NOT_AVAILABLE)
                : replicas.move(permit, new TopicPartition(name.get(), partition), path);
    }

    /** One answer for each partition; one that is named twice goes where the last mention says, as in Kafka. */
    private static CompletionStage<AlterReplicaLogDirsResponseData> answered(
            AlterReplicaLogDirsRequestData request, Step step) {
        Map<String, Map<Integer, String>> wishes = new TreeMap<>();
        for (AlterReplicaLogDir directory : request.dirs()) {
            for (AlterReplicaLogDirTopic topic : directory.topics()) {
                Map<Integer, String> places = wishes.computeIfAbsent(topic.name(), first -> new TreeMap<>());
                topic.partitions().forEach(partition -> places.put(partition, directory.path()));
            }
        }
        AlterReplicaLogDirsResponseData response = new AlterReplicaLogDirsResponseData();
        List<CompletableFuture<?>> running = new ArrayList<>();
        wishes.forEach((topic, places) -> {
            AlterReplicaLogDirTopicResult result = new AlterReplicaLogDirTopicResult().setTopicName(topic);
            response.results().add(result);
            places.forEach((partition, path) -> {
                AlterReplicaLogDirPartitionResult slot =
                        new AlterReplicaLogDirPartitionResult().setPartitionIndex(partition);
                result.partitions().add(slot);
                running.add(step.move(topic, partition, path)
                        .thenAccept(error -> slot.setErrorCode(error.code()))
                        .toCompletableFuture());
            });
        });
        return CompletableFuture.allOf(running.toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> response);
    }
}
