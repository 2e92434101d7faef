package io.gatehouse.broker.api.group;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.api.AccessAnswer;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.api.TopicUuids;
import io.gatehouse.broker.cluster.ClusterImage;
import io.gatehouse.broker.cluster.ImagePublisher;
import io.gatehouse.broker.group.CommitCommand;
import io.gatehouse.broker.group.GroupCoordinator;
import io.gatehouse.broker.group.MemberIdentity;
import io.gatehouse.broker.group.OffsetToCommit;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.GroupId;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import io.gatehouse.broker.wire.ApiKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponsePartition;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponseTopic;

/** OffsetCommit (key 8): a group says how far it has read. */
public final class OffsetCommitHandler implements ApiHandler<OffsetCommitRequestData, OffsetCommitResponseData> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.OFFSET_COMMIT,
            2,
            10,
            RequiredRights.all(
                    "Read on the group, and Read on each topic (ACL-14, ACL-15)",
                    RequiredRights.on(ResourceType.GROUP, Operation.READ),
                    RequiredRights.on(ResourceType.TOPIC, Operation.READ)));

    private static final int TOPIC_IDS = 10;

    private final ImagePublisher cluster;
    private final GroupCoordinator groups;

    public OffsetCommitHandler(ImagePublisher cluster, GroupCoordinator groups) {
        this.cluster = cluster;
        this.groups = groups;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<OffsetCommitResponseData> handle(OffsetCommitRequestData request, RequestContext context) {
        return context.access()
                .group(Operation.READ, new GroupId(request.groupId()))
                .<CompletionStage<OffsetCommitResponseData>>fold(
                        permit -> commit(permit, request, context),
                        error -> CompletableFuture.completedStage(refused(request, error)));
    }

    private CompletionStage<OffsetCommitResponseData> commit(
            Permit<GroupId> group, OffsetCommitRequestData request, RequestContext context) {
        OffsetCommitResponseData response = new OffsetCommitResponseData();
        List<OffsetToCommit> offsets = new ArrayList<>();
        List<OffsetCommitResponsePartition> places = new ArrayList<>();
        for (OffsetCommitRequestTopic topic : request.topics()) {
            OffsetCommitResponseTopic answer = new OffsetCommitResponseTopic()
                    .setName(topic.name())
                    .setTopicId(topic.topicId())
                    .setPartitions(places(topic));
            response.topics().add(answer);
            places.addAll(select(topic, answer.partitions(), offsets, context));
        }
        return groups.commit(group, new CommitCommand(identity(request), retention(request), offsets))
                .thenApply(errors -> {
                    for (int index = 0; index < places.size(); index++) {
                        places.get(index).setErrorCode(errors.get(index).code());
                    }
                    return response;
                });
    }

    private static List<OffsetCommitResponsePartition> places(OffsetCommitRequestTopic topic) {
        return topic.partitions().stream()
                .map(partition -> new OffsetCommitResponsePartition().setPartitionIndex(partition.partitionIndex()))
                .toList();
    }

    /** Adds what may be committed to {@code offsets}, refuses the rest, and returns the places of the answers to come. */
    private List<OffsetCommitResponsePartition> select(
            OffsetCommitRequestTopic topic,
            List<OffsetCommitResponsePartition> answers,
            List<OffsetToCommit> offsets,
            RequestContext context) {
        ClusterImage image = cluster.image();
        Optional<TopicName> name = name(topic, image, context.version());
        if (name.isEmpty()) {
            ErrorCode unknown =
                    context.version() < TOPIC_IDS ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION : ErrorCode.UNKNOWN_TOPIC_ID;
            answers.forEach(answer -> answer.setErrorCode(unknown.code()));
            return List.of();
        }
        List<OffsetCommitResponsePartition> selected = new ArrayList<>();
        AccessAnswer<TopicName> access = context.access().topic(Operation.READ, name.get());
        for (int index = 0; index < answers.size(); index++) {
            OffsetCommitRequestPartition partition = topic.partitions().get(index);
            OffsetCommitResponsePartition answer = answers.get(index);
            ErrorCode refusal =
                    access.<ErrorCode>fold(permit -> add(permit, partition, image, offsets), error -> error);
            answer.setErrorCode(refusal.code());
            if (refusal == ErrorCode.NONE) {
                selected.add(answer);
            }
        }
        return selected;
    }

    private static ErrorCode add(
            Permit<TopicName> topic,
            OffsetCommitRequestPartition partition,
            ClusterImage image,
            List<OffsetToCommit> offsets) {
        int index = partition.partitionIndex();
        if (index < 0
                || image.partition(new TopicPartition(topic.resource(), index)).isEmpty()) {
            return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
        }
        String metadata = partition.committedMetadata();
        offsets.add(new OffsetToCommit(
                topic,
                index,
                partition.committedOffset(),
                partition.committedLeaderEpoch(),
                metadata == null ? "" : metadata));
        return ErrorCode.NONE;
    }

    private static Optional<TopicName> name(OffsetCommitRequestTopic topic, ClusterImage image, short version) {
        return version < TOPIC_IDS ? TopicName.parse(topic.name()) : TopicUuids.byId(image, topic.topicId());
    }

    private static MemberIdentity identity(OffsetCommitRequestData request) {
        return Identity.of(request.memberId(), request.groupInstanceId(), request.generationIdOrMemberEpoch());
    }

    /** Versions 2 to 4 may say how long to keep the offsets; -1 leaves it to the broker. */
    private static Optional<Duration> retention(OffsetCommitRequestData request) {
        return Optional.of(request.retentionTimeMs())
                .filter(millis -> millis >= 0)
                .map(Duration::ofMillis);
    }

    private static OffsetCommitResponseData refused(OffsetCommitRequestData request, ErrorCode error) {
        return new OffsetCommitResponseData()
                .setTopics(request.topics().stream()
                        .map(topic -> new OffsetCommitResponseTopic()
                                .setName(topic.name())
                                .setTopicId(topic.topicId())
                                .setPartitions(topic.partitions().stream()
                                        .map(partition -> new OffsetCommitResponsePartition()
                                                .setPartitionIndex(partition.partitionIndex())
                                                .setErrorCode(error.code()))
                                        .toList()))
                        .toList());
    }
}
