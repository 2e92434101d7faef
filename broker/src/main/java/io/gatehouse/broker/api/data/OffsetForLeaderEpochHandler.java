package io.gatehouse.broker.api.data;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.api.Stages;
import io.gatehouse.broker.model.ClusterScope;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.replica.EpochAnswer;
import io.gatehouse.broker.replica.EpochWish;
import io.gatehouse.broker.replica.Replicas;
import io.gatehouse.broker.wire.ApiKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.EpochEndOffset;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.OffsetForLeaderTopicResult;

/** OffsetForLeaderEpoch (key 23): where a leader epoch ends, by which a consumer finds that its log was cut (COMPAT B2.5). */
public final class OffsetForLeaderEpochHandler
        implements ApiHandler<OffsetForLeaderEpochRequestData, OffsetForLeaderEpochResponseData> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.OFFSET_FOR_LEADER_EPOCH,
            2,
            4,
            RequiredRights.any(
                    "ClusterAction on the cluster, else Describe on each topic (ACL-31)",
                    RequiredRights.on(ResourceType.CLUSTER, Operation.CLUSTER_ACTION),
                    RequiredRights.on(ResourceType.TOPIC, Operation.DESCRIBE)));

    private final Replicas replicas;

    public OffsetForLeaderEpochHandler(Replicas replicas) {
        this.replicas = replicas;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<OffsetForLeaderEpochResponseData> handle(
            OffsetForLeaderEpochRequestData request, RequestContext context) {
        Optional<Permit<ClusterScope>> broker =
                context.access().maybeCluster(Operation.CLUSTER_ACTION).permit();
        List<CompletionStage<OffsetForLeaderTopicResult>> topics = request.topics().stream()
                .map(topic -> answerTopic(topic, broker, context))
                .toList();
        return Stages.all(topics).thenApply(answers -> {
            OffsetForLeaderEpochResponseData response = new OffsetForLeaderEpochResponseData();
            response.topics().addAll(answers);
            return response;
        });
    }

    private CompletionStage<OffsetForLeaderTopicResult> answerTopic(
            OffsetForLeaderTopic topic, Optional<Permit<ClusterScope>> broker, RequestContext context) {
        Optional<TopicName> name = TopicName.parse(topic.topic());
        if (name.isEmpty()) {
            return refused(topic, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        }
        if (broker.isPresent()) {
            return answerPartitions(
                    topic,
                    wish -> EpochWish.ofBroker(
                            broker.get(), name.get(), wish.partition(), wish.currentLeaderEpoch(), wish.leaderEpoch()));
        }
        return context.access()
                .topic(Operation.DESCRIBE, name.get())
                .<CompletionStage<OffsetForLeaderTopicResult>>fold(
                        permit -> answerPartitions(
                                topic,
                                wish -> EpochWish.ofClient(
                                        permit, wish.partition(), wish.currentLeaderEpoch(), wish.leaderEpoch())),
                        error -> refused(topic, error));
    }

    private CompletionStage<OffsetForLeaderTopicResult> answerPartitions(
            OffsetForLeaderTopic topic, Function<OffsetForLeaderPartition, EpochWish> wishOf) {
        List<CompletionStage<EpochEndOffset>> partitions = topic.partitions().stream()
                .map(wish -> (wish.partition() < 0
                                ? CompletableFuture.completedStage(
                                        EpochAnswer.failed(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION))
                                : replicas.epochEnd(wishOf.apply(wish)))
                        .thenApply(answer -> answer(wish.partition(), answer)))
                .toList();
        return Stages.all(partitions)
                .thenApply(answers ->
                        new OffsetForLeaderTopicResult().setTopic(topic.topic()).setPartitions(answers));
    }

    private static CompletionStage<OffsetForLeaderTopicResult> refused(OffsetForLeaderTopic topic, ErrorCode error) {
        return CompletableFuture.completedStage(new OffsetForLeaderTopicResult()
                .setTopic(topic.topic())
                .setPartitions(topic.partitions().stream()
                        .map(wish -> answer(wish.partition(), EpochAnswer.failed(error)))
                        .toList()));
    }

    private static EpochEndOffset answer(int partition, EpochAnswer answer) {
        return new EpochEndOffset()
                .setPartition(partition)
                .setErrorCode(answer.error().code())
                .setLeaderEpoch(answer.end().epoch())
                .setEndOffset(answer.end().endOffset());
    }
}
