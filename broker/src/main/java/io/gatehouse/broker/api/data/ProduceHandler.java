package io.gatehouse.broker.api.data;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.CloseConnection;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.api.Stages;
import io.gatehouse.broker.log.AppendResult;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.replica.Acks;
import io.gatehouse.broker.replica.Replicas;
import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.broker.wire.RecordBatches;
import io.gatehouse.broker.wire.RecordBytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.BatchIndexAndErrorMessage;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.jspecify.annotations.Nullable;

/** Produce (key 0): appends batches to the partitions that this broker leads (COMPAT A5.4, B5). */
public final class ProduceHandler implements ApiHandler<ProduceRequestData, ProduceResponseData> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.PRODUCE,
            3,
            11,
            RequiredRights.byRequest(
                    "Write on each topic (ACL-03); with a transactional id Write on it first (ACL-01)",
                    RequiredRights.on(ResourceType.TOPIC, Operation.WRITE),
                    RequiredRights.on(ResourceType.TRANSACTIONAL_ID, Operation.WRITE)));

    private static final String WITHOUT_ID =
            "a transactional batch in a request without a transactional id (expected: its transaction's id)";

    private final Replicas replicas;

    public ProduceHandler(Replicas replicas) {
        this.replicas = replicas;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<ProduceResponseData> handle(ProduceRequestData request, RequestContext context) {
        Optional<Acks> acks = Acks.ofCode(request.acks());
        if (acks.isEmpty()) {
            return CompletableFuture.completedStage(refuseAll(request, ErrorCode.INVALID_REQUIRED_ACKS, null));
        }
        CompletionStage<ProduceResponseData> answer = append(request, acks.get(), context);
        return acks.get() == Acks.NONE ? answer.thenApply(ProduceHandler::silent) : answer;
    }

    /** What is part of a transaction needs the right to the transaction's id, in whichever batch it says so (attack 146). */
    private CompletionStage<ProduceResponseData> append(ProduceRequestData request, Acks acks, RequestContext context) {
        String transaction = request.transactionalId();
        if (transaction != null) {
            return context.access()
                    .transactionalId(Operation.WRITE, transaction)
                    .<CompletionStage<ProduceResponseData>>fold(
                            permit -> appendAll(request, acks, context),
                            (error, sentence) -> CompletableFuture.completedStage(refuseAll(request, error, sentence)));
        }
        return transactional(request)
                ? CompletableFuture.completedStage(
                        refuseAll(request, ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED, WITHOUT_ID))
                : appendAll(request, acks, context);
    }

    private static boolean transactional(ProduceRequestData request) {
        for (TopicProduceData topic : request.topicData()) {
            for (PartitionProduceData partition : topic.partitionData()) {
                if (RecordBytes.of(partition)
                        .filter(RecordBatches::anyTransactional)
                        .isPresent()) {
                    return true;
                }
            }
        }
        return false;
    }

    private CompletionStage<ProduceResponseData> appendAll(
            ProduceRequestData request, Acks acks, RequestContext context) {
        List<CompletionStage<TopicProduceResponse>> topics = new ArrayList<>();
        for (TopicProduceData topic : request.topicData()) {
            topics.add(appendTopic(topic, acks, Duration.ofMillis(Math.max(0, request.timeoutMs())), context));
        }
        return Stages.all(topics).thenApply(answers -> {
            ProduceResponseData response = new ProduceResponseData();
            response.responses().addAll(answers);
            return response;
        });
    }

    private CompletionStage<TopicProduceResponse> appendTopic(
            TopicProduceData topic, Acks acks, Duration patience, RequestContext context) {
        Optional<TopicName> name = TopicName.parse(topic.name());
        if (name.isEmpty()) {
            return CompletableFuture.completedStage(refuse(topic, ErrorCode.INVALID_TOPIC_EXCEPTION, null));
        }
        return context.access()
                .topic(Operation.WRITE, name.get())
                .<CompletionStage<TopicProduceResponse>>fold(
                        permit -> appendPartitions(topic, permit, acks, patience, context),
                        (error, sentence) -> CompletableFuture.completedStage(refuse(topic, error, sentence)));
    }

    private CompletionStage<TopicProduceResponse> appendPartitions(
            TopicProduceData topic, Permit<TopicName> permit, Acks acks, Duration patience, RequestContext context) {
        if (permit.resource().internal()) {
            // Whatever client id the peer gives itself: only our own coordinators write here.
            return CompletableFuture.completedStage(refuse(topic, ErrorCode.INVALID_TOPIC_EXCEPTION, null));
        }
        List<CompletionStage<PartitionProduceResponse>> partitions = new ArrayList<>();
        for (PartitionProduceData partition : topic.partitionData()) {
            partitions.add(append(partition, permit, acks, patience, context)
                    .thenApply(result -> answer(partition.index(), result)));
        }
        return Stages.all(partitions)
                .thenApply(answers ->
                        new TopicProduceResponse().setName(topic.name()).setPartitionResponses(answers));
    }

    private CompletionStage<AppendResult> append(
            PartitionProduceData partition,
            Permit<TopicName> permit,
            Acks acks,
            Duration patience,
            RequestContext context) {
        if (partition.index() < 0) {
            return CompletableFuture.completedStage(
                    AppendResult.refused(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "a partition number below 0"));
        }
        return RecordBytes.of(partition)
                .map(batches -> replicas.append(permit, partition.index(), batches, context.version(), acks, patience))
                .orElseGet(() -> CompletableFuture.completedStage(
                        AppendResult.refused(ErrorCode.INVALID_RECORD, "no records (expected: one batch)")));
    }

    private static PartitionProduceResponse answer(int index, AppendResult result) {
        return new PartitionProduceResponse()
                .setIndex(index)
                .setErrorCode(result.error().code())
                .setBaseOffset(result.baseOffset())
                .setLogAppendTimeMs(result.logAppendTime())
                .setLogStartOffset(result.logStartOffset())
                .setErrorMessage(result.message().orElse(null))
                .setRecordErrors(result.recordErrors().stream()
                        .map(error -> new BatchIndexAndErrorMessage()
                                .setBatchIndex(error.index())
                                .setBatchIndexErrorMessage(error.message()))
                        .toList());
    }

    private static ProduceResponseData refuseAll(
            ProduceRequestData request, ErrorCode error, @Nullable String message) {
        ProduceResponseData response = new ProduceResponseData();
        for (TopicProduceData topic : request.topicData()) {
            response.responses().add(refuse(topic, error, message));
        }
        return response;
    }

    private static TopicProduceResponse refuse(TopicProduceData topic, ErrorCode error, @Nullable String message) {
        return new TopicProduceResponse()
                .setName(topic.name())
                .setPartitionResponses(topic.partitionData().stream()
                        .map(partition -> new PartitionProduceResponse()
                                .setIndex(partition.index())
                                .setErrorCode(error.code())
                                .setErrorMessage(message)
                                .setBaseOffset(-1))
                        .toList());
    }

    /** acks=0 has no answer; a failure ends the connection, so that the client asks for metadata (COMPAT B5.1). */
    @SuppressWarnings("NullAway") // "No answer" is null by the contract of ApiHandler.
    private static ProduceResponseData silent(ProduceResponseData response) {
        boolean failed = response.responses().stream()
                .flatMap(topic -> topic.partitionResponses().stream())
                .anyMatch(partition -> partition.errorCode() != ErrorCode.NONE.code());
        if (failed) {
            throw new CloseConnection("produce with acks=0 failed");
        }
        return null;
    }
}
