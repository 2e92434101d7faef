package io.gatehouse.broker.api.data;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.model.ClusterScope;
import io.gatehouse.broker.model.TopicPartition;
import io.gatehouse.broker.replica.DirectoryAnswer;
import io.gatehouse.broker.replica.Replicas;
import io.gatehouse.broker.wire.ApiKey;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsPartition;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsResult;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsTopic;

/**
 * DescribeLogDirs (key 35): the directories of the broker that is asked, the sizes of the logs in them, and which
 * are on their way to them.
 */
public final class DescribeLogDirsHandler
        implements ApiHandler<DescribeLogDirsRequestData, DescribeLogDirsResponseData> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.DESCRIBE_LOG_DIRS,
            1,
            4,
            RequiredRights.all(
                    "Describe on the cluster (ACL-47)", RequiredRights.on(ResourceType.CLUSTER, Operation.DESCRIBE)));

    private final Replicas replicas;
    private final Executor disk;

    /** @param disk runs what asks the file system */
    public DescribeLogDirsHandler(Replicas replicas, Executor disk) {
        this.replicas = replicas;
        this.disk = disk;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<DescribeLogDirsResponseData> handle(
            DescribeLogDirsRequestData request, RequestContext context) {
        return context.access()
                .cluster(Operation.DESCRIBE)
                .fold(
                        permit -> CompletableFuture.supplyAsync(() -> describe(permit, request), disk),
                        error -> CompletableFuture.completedStage(
                                new DescribeLogDirsResponseData().setErrorCode(error.code())));
    }

    private DescribeLogDirsResponseData describe(Permit<ClusterScope> permit, DescribeLogDirsRequestData request) {
        Predicate<TopicPartition> asked = asked(request);
        return new DescribeLogDirsResponseData()
                .setResults(replicas.directories(permit).stream()
                        .map(directory -> result(directory, asked))
                        .toList());
    }

    /** All partitions where the request names none. */
    private static Predicate<TopicPartition> asked(DescribeLogDirsRequestData request) {
        if (request.topics() == null) {
            return partition -> true;
        }
        Map<String, List<Integer>> byTopic = request.topics().stream()
                .collect(Collectors.toMap(
                        DescribeLogDirsRequestData.DescribableLogDirTopic::topic,
                        DescribeLogDirsRequestData.DescribableLogDirTopic::partitions,
                        (first, second) -> first));
        return partition ->
                byTopic.getOrDefault(partition.topic().value(), List.of()).contains(partition.partition());
    }

    private static DescribeLogDirsResult result(DirectoryAnswer directory, Predicate<TopicPartition> asked) {
        Map<String, DescribeLogDirsTopic> topics = new TreeMap<>();
        directory.logBytes().forEach((partition, bytes) -> {
            if (asked.test(partition)) {
                add(topics, partition, new DescribeLogDirsPartition().setPartitionSize(bytes));
            }
        });
        directory.arriving().forEach((partition, copy) -> {
            if (asked.test(partition)) {
                add(
                        topics,
                        partition,
                        new DescribeLogDirsPartition()
                                .setPartitionSize(copy.bytes())
                                .setOffsetLag(copy.lag())
                                .setIsFutureKey(true));
            }
        });
        return new DescribeLogDirsResult()
                .setErrorCode(directory.error().code())
                .setLogDir(directory.path().toString())
                .setTotalBytes(directory.totalBytes())
                .setUsableBytes(directory.usableBytes())
                .setTopics(List.copyOf(topics.values()));
    }

    private static void add(
            Map<String, DescribeLogDirsTopic> topics, TopicPartition partition, DescribeLogDirsPartition found) {
        topics.computeIfAbsent(partition.topic().value(), name -> new DescribeLogDirsTopic().setName(name))
                .partitions()
                .add(found.setPartitionIndex(partition.partition()));
    }
}
