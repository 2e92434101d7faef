package io.gatehouse.broker.api.group;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.api.Stages;
import io.gatehouse.broker.cluster.ImagePublisher;
import io.gatehouse.broker.group.GroupCoordinator;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.wire.ApiKey;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartition;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopic;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopics;

/**
 * OffsetFetch (key 9): how far groups have read. Before version 8 a request is about one group; it is answered as a
 * request for several of which there is one.
 */
public final class OffsetFetchHandler implements ApiHandler<OffsetFetchRequestData, OffsetFetchResponseData> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.OFFSET_FETCH,
            1,
            10,
            RequiredRights.byRequest(
                    "Describe on each group, and Describe on each topic (ACL-16, ACL-17, ACL-18)",
                    RequiredRights.on(ResourceType.GROUP, Operation.DESCRIBE),
                    RequiredRights.on(ResourceType.TOPIC, Operation.DESCRIBE)));

    private static final int GROUP_ERROR = 2;
    private static final int SEVERAL = 8;

    private final GroupOffsets offsets;

    public OffsetFetchHandler(ImagePublisher cluster, GroupCoordinator groups) {
        this.offsets = new GroupOffsets(cluster, groups);
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<OffsetFetchResponseData> handle(OffsetFetchRequestData request, RequestContext context) {
        if (context.version() < SEVERAL) {
            OffsetFetchRequestGroup group = only(request);
            return offsets.fetch(group, request.requireStable(), context)
                    .thenApply(answer -> single(group, answer, context.version()));
        }
        List<CompletionStage<OffsetFetchResponseGroup>> groups = request.groups().stream()
                .map(group -> offsets.fetch(group, request.requireStable(), context))
                .toList();
        return Stages.all(groups).thenApply(answers -> new OffsetFetchResponseData().setGroups(answers));
    }

    private static OffsetFetchRequestGroup only(OffsetFetchRequestData request) {
        return new OffsetFetchRequestGroup()
                .setGroupId(request.groupId())
                .setTopics(
                        request.topics() == null
                                ? null
                                : request.topics().stream()
                                        .map(topic -> new OffsetFetchRequestTopics()
                                                .setName(topic.name())
                                                .setPartitionIndexes(topic.partitionIndexes()))
                                        .toList());
    }

    private static OffsetFetchResponseData single(
            OffsetFetchRequestGroup group, OffsetFetchResponseGroup answer, short version) {
        boolean onPartitions = answer.errorCode() != ErrorCode.NONE.code() && version < GROUP_ERROR;
        List<OffsetFetchResponseTopics> topics =
                onPartitions ? GroupOffsets.refused(group, answer.errorCode()) : answer.topics();
        return new OffsetFetchResponseData()
                .setErrorCode(answer.errorCode())
                .setTopics(topics.stream()
                        .map(topic -> new OffsetFetchResponseTopic()
                                .setName(topic.name())
                                .setPartitions(topic.partitions().stream()
                                        .map(OffsetFetchHandler::partition)
                                        .toList()))
                        .toList());
    }

    private static OffsetFetchResponsePartition partition(OffsetFetchResponsePartitions partition) {
        return new OffsetFetchResponsePartition()
                .setPartitionIndex(partition.partitionIndex())
                .setCommittedOffset(partition.committedOffset())
                .setCommittedLeaderEpoch(partition.committedLeaderEpoch())
                .setMetadata(partition.metadata())
                .setErrorCode(partition.errorCode());
    }
}
