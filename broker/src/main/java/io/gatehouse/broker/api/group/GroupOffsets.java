package io.gatehouse.broker.api.group;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.TopicUuids;
import io.gatehouse.broker.cluster.ClusterImage;
import io.gatehouse.broker.cluster.ImagePublisher;
import io.gatehouse.broker.cluster.TopicImage;
import io.gatehouse.broker.group.FetchAnswer;
import io.gatehouse.broker.group.GroupCoordinator;
import io.gatehouse.broker.group.PartitionsOf;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.GroupId;
import io.gatehouse.broker.model.TopicName;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopics;

/** One group's part of OffsetFetch, in the shape of the newest versions. */
final class GroupOffsets {
    private static final int TOPIC_IDS = 10;
    private static final long NONE = -1;

    private final ImagePublisher cluster;
    private final GroupCoordinator groups;

    GroupOffsets(ImagePublisher cluster, GroupCoordinator groups) {
        this.cluster = cluster;
        this.groups = groups;
    }

    /** The answer for one group; with an error of the group there are no topics in it. */
    CompletionStage<OffsetFetchResponseGroup> fetch(
            OffsetFetchRequestGroup request, boolean requireStable, RequestContext context) {
        return context.access()
                .group(Operation.DESCRIBE, new GroupId(request.groupId()))
                .<CompletionStage<OffsetFetchResponseGroup>>fold(
                        permit -> request.topics() == null
                                ? all(permit, requireStable, context)
                                : named(permit, request, requireStable, context),
                        error -> CompletableFuture.completedStage(group(request.groupId(), error)));
    }

    /** The same error on every partition asked for. */
    static List<OffsetFetchResponseTopics> refused(OffsetFetchRequestGroup request, short error) {
        return request.topics() == null
                ? List.of()
                : request.topics().stream().map(topic -> refused(topic, error)).toList();
    }

    private CompletionStage<OffsetFetchResponseGroup> all(
            Permit<GroupId> permit, boolean requireStable, RequestContext context) {
        return groups.fetchAll(permit, requireStable).thenApply(answer -> {
            Map<TopicName, List<OffsetFetchResponsePartitions>> byTopic = new LinkedHashMap<>();
            answer.offsets()
                    .forEach(offset -> byTopic.computeIfAbsent(offset.topic(), topic -> new ArrayList<>())
                            .add(partition(offset)));
            ClusterImage image = cluster.image();
            List<OffsetFetchResponseTopics> topics = new ArrayList<>();
            byTopic.forEach((topic, partitions) -> {
                Optional<TopicImage> known = image.topic(topic);
                boolean nameable = context.version() < TOPIC_IDS || known.isPresent();
                if (nameable
                        && context.access()
                                .visibleTopic(Operation.DESCRIBE, topic)
                                .allowed()) {
                    OffsetFetchResponseTopics entry = new OffsetFetchResponseTopics()
                            .setName(topic.value())
                            .setPartitions(partitions);
                    known.ifPresent(found -> entry.setTopicId(TopicUuids.uuid(found.id())));
                    topics.add(entry);
                }
            });
            return group(permit.resource().value(), answer.error()).setTopics(topics);
        });
    }

    private CompletionStage<OffsetFetchResponseGroup> named(
            Permit<GroupId> permit, OffsetFetchRequestGroup request, boolean requireStable, RequestContext context) {
        List<PartitionsOf> wanted = new ArrayList<>();
        List<OffsetFetchResponseTopics> topics = new ArrayList<>();
        List<OffsetFetchResponseTopics> open = new ArrayList<>();
        for (OffsetFetchRequestTopics topic : request.topics()) {
            ErrorCode refusal = want(topic, wanted, context);
            OffsetFetchResponseTopics entry = refused(topic, refusal.code());
            topics.add(entry);
            if (refusal == ErrorCode.NONE) {
                open.add(entry);
            }
        }
        return groups.fetch(permit, wanted, requireStable).thenApply(answer -> {
            if (answer.error() != ErrorCode.NONE) {
                return group(request.groupId(), answer.error());
            }
            Iterator<FetchAnswer.Offset> found = answer.offsets().iterator();
            open.forEach(topic -> topic.setPartitions(topic.partitions().stream()
                    .map(partition -> partition(found.next()))
                    .toList()));
            return group(request.groupId(), ErrorCode.NONE).setTopics(topics);
        });
    }

    private ErrorCode want(OffsetFetchRequestTopics topic, List<PartitionsOf> wanted, RequestContext context) {
        boolean byId = context.version() >= TOPIC_IDS;
        Optional<TopicName> name =
                byId ? TopicUuids.byId(cluster.image(), topic.topicId()) : TopicName.parse(topic.name());
        if (name.isEmpty()) {
            return byId ? ErrorCode.UNKNOWN_TOPIC_ID : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
        }
        return context.access()
                .topic(Operation.DESCRIBE, name.get())
                .<ErrorCode>fold(
                        permit -> {
                            wanted.add(new PartitionsOf(permit, topic.partitionIndexes()));
                            return ErrorCode.NONE;
                        },
                        error -> error);
    }

    private static OffsetFetchResponseGroup group(String group, ErrorCode error) {
        return new OffsetFetchResponseGroup().setGroupId(group).setErrorCode(error.code());
    }

    private static OffsetFetchResponseTopics refused(OffsetFetchRequestTopics topic, short error) {
        return new OffsetFetchResponseTopics()
                .setName(topic.name())
                .setTopicId(topic.topicId())
                .setPartitions(topic.partitionIndexes().stream()
                        .map(partition -> new OffsetFetchResponsePartitions()
                                .setPartitionIndex(partition)
                                .setCommittedOffset(NONE)
                                .setMetadata("")
                                .setErrorCode(error))
                        .toList());
    }

    private static OffsetFetchResponsePartitions partition(FetchAnswer.Offset offset) {
        return new OffsetFetchResponsePartitions()
                .setPartitionIndex(offset.partition())
                .setCommittedOffset(offset.offset())
                .setCommittedLeaderEpoch(offset.leaderEpoch())
                .setMetadata(offset.metadata())
                .setErrorCode(offset.error().code());
    }
}
