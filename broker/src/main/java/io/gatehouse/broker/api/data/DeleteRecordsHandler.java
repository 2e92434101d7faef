package io.gatehouse.broker.api.data;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Permit;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.replica.Replicas;
import io.gatehouse.broker.replica.TrimAnswer;
import io.gatehouse.broker.replica.TrimWish;
import io.gatehouse.broker.wire.ApiKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsPartitionResult;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsTopicResult;

/** DeleteRecords (key 21): moves the start of logs (COMPAT A9.10). Answered when no restart brings the records back. */
public final class DeleteRecordsHandler implements ApiHandler<DeleteRecordsRequestData, DeleteRecordsResponseData> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.DELETE_RECORDS,
            0,
            2,
            RequiredRights.all(
                    "Delete on each topic (ACL-28)", RequiredRights.on(ResourceType.TOPIC, Operation.DELETE)));

    private final Replicas replicas;

    public DeleteRecordsHandler(Replicas replicas) {
        this.replicas = replicas;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<DeleteRecordsResponseData> handle(DeleteRecordsRequestData request, RequestContext context) {
        DeleteRecordsResponseData response = new DeleteRecordsResponseData();
        List<TrimWish> wishes = new ArrayList<>();
        List<DeleteRecordsPartitionResult> slots = new ArrayList<>();
        for (DeleteRecordsTopic topic : request.topics()) {
            DeleteRecordsTopicResult result = new DeleteRecordsTopicResult().setName(topic.name());
            response.topics().add(result);
            Right right = right(topic, context);
            for (DeleteRecordsPartition partition : topic.partitions()) {
                DeleteRecordsPartitionResult slot =
                        new DeleteRecordsPartitionResult().setPartitionIndex(partition.partitionIndex());
                result.partitions().add(slot);
                if (right.permit.isPresent() && partition.partitionIndex() >= 0) {
                    wishes.add(new TrimWish(right.permit.get(), partition.partitionIndex(), partition.offset()));
                    slots.add(slot);
                } else {
                    fill(slot, TrimAnswer.failed(right.error));
                }
            }
        }
        return replicas.trim(wishes).thenApply(answers -> {
            for (int i = 0; i < answers.size(); i++) {
                fill(slots.get(i), answers.get(i));
            }
            return response;
        });
    }

    /** @param error for partitions that cannot be, too */
    private record Right(Optional<Permit<TopicName>> permit, ErrorCode error) {}

    private static Right right(DeleteRecordsTopic topic, RequestContext context) {
        Optional<TopicName> name = TopicName.parse(topic.name());
        if (name.isEmpty()) {
            return new Right(Optional.empty(), ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        }
        return context.access()
                .topic(Operation.DELETE, name.get())
                .fold(
                        permit -> name.get().internal() // Its records are the coordinators' memory.
                                ? new Right(Optional.empty(), ErrorCode.INVALID_TOPIC_EXCEPTION)
                                : new Right(Optional.of(permit), ErrorCode.UNKNOWN_TOPIC_OR_PARTITION),
                        error -> new Right(Optional.empty(), error));
    }

    private static void fill(DeleteRecordsPartitionResult slot, TrimAnswer answer) {
        slot.setErrorCode(answer.error().code()).setLowWatermark(answer.lowWatermark());
    }
}
