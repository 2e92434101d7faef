package io.gatehouse.broker.api.data;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.TopicUuids;
import io.gatehouse.broker.cluster.ImagePublisher;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.replica.FetchAnswer;
import io.gatehouse.broker.replica.FetchLimits;
import io.gatehouse.broker.replica.FetchWish;
import io.gatehouse.broker.replica.Replicas;
import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.broker.wire.RecordBytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.EpochEndOffset;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;

/**
 * Fetch (key 1): reads batches (COMPAT B5). Every fetch is answered in full under session id 0, which tells the client
 * that there is no fetch session to continue (COMPAT B9.6).
 */
public final class FetchHandler implements ApiHandler<FetchRequestData, FetchResponseData> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.FETCH, 4, 17, "Read on each topic (ACL-06); as a follower ClusterAction on the cluster (ACL-05)");

    /** The version from which topics are named by id. */
    private static final int BY_ID = 13;

    /** The version from which a follower names itself in a tagged field. */
    private static final int REPLICA_STATE = 15;

    private static final int NO_SESSION = 0;
    private static final byte READ_COMMITTED = 1;

    private final Replicas replicas;
    private final ImagePublisher cluster;
    private final int bytesMax;

    /** @param bytesMax {@code fetch.max.bytes}: no answer to a consumer is larger, but for one batch */
    public FetchHandler(Replicas replicas, ImagePublisher cluster, int bytesMax) {
        this.replicas = replicas;
        this.cluster = cluster;
        this.bytesMax = bytesMax;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<FetchResponseData> handle(FetchRequestData request, RequestContext context) {
        if (request.sessionId() != NO_SESSION && request.sessionEpoch() > 0) {
            // We never gave this id out: another broker did, or this one before its restart (COMPAT B9.3).
            return CompletableFuture.completedStage(
                    new FetchResponseData().setErrorCode(ErrorCode.FETCH_SESSION_ID_NOT_FOUND.code()));
        }
        Draft draft = new Draft();
        for (FetchTopic topic : request.topics()) {
            addTopic(draft, topic, request, context);
        }
        return replicas.read(draft.wishes, limits(request, draft)).thenApply(draft::complete);
    }

    private void addTopic(Draft draft, FetchTopic topic, FetchRequestData request, RequestContext context) {
        List<PartitionData> partitions = draft.topic(topic);
        if (replicaId(request, context.version()) >= 0) {
            // This version hosts no followers, so no broker is in any assignment but its own (COMPAT B5.18).
            ErrorCode error = context.access()
                    .cluster(Operation.CLUSTER_ACTION)
                    .fold(permit -> ErrorCode.NOT_LEADER_OR_FOLLOWER, denied -> ErrorCode.TOPIC_AUTHORIZATION_FAILED);
            refuse(draft, partitions, topic, error);
            return;
        }
        Optional<TopicName> name = context.version() >= BY_ID
                ? TopicUuids.byId(cluster.image(), topic.topicId())
                : TopicName.parse(topic.topic());
        if (name.isEmpty()) {
            ErrorCode unknown =
                    context.version() >= BY_ID ? ErrorCode.UNKNOWN_TOPIC_ID : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
            refuse(draft, partitions, topic, unknown);
            return;
        }
        context.access()
                .topic(Operation.READ, name.get())
                .permit()
                .ifPresentOrElse(
                        permit -> topic.partitions().forEach(wish -> addWish(draft, partitions, permit, wish)),
                        () -> refuse(draft, partitions, topic, ErrorCode.TOPIC_AUTHORIZATION_FAILED));
    }

    private static void addWish(
            Draft draft, List<PartitionData> partitions, Permit<TopicName> permit, FetchPartition wish) {
        if (wish.partition() < 0) {
            draft.failed = true;
            partitions.add(failed(wish.partition(), ErrorCode.UNKNOWN_TOPIC_OR_PARTITION));
            return;
        }
        draft.wishes.add(new FetchWish(
                permit,
                wish.partition(),
                wish.currentLeaderEpoch(),
                wish.fetchOffset(),
                Math.max(0, wish.partitionMaxBytes()),
                wish.lastFetchedEpoch()));
        PartitionData slot = new PartitionData().setPartitionIndex(wish.partition());
        partitions.add(slot);
        draft.slots.add(slot);
    }

    private static void refuse(Draft draft, List<PartitionData> partitions, FetchTopic topic, ErrorCode error) {
        draft.failed |= !topic.partitions().isEmpty();
        topic.partitions().forEach(partition -> partitions.add(failed(partition.partition(), error)));
    }

    private static PartitionData failed(int partition, ErrorCode error) {
        PartitionData data = new PartitionData()
                .setPartitionIndex(partition)
                .setErrorCode(error.code())
                .setHighWatermark(-1)
                .setLastStableOffset(-1)
                .setLogStartOffset(-1);
        RecordBytes.put(data, java.nio.ByteBuffer.allocate(0));
        return data;
    }

    private FetchLimits limits(FetchRequestData request, Draft draft) {
        Duration wait = draft.failed ? Duration.ZERO : Duration.ofMillis(Math.max(0, request.maxWaitMs()));
        return new FetchLimits(
                Math.max(0, request.minBytes()),
                Math.max(0, Math.min(request.maxBytes(), bytesMax)),
                wait,
                request.isolationLevel() == READ_COMMITTED);
    }

    private static int replicaId(FetchRequestData request, short version) {
        return version >= REPLICA_STATE ? request.replicaState().replicaId() : request.replicaId();
    }

    /** The answer being built: refused partitions are in it at once, the others have a slot each, in order. */
    private static final class Draft {
        private final List<FetchWish> wishes = new ArrayList<>();
        private final List<PartitionData> slots = new ArrayList<>();
        private final List<FetchableTopicResponse> topics = new ArrayList<>();
        private boolean failed;

        private List<PartitionData> topic(FetchTopic topic) {
            List<PartitionData> partitions = new ArrayList<>();
            topics.add(new FetchableTopicResponse()
                    .setTopic(topic.topic())
                    .setTopicId(topic.topicId())
                    .setPartitions(partitions));
            return partitions;
        }

        private FetchResponseData complete(List<FetchAnswer> answers) {
            for (int i = 0; i < answers.size(); i++) {
                fill(slots.get(i), answers.get(i));
            }
            return new FetchResponseData().setSessionId(NO_SESSION).setResponses(topics);
        }

        private static void fill(PartitionData slot, FetchAnswer answer) {
            slot.setErrorCode(answer.error().code())
                    .setHighWatermark(answer.highWatermark())
                    .setLastStableOffset(answer.lastStableOffset())
                    .setLogStartOffset(answer.logStartOffset());
            RecordBytes.put(slot, answer.records());
            answer.diverging()
                    .ifPresent(end -> slot.setDivergingEpoch(
                            new EpochEndOffset().setEpoch(end.epoch()).setEndOffset(end.endOffset())));
        }
    }
}
