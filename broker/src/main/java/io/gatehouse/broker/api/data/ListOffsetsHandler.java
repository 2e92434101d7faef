package io.gatehouse.broker.api.data;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.api.Stages;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.replica.OffsetAnswer;
import io.gatehouse.broker.replica.OffsetWish;
import io.gatehouse.broker.replica.Replicas;
import io.gatehouse.broker.wire.ApiKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsTopicResponse;

/** ListOffsets (key 2): offsets by time or by a special time (COMPAT A11.5). */
public final class ListOffsetsHandler implements ApiHandler<ListOffsetsRequestData, ListOffsetsResponseData> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.LIST_OFFSETS,
            1,
            9,
            RequiredRights.all(
                    "Describe on each topic (ACL-07)", RequiredRights.on(ResourceType.TOPIC, Operation.DESCRIBE)));

    private static final byte READ_COMMITTED = 1;

    /** The special times, each with the version that brought it; an older request means "unknown" with it. */
    private static final Map<Long, Integer> SINCE = Map.of(
            OffsetWish.LATEST, 0,
            OffsetWish.EARLIEST, 0,
            OffsetWish.MAX_TIMESTAMP, 7,
            OffsetWish.EARLIEST_LOCAL, 8);

    /** The first version whose clients know OFFSET_NOT_AVAILABLE (COMPAT A11.6). */
    private static final int NOT_AVAILABLE_SINCE = 5;

    /** The first version that carries the epoch of the record. */
    private static final int EPOCH_SINCE = 4;

    /** The newest offset in another tier; there are no tiers, so there is none. */
    private static final long LATEST_TIERED = -5;

    private final Replicas replicas;

    public ListOffsetsHandler(Replicas replicas) {
        this.replicas = replicas;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<ListOffsetsResponseData> handle(ListOffsetsRequestData request, RequestContext context) {
        List<CompletionStage<ListOffsetsTopicResponse>> topics = request.topics().stream()
                .map(topic -> answerTopic(topic, request.isolationLevel() == READ_COMMITTED, context))
                .toList();
        return Stages.all(topics).thenApply(answers -> new ListOffsetsResponseData().setTopics(answers));
    }

    private CompletionStage<ListOffsetsTopicResponse> answerTopic(
            ListOffsetsTopic topic, boolean committedOnly, RequestContext context) {
        Optional<TopicName> name = TopicName.parse(topic.name());
        if (name.isEmpty()) {
            return CompletableFuture.completedStage(refuse(topic, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION));
        }
        return context.access()
                .topic(Operation.DESCRIBE, name.get())
                .<CompletionStage<ListOffsetsTopicResponse>>fold(
                        permit -> answerPartitions(topic, permit, committedOnly, context.version()),
                        error -> CompletableFuture.completedStage(refuse(topic, error)));
    }

    private CompletionStage<ListOffsetsTopicResponse> answerPartitions(
            ListOffsetsTopic topic, Permit<TopicName> permit, boolean committedOnly, short version) {
        Map<Integer, Integer> times = new HashMap<>();
        topic.partitions().forEach(partition -> times.merge(partition.partitionIndex(), 1, Integer::sum));
        List<CompletionStage<ListOffsetsPartitionResponse>> partitions = topic.partitions().stream()
                .map(partition -> answerPartition(
                                partition,
                                permit,
                                committedOnly,
                                version,
                                times.getOrDefault(partition.partitionIndex(), 1))
                        .thenApply(answer -> response(partition.partitionIndex(), answer, version)))
                .toList();
        return Stages.all(partitions)
                .thenApply(answers ->
                        new ListOffsetsTopicResponse().setName(topic.name()).setPartitions(answers));
    }

    private CompletionStage<OffsetAnswer> answerPartition(
            ListOffsetsPartition partition,
            Permit<TopicName> permit,
            boolean committedOnly,
            short version,
            int timesAsked) {
        if (timesAsked > 1) {
            return failed(ErrorCode.INVALID_REQUEST);
        }
        if (partition.partitionIndex() < 0) {
            return failed(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        }
        if (partition.timestamp() == LATEST_TIERED && version >= 9) {
            return CompletableFuture.completedStage(new OffsetAnswer(ErrorCode.NONE, -1, -1, -1));
        }
        if (partition.timestamp() < 0 && SINCE.getOrDefault(partition.timestamp(), Integer.MAX_VALUE) > version) {
            return failed(ErrorCode.UNSUPPORTED_VERSION);
        }
        return replicas.offset(new OffsetWish(
                        permit,
                        partition.partitionIndex(),
                        partition.currentLeaderEpoch(),
                        partition.timestamp(),
                        committedOnly))
                .thenApply(answer -> answer.error() == ErrorCode.OFFSET_NOT_AVAILABLE && version < NOT_AVAILABLE_SINCE
                        ? new OffsetAnswer(ErrorCode.LEADER_NOT_AVAILABLE, -1, -1, -1)
                        : answer);
    }

    private static CompletionStage<OffsetAnswer> failed(ErrorCode error) {
        return CompletableFuture.completedStage(new OffsetAnswer(error, -1, -1, -1));
    }

    private static ListOffsetsTopicResponse refuse(ListOffsetsTopic topic, ErrorCode error) {
        return new ListOffsetsTopicResponse()
                .setName(topic.name())
                .setPartitions(topic.partitions().stream()
                        .map(partition -> new ListOffsetsPartitionResponse()
                                .setPartitionIndex(partition.partitionIndex())
                                .setErrorCode(error.code()))
                        .toList());
    }

    private static ListOffsetsPartitionResponse response(int partition, OffsetAnswer answer, short version) {
        ListOffsetsPartitionResponse response = new ListOffsetsPartitionResponse()
                .setPartitionIndex(partition)
                .setErrorCode(answer.error().code())
                .setTimestamp(answer.timestamp())
                .setOffset(answer.offset());
        return version >= EPOCH_SINCE ? response.setLeaderEpoch(answer.leaderEpoch()) : response;
    }
}
