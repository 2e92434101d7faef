package io.gatehouse.broker.api.group;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.cluster.ImagePublisher;
import io.gatehouse.broker.group.GroupCoordinator;
import io.gatehouse.broker.group.OffsetDeleteAnswer;
import io.gatehouse.broker.group.PartitionsOf;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.GroupId;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.wire.ApiKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponsePartition;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponsePartitionCollection;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponseTopic;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponseTopicCollection;

/** OffsetDelete (key 47): a group forgets how far it has read. */
public final class OffsetDeleteHandler implements ApiHandler<OffsetDeleteRequestData, OffsetDeleteResponseData> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.OFFSET_DELETE,
            0,
            0,
            RequiredRights.all(
                    "Delete on the group, and Read on each topic (COMPAT F3, key 47)",
                    RequiredRights.on(ResourceType.GROUP, Operation.DELETE),
                    RequiredRights.on(ResourceType.TOPIC, Operation.READ)));

    private final ImagePublisher cluster;
    private final GroupCoordinator groups;

    public OffsetDeleteHandler(ImagePublisher cluster, GroupCoordinator groups) {
        this.cluster = cluster;
        this.groups = groups;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<OffsetDeleteResponseData> handle(OffsetDeleteRequestData request, RequestContext context) {
        return context.access()
                .group(Operation.DELETE, new GroupId(request.groupId()))
                .<CompletionStage<OffsetDeleteResponseData>>fold(
                        permit -> delete(permit, request, context),
                        error -> CompletableFuture.completedStage(
                                new OffsetDeleteResponseData().setErrorCode(error.code())));
    }

    private CompletionStage<OffsetDeleteResponseData> delete(
            Permit<GroupId> group, OffsetDeleteRequestData request, RequestContext context) {
        List<PartitionsOf> wanted = new ArrayList<>();
        List<OffsetDeleteRequestTopic> permitted = new ArrayList<>();
        OffsetDeleteResponseTopicCollection topics = new OffsetDeleteResponseTopicCollection();
        for (OffsetDeleteRequestTopic topic : request.topics()) {
            List<Integer> partitions = topic.partitions().stream()
                    .map(OffsetDeleteRequestPartition::partitionIndex)
                    .toList();
            ErrorCode refusal = want(topic.name(), partitions, wanted, context);
            if (refusal == ErrorCode.NONE) {
                permitted.add(topic);
            } else {
                topics.add(response(
                        topic, partitions.stream().map(partition -> refusal).toList()));
            }
        }
        return groups.deleteOffsets(group, wanted).thenApply(answer -> response(answer, permitted, topics));
    }

    private ErrorCode want(String topic, List<Integer> partitions, List<PartitionsOf> wanted, RequestContext context) {
        Optional<TopicName> name = TopicName.parse(topic);
        if (name.isEmpty()) {
            return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
        }
        return context.access()
                .topic(Operation.READ, name.get())
                .<ErrorCode>fold(permit -> want(permit, partitions, wanted), error -> error);
    }

    private ErrorCode want(Permit<TopicName> topic, List<Integer> partitions, List<PartitionsOf> wanted) {
        if (cluster.image().topic(topic.resource()).isEmpty()) {
            return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
        }
        wanted.add(new PartitionsOf(topic, partitions));
        return ErrorCode.NONE;
    }

    private static OffsetDeleteResponseData response(
            OffsetDeleteAnswer answer,
            List<OffsetDeleteRequestTopic> permitted,
            OffsetDeleteResponseTopicCollection topics) {
        if (answer.error() != ErrorCode.NONE) {
            return new OffsetDeleteResponseData().setErrorCode(answer.error().code());
        }
        for (int index = 0; index < permitted.size(); index++) {
            topics.add(response(permitted.get(index), answer.topics().get(index)));
        }
        return new OffsetDeleteResponseData().setTopics(topics);
    }

    private static OffsetDeleteResponseTopic response(OffsetDeleteRequestTopic topic, List<ErrorCode> errors) {
        OffsetDeleteResponsePartitionCollection partitions = new OffsetDeleteResponsePartitionCollection();
        int index = 0;
        for (OffsetDeleteRequestPartition partition : topic.partitions()) {
            partitions.add(new OffsetDeleteResponsePartition()
                    .setPartitionIndex(partition.partitionIndex())
                    .setErrorCode(errors.get(index++).code()));
        }
        return new OffsetDeleteResponseTopic().setName(topic.name()).setPartitions(partitions);
    }
}
